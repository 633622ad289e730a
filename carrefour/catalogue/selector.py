"""Selectors: how a definition points into a web page, in CSS or in XPath."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cssselect import SelectorError
from lxml import etree, html
from parsel import xpathfuncs
from parsel.csstranslator import HTMLTranslator

_XPATH_STARTS = ("/", "./", "../", "(", "@")
_PREFIXES = {"re": "http://exslt.org/regular-expressions"}
_TRANSLATOR = HTMLTranslator()
xpathfuncs.setup()  # has-class() in XPath


def is_xpath(text: str) -> bool:
    """Whether ``text`` is XPath: CSS never starts with ``/``, ``./``, ``../``, ``(`` or ``@``."""
    return text.startswith(_XPATH_STARTS)


def css(text: str) -> str:
    """The XPath of a CSS selector. Raises ``ValueError``."""
    try:
        return _TRANSLATOR.css_to_xpath(text)
    except (SelectorError, RecursionError) as error:
        cure = "correct it, or write XPath as {xpath: …}"
        raise ValueError(f"'{text}' is not a CSS selector ({error}); {cure}") from error


def xpath(text: str) -> str:
    """The XPath of a selector in either language. Raises ``ValueError``."""
    return text if is_xpath(text) else css(text)


@lru_cache(maxsize=2048)
def compiled(expression: str) -> Callable[[etree._Element], Any]:
    """An XPath expression, ready to be evaluated in an element. Raises ``ValueError``."""
    try:
        found = etree.XPath(expression, namespaces=_PREFIXES)
        # What names a function or prefix that does not exist is only found out on a page.
        found(html.fromstring("<html/>"))
    except etree.XPathError as error:
        raise ValueError(f"'{expression}' is not XPath ({error}); correct it") from error
    return found


def require_selector(text: str) -> str:
    """``text`` when it is a selector or empty; else raises ``ValueError``."""
    if text:
        compiled(xpath(text))
    return text


def require_elements(text: str) -> str:
    """``text`` when it is a selector of elements or empty; else raises ``ValueError``."""
    if "::attr(" in text or "::text" in text:
        raise ValueError(f"'{text}' must select elements; leave out what follows '::'")
    return require_selector(text)

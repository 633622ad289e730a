"""From a web page to the keys of a record, by the rules of a definition."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from carrefour.catalogue.fetching import Labelled, PageRules, Select
from carrefour.catalogue.selector import compiled, xpath
from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.connectors.schema_org import first_node
from carrefour.harvest.connectors.webpage import WebPage
from carrefour.harvest.connectors.webtext import folded, one_line, text_of

MOST_VALUES = 1_000  # of one key
MOST_LABELS = 200  # of one page
MOST_LETTERS = 2_000_000  # of one record
LONGEST_LABEL = 100  # characters; a longer text is no label
# Attributes that hold one address.
_ADDRESSES = {"href", "src", "action", "cite", "poster", "data-src", "data-href", "data-url"}


@dataclass(slots=True)
class Read:
    """The keys that were found in a page, and what went wrong in reading it, in words."""

    data: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""


def read_keys(rules: PageRules, page: WebPage, within: html.HtmlElement | None = None) -> Read:
    """The keys that ``rules`` read in ``page``, or in one element of it.

    A key whose selector finds nothing is left out. Raises `Unreadable` when a selector cannot be
    evaluated; nothing that stands in a page raises.
    """
    element = page.root if within is None else within
    read = Read()
    for pairs in rules.labelled:
        for label, value in _labelled(pairs, page, element):
            read.data.setdefault(label, value)
    for key, select in rules.fields.items():
        value = _value(select, page, element)
        if value:
            read.data[key] = value
    if rules.schema_org:
        node, read.trouble = first_node(page, element, rules.schema_org)
        if node:
            read.data["schema"] = node
    if _letters(read.data) > MOST_LETTERS:
        return Read({}, f"its keys hold over {MOST_LETTERS:,} letters")
    return read


def elements(selector: str, page: WebPage) -> list[html.HtmlElement]:
    """The elements of ``page`` that a selector in CSS or XPath finds. Raises `Unreadable`."""
    found = _evaluated(xpath(selector), page, page.root)
    return [one for one in found if isinstance(one, html.HtmlElement)]


def address(select: Select, page: WebPage, element: html.HtmlElement) -> str:
    """The whole web address that ``select`` finds in ``element``, or nothing.

    Where it gives the text of a link, its ``href`` is meant. Raises `Unreadable`.
    """
    for one in _evaluated(select.expression, page, element):
        takes_text = isinstance(one, html.HtmlElement) and select.get == "text" and one.get("href")
        taken = one.get("href", "") if takes_text else _taken(one, select.get, page)
        if (found := _matched(taken, select.pattern)) and not found.startswith("#"):
            whole = page.absolute(found)
            if whole.startswith(("http://", "https://")):
                return whole
    return ""


def _value(select: Select, page: WebPage, element: html.HtmlElement) -> str | list[str]:
    values: list[str] = []
    for one in _evaluated(select.expression, page, element):
        if value := _matched(_taken(one, select.get, page), select.pattern):
            if not select.all:
                return value
            values.append(value)
            if len(values) == MOST_VALUES:
                break
    return values


def _evaluated(expression: str, page: WebPage, element: html.HtmlElement) -> Iterator[Any]:
    """What the XPath finds in ``element``: elements, attributes and texts, or one value."""
    try:
        found = compiled(expression)(element)
    except (etree.XPathError, ValueError) as error:
        reason = f"'{expression}' cannot be evaluated ({error})"
        raise Unreadable(page.url, reason, "Correct the selector.") from error
    if isinstance(found, list):
        yield from found
    elif isinstance(found, bool):
        yield "true" if found else "false"
    elif isinstance(found, float):
        yield f"{found:g}"
    else:
        yield found


def _taken(one: Any, get: str, page: WebPage) -> str:
    """What ``get`` says of an element; an attribute or a text is itself what is taken."""
    if isinstance(one, html.HtmlElement):
        match get:
            case "text":
                return text_of(one)
            case "html":
                return _html(one, page)
            case _:
                return _attribute(get, one.get(get) or "", page)
    if isinstance(one, str):
        name = getattr(one, "attrname", None)  # lxml says which attribute a text came from
        return _attribute(name, str(one), page) if name else one_line(str(one))
    return ""


def _attribute(name: str, value: str, page: WebPage) -> str:
    value = value.strip()
    return page.absolute(value) if name in _ADDRESSES and value else value


def _html(element: html.HtmlElement, page: WebPage) -> str:
    """The markup of ``element``, with whole addresses and without white space of no meaning."""
    whole = copy.deepcopy(element)
    if not whole.xpath("descendant-or-self::pre or descendant-or-self::textarea"):
        for inner in whole.iter():
            # lxml reads control characters in a page, but does not write them.
            with suppress(ValueError):
                inner.text = folded(inner.text) if inner.text else None
            with suppress(ValueError):
                inner.tail = folded(inner.tail) if inner.tail else None
    for inner in whole.iter(etree.Element):
        for name in _ADDRESSES & set(inner.keys()):
            with suppress(ValueError):
                inner.set(name, _attribute(name, inner.get(name) or "", page))
    return etree.tostring(whole, encoding="unicode", method="html", with_tail=False).strip()


def _matched(value: str, pattern: str) -> str:
    if not pattern:
        return value
    found = re.search(pattern, value)
    if not found:
        return ""
    return ((found.group(1) if found.re.groups else found.group()) or "").strip()


def _labelled(
    pairs: Labelled, page: WebPage, element: html.HtmlElement
) -> Iterator[tuple[str, str | list[str]]]:
    """Each label with its text, or the list of its texts."""
    found: dict[str, list[str]] = {}
    for label, values in _paired(pairs, page, element):
        name = one_line(text_of(label)).rstrip(" :\xa0\u202f")
        if not 0 < len(name) <= LONGEST_LABEL or len(found) == MOST_LABELS:
            continue
        texts = [text for value in values if (text := text_of(value))]
        found.setdefault(name, []).extend(texts[:MOST_VALUES])
    for name, texts in found.items():
        if texts:
            yield name, texts if len(texts) > 1 else texts[0]


def _paired(
    pairs: Labelled, page: WebPage, element: html.HtmlElement
) -> Iterator[tuple[html.HtmlElement, list[html.HtmlElement]]]:
    def select(selector: str, within: html.HtmlElement) -> list[html.HtmlElement]:
        found = _evaluated(xpath(selector), page, within)
        return [one for one in found if isinstance(one, html.HtmlElement)]

    if pairs.rows:
        for row in select(pairs.rows, element):
            if labels := select(pairs.label, row):
                yield labels[0], select(pairs.value, row)
        return
    labels, values = select(pairs.label, element), select(pairs.value, element)
    order = {one: number for number, one in enumerate(element.iter(etree.Element))}
    if len(labels) > 1 and values and order[labels[-1]] < order[values[0]]:
        for label, value in zip(labels, values, strict=False):
            yield label, [value]
        return
    starts = [order[label] for label in labels] + [len(order)]
    for number, label in enumerate(labels):
        yield label, [one for one in values if starts[number] < order[one] < starts[number + 1]]


def _letters(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_letters, value.values()))
    if isinstance(value, list):
        return sum(map(_letters, value))
    return len(value) if isinstance(value, str) else 0

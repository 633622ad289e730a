"""The text of an element of a web page, as a reader sees it."""

from __future__ import annotations

import re

from lxml import etree, html

_UNSEEN = {"script", "style", "template", "noscript", "head", "iframe", "object", "svg", "select"}
_PARAGRAPHS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "figure",
}  # fmt: skip
_LINES = {
    "address", "article", "aside", "body", "caption", "dd", "details", "div", "dt", "fieldset",
    "figcaption", "footer", "form", "header", "hr", "legend", "li", "main", "nav", "section",
    "summary", "table", "tr",
}  # fmt: skip
_CELLS = {"td", "th", "option"}
# Marks of breaks, which no page holds: the parser takes a page's own white space for spaces.
_PARAGRAPH, _LINE, _BR = "\x1d", "\x1e", "\n"
_WHITE = re.compile(r"[ \t\r\n\f]+")
_BREAKS = re.compile(r" *[\x1d\x1e\n][ \x1d\x1e\n]*")


def text_of(element: html.HtmlElement) -> str:
    """The text of ``element``: white space folded, a line for each block, an empty line between
    paragraphs; without scripts, styles and what else nobody reads."""
    pieces: list[str] = []
    steps = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, one in steps:
        tag = one.tag if isinstance(one.tag, str) else ""
        if event == "start":
            pieces.append(_before(tag))
            if tag in _UNSEEN and one is not element:
                steps.skip_subtree()
            elif one.text:
                pieces.append(folded(one.text))
        else:
            pieces.append(_BR if tag == "br" else _before(tag))
            if one.tail and one is not element:
                pieces.append(folded(one.tail))
    text = re.sub(" {2,}", " ", "".join(pieces))
    return _BREAKS.sub(_widest, text).strip()


def folded(text: str) -> str:
    """``text`` with each run of white space as one space, as a browser shows it."""
    return _WHITE.sub(" ", text)


def one_line(text: str) -> str:
    """``text`` folded, and without white space around it."""
    return folded(text).strip()


def _before(tag: str) -> str:
    if tag in _PARAGRAPHS:
        return _PARAGRAPH
    if tag in _LINES:
        return _LINE
    return " " if tag in _CELLS else ""


def _widest(breaks: re.Match[str]) -> str:
    """Breaks that follow one another are one, as wide as the widest of them."""
    found = breaks.group()
    return "\n\n" if _PARAGRAPH in found or found.count(_BR) > 1 else "\n"

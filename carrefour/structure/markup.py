"""Descriptions as safe HTML, made from the HTML or the plain text that a source gives."""

from __future__ import annotations

import html
import re

import nh3

from carrefour.structure.links import web_address
from carrefour.structure.text import decoded, plain, unbroken

KEPT_TAGS = {
    "p", "br", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote",
}  # fmt: skip
_LOOKS_HTML = re.compile(
    r"</?(?:p|br|ul|ol|li|b|i|u|strong|em|a|div|span|h[1-6]|table|tr|td|img|font|center|section|"
    r"blockquote|script|style|iframe|svg|form|input|object)\b[^<>]*>",
    re.I,
)
_ESCAPED_HTML = re.compile(r"&lt;/?(?:p|br|ul|li|b|i|strong|em|a|div|span|h\d)\b", re.I)
_BLOCKS = re.compile(r"<(?:p|br|ul|ol|li|div|h[1-6]|table|section|blockquote)\b", re.I)
# Tags that say the same as one that is kept.
_SAME = {
    "b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4",
    "div": "p", "section": "p", "article": "p", "center": "p", "tr": "p",
}  # fmt: skip
_RENAMED = re.compile(rf"<(/?)({'|'.join(_SAME)})(?=[\s>/])[^<>]*>", re.I)
_CELL = re.compile(r"</t[dh]\s*>", re.I)
_EMPTY = re.compile(r"<(p|li|strong|em|h3|h4|ul|ol|blockquote)>(?:\s|&nbsp;|<br>)*</\1>")
_BULLET = re.compile(r"^(?:[-*•·▪►➢✓–—‣●○] ?(?=\S)|[-–—•] +)")
_NUMBERED = re.compile(r"^\d{1,2}[.)°] +(?=\S)")


def rich(text: str) -> str:
    """``text`` as safe HTML: sanitised when it holds markup, else in paragraphs and lists.

    Kept are paragraphs, lists, emphasis, small headings, quotations and links to the web.
    """
    text = unbroken(text)
    if "&lt;" in text and _ESCAPED_HTML.search(text) and not _LOOKS_HTML.search(text):
        text = decoded(text)
    if "<" in text and _LOOKS_HTML.search(text):
        return _sanitised(text)
    return _from_plain(plain(text))


def _sanitised(text: str) -> str:
    if not _BLOCKS.search(text):
        # Only words are marked up: the line ends are the source's own.
        text = text.strip().replace("\n", "<br>")
    text = _CELL.sub(" ", _RENAMED.sub(_same, text))
    clean = _CLEANER.clean(text)
    before = ""
    while before != clean:
        before, clean = clean, _EMPTY.sub("", clean)
    return clean.strip()


def _same(match: re.Match[str]) -> str:
    return f"<{match.group(1)}{_SAME[match.group(2).lower()]}>"


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Links lead to the web, without trackers or credentials, or nowhere."""
    return web_address(value) or None if (tag, name) == ("a", "href") else None


_CLEANER = nh3.Cleaner(
    tags=KEPT_TAGS,
    attributes={"a": {"href"}},
    attribute_filter=_attribute,
    url_schemes={"http", "https"},
    link_rel="noopener nofollow ugc",
    clean_content_tags={"script", "style", "template", "iframe", "object", "svg", "noscript"},
)


def _from_plain(text: str) -> str:
    """Paragraphs where empty lines part, lists where lines begin with a bullet or a number."""
    blocks: list[str] = []
    for paragraph in text.split("\n\n"):
        blocks += _blocks(paragraph.split("\n"))
    return "".join(blocks)


def _blocks(lines: list[str]) -> list[str]:
    blocks: list[str] = []
    kind, gathered = "", list[str]()
    for line in [*lines, ""]:
        now = _kind(line) if line else ""
        if now != kind or not line:
            if gathered:
                blocks.append(_block(kind, gathered))
            kind, gathered = now, []
        if content := _content(line, now):
            gathered.append(content)
    return blocks


def _kind(line: str) -> str:
    if _BULLET.match(line):
        return "ul"
    return "ol" if _NUMBERED.match(line) else "p"


def _content(line: str, kind: str) -> str:
    bare = _BULLET.sub("", line) if kind == "ul" else line
    bare = _NUMBERED.sub("", bare) if kind == "ol" else bare
    bare = bare.strip()
    return html.escape(bare, quote=False) if any(c.isalnum() for c in bare) or kind == "p" else ""


def _block(kind: str, contents: list[str]) -> str:
    if kind == "p":
        return f"<p>{'<br>'.join(contents)}</p>"
    items = "".join(f"<li>{content}</li>" for content in contents)
    return f"<{kind}>{items}</{kind}>"

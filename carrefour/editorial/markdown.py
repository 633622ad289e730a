"""Markdown as pages, news and the newsletter show it: safe, and with nothing of third parties.

The text is read by markdown-it-py (CommonMark with tables), which lets no HTML through, and what
it gives is cleaned by nh3 all the same. A page has its own first heading: those of a text begin at
the second level.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

LONGEST = 60_000  # characters of a text
_OURS = re.compile(r"/images/([0-9a-f]{40})-(?:480|1200)\.webp")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]*)")
_TAGS = set(
    "p h2 h3 h4 h5 h6 ul ol li strong em s a code pre blockquote hr br img"
    " table thead tbody tr th td".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_SCHEMES = {"http", "https", "mailto"}
_TABLE = '<div class="scroll" tabindex="0" role="region" aria-label="Tableau"><table>'
_WIDE = 1200  # pixels: the larger of the files of an image


def html_of(text: str, sizes: Mapping[str, tuple[int, int]] | None = None) -> SafeString:
    """``text`` as HTML. ``sizes`` are width and height of our images, by digest."""
    html = _html(text)
    for digest in set(_OURS.findall(html)):
        width, height = (sizes or {}).get(digest, (0, 0))
        if width:
            shown = min(width, _WIDE)
            size = f'width="{shown}" height="{round(height * shown / width)}" loading="lazy" '
            html = re.sub(rf'<img (?=[^>]*src="/images/{digest}-)', f"<img {size}", html)
    return mark_safe(html)  # noqa: S308 - cleaned by nh3


def images_in(text: str) -> set[str]:
    """The digests of our images that ``text`` shows."""
    return {match[1] for match in _OURS.finditer(text)}


def images_without_words(text: str) -> bool:
    """Whether ``text`` shows an image and does not say what is on it."""
    return any(not match[1].strip() for match in _IMAGE.finditer(text))


def foreign_images(text: str) -> bool:
    """Whether ``text`` shows an image that is not one of ours."""
    return any(not _OURS.fullmatch(match[2]) for match in _IMAGE.finditer(text))


@lru_cache(maxsize=128)
def _html(text: str) -> str:
    raw = _READER.render(text[:LONGEST])
    clean = nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=_allowed,
        link_rel="noopener",
    )
    return clean.replace("<table>", _TABLE).replace("</table>", "</table></div>")


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if _OURS.fullmatch(value) else None
    return value


class _Renderer(RendererHTML):
    """Headings one level lower, with an address of their own."""

    def heading_open(
        self, tokens: Sequence[Token], index: int, _options: Any, _env: Mapping[str, Any]
    ) -> str:
        """The beginning of a heading."""
        name = slugify(tokens[index + 1].content)[:60]
        return f'<{_level(tokens[index])} id="{name}">' if name else f"<{_level(tokens[index])}>"

    def heading_close(
        self, tokens: Sequence[Token], index: int, _options: Any, _env: Mapping[str, Any]
    ) -> str:
        """Its end."""
        return f"</{_level(tokens[index])}>\n"


def _level(token: Token) -> str:
    return "h2" if token.tag == "h1" else token.tag


_READER = MarkdownIt("commonmark", {"html": False, "breaks": False}, renderer_cls=_Renderer).enable(
    ["table", "strikethrough"]
)

"""Texts made plain: markup, entities, control characters and superfluous white space gone."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from carrefour.structure.mending import mended

_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|div|li|ul|ol|h\d|tr|table|section|blockquote)\s*>", re.I)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--(?:(?!<!--).)*?-->|<![^<>]*>", re.S)
_DROPPED = re.compile(r"<(script|style|template|iframe)\b.*?(?:</\1\s*>|$)", re.I | re.S)
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_LINES = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")
# Control and format characters that no reader sees; half characters cannot be kept.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff]"
)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}\d?);", re.I)
_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029\x85]")


def plain(text: str) -> str:
    """``text`` without markup, entities, control characters or superfluous white space.

    Line ends are kept, at most two in a row. The words of scripts and styles are dropped.
    """
    text = decoded(unbroken(text))
    if text.isprintable() and "<" not in text and "  " not in text:
        return text.strip()
    if "<" in text:
        text = _BLOCK_END.sub("\n", _DROPPED.sub(" ", text))
        text = _ANY_TAG.sub("", text)
        text = decoded(text)
    text = _AROUND_LINES.sub("\n", _SPACES.sub(" ", unbroken(text)))
    return _EMPTY_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """``text`` as `plain` leaves it, on one line."""
    if len(text) <= 100:
        return _short_line(text)
    return " ".join(plain(text).split())


@lru_cache(maxsize=20_000)
def _short_line(text: str) -> str:
    """`one_line` of names, tags and the like, which records repeat."""
    return " ".join(plain(text).split())


def unbroken(text: str) -> str:
    """``text`` in the right encoding, without unseen characters, its lines ended by ``\\n``."""
    text = mended(text)
    if "\n" not in text and text.isprintable():
        return text
    return _UNSEEN.sub("", _NEWLINES.sub("\n", text))


def decoded(text: str) -> str:
    """``text`` with its entities read, also those that were written twice (``&amp;eacute;``)."""
    for _ in range(3):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def shortened(text: str, most: int) -> str:
    """``text`` in at most ``most`` characters, cut after a word."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head, space, _ = cut.rpartition(" ")
    # A text without spaces, such as an address, is cut where it must be.
    return (head if space and len(head) > most // 2 else cut).rstrip(" ,;:-–(«") + "…"

"""The words of a query marked in the texts that are shown."""

from __future__ import annotations

import re
from html import escape

from carrefour.search.analysis import stems

_WORD = re.compile(r"\w+")
LONG = 260  # characters of a passage


def marked(text: str, terms: set[str]) -> str:
    """``text`` as HTML with each word whose stem is in ``terms`` in ``<mark>``."""
    parts, last = [], 0
    for match in _found(text, terms):
        parts += [escape(text[last : match.start()]), f"<mark>{escape(match.group())}</mark>"]
        last = match.end()
    return "".join(parts) + escape(text[last:]) if parts else escape(text)


def passage(text: str, terms: set[str]) -> str:
    """The part of ``text`` that holds the most of ``terms``, marked; empty where none is."""
    found = _found(text, terms)
    if not found:
        return ""
    starts = [m.start() for m in found]
    best = max(found, key=lambda m: sum(m.start() <= s < m.start() + LONG for s in starts))
    start = max(0, best.start() - 40)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", 0, start + LONG) if len(text) > start + LONG else len(text)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return f"{before}{marked(' '.join(text[start:end].split()), terms)}{after}"


def _found(text: str, terms: set[str]) -> list[re.Match[str]]:
    return [m for m in _WORD.finditer(text) if terms & stems(m.group())]

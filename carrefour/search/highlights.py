"""The words of a query marked in the texts that are shown."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from carrefour.search.analysis import first_letter, stem

LONG = 260  # characters of a passage
_LETTERS = [chr(n) for n in range(0x250) if chr(n).isalnum()]  # Latin, all that French writes


def marked(text: str, terms: set[str]) -> str:
    """``text`` as HTML with each word whose stem is in ``terms`` in ``<mark>``."""
    return _marked(text, _found(text, terms))


def passage(text: str, terms: set[str]) -> str:
    """The part of ``text`` that holds the most of ``terms``, marked; empty where none is."""
    found = _found(text, terms)
    if not found:
        return ""
    starts = [m.start() for m in found]
    best = max(starts, key=lambda own: sum(own <= start < own + LONG for start in starts))
    start = max(0, best - 40)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", 0, start + LONG) if len(text) > start + LONG else len(text)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return f"{before}{marked(' '.join(text[start:end].split()), terms)}{after}"


def _marked(text: str, found: list[re.Match[str]]) -> str:
    parts, last = [], 0
    for match in found:
        parts += [escape(text[last : match.start()]), f"<mark>{escape(match.group())}</mark>"]
        last = match.end()
    return "".join(parts) + escape(text[last:]) if parts else escape(text)


def _found(text: str, terms: set[str]) -> list[re.Match[str]]:
    if not terms:
        return []
    starts = "".join(sorted({term[0] for term in terms}))
    return [m for m in _beginning(starts).finditer(text) if stem(m.group()) in terms]


@lru_cache(maxsize=1024)
def _beginning(starts: str) -> re.Pattern[str]:
    """Words that begin with one of the folded letters ``starts``, as French may write it.

    Stems keep the first letter of their words, so no other word needs to be stemmed at all.
    """
    written = {c for c in _LETTERS if first_letter(c) in starts}
    letters = "".join(written | set(starts) | set(starts.upper()))
    return re.compile(rf"(?<![^\W_])[{re.escape(letters)}][^\W_]*")

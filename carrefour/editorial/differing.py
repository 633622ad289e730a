"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\s+|[^\s]+")
AROUND = 60  # characters of what did not change that are shown on each side of what did
MOST_WORDS = 12_000  # beyond, texts are compared line by line


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: ``kind`` is ``same``, ``gone``, ``new``, or ``skipped`` for "…"."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """How ``old`` became ``new``; long parts that did not change are left out."""
    if len(old) + len(new) > MOST_WORDS * 6:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    else:
        before, after = _WORD.findall(old), _WORD.findall(new)
    return list(_pieces(before, after))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (step, a, b, c, d) in enumerate(steps):
        if step == "equal":
            text = "".join(before[a:b])
            yield from _shortened(text, first=number == 0, last=number == len(steps) - 1)
        else:
            if b > a:
                yield Piece("gone", "".join(before[a:b]))
            if d > c:
                yield Piece("new", "".join(after[c:d]))


def _shortened(text: str, *, first: bool, last: bool) -> Iterator[Piece]:
    if first and last:
        return
    if len(text) <= 3 * AROUND:
        yield Piece("same", text)
        return
    if not first:
        yield Piece("same", text[:AROUND])
    yield Piece("skipped", "…")
    if not last:
        yield Piece("same", text[-AROUND:])

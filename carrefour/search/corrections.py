"""Words that no sheet holds, put right by the nearest word that sheets do hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from rapidfuzz.distance import OSA

from carrefour.search.analysis import spelt, stem
from carrefour.search.wording import asks

_WORD = re.compile(r"[^\W\d_]+")
# A word that so few sheets hold, where so many times more hold one a single error away, is wrong in
# these sheets too.
HARDLY, FAR_MORE = 2, 50


class Vocabulary(Protocol):
    """What an index knows of the words of its sheets."""

    def held(self, *terms: tuple[str, str]) -> int:
        """How many sheets hold the (field, term) that the most do."""
        ...

    def near(self, word: str, errors: int, least: int) -> Iterable[tuple[str, int]]:
        """Words in ``spelt`` up to ``errors`` away from ``word``, and how many sheets hold each.

        They begin with its letter; those that fewer than ``least`` sheets hold are left out.
        """
        ...


def errors_allowed(word: str) -> int:
    """How many errors of typing ``word`` may hold: one from four letters on, two from eight."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def corrected(vocabulary: Vocabulary, text: str) -> str:
    """``text`` with each word that is unknown, or hardly known, put right by a near one.

    Words that are known, or like nothing, stay as they are: the same text may come back. What
    stands in quotes or is left out is not touched.
    """
    parts = re.split(r'(-?"[^"]*"|(?<!\S)-\S+)', text)
    for at in range(0, len(parts), 2):
        parts[at] = _WORD.sub(lambda found: _near(vocabulary, found.group()), parts[at])
    return "".join(parts)


def unknown(vocabulary: Vocabulary, text: str) -> bool:
    """Whether ``text`` holds a word, long enough to be wrong, that no sheet holds."""
    words = ((typed, spelt(typed)) for typed in _WORD.findall(text))
    return any(
        errors_allowed(word) and not asks(typed) and not _known(vocabulary, typed, word)
        for typed, word in words
    )


def _near(vocabulary: Vocabulary, typed: str) -> str:
    word = spelt(typed)
    allowed = errors_allowed(word)
    if not allowed or asks(typed):
        return typed
    held = _known(vocabulary, typed, word)
    if held > HARDLY:
        return typed
    near = dict(vocabulary.near(word, 1 if held else allowed, FAR_MORE * held))
    return min(near, key=lambda o: (OSA.distance(word, o), -near[o], o)) if near else typed


def _known(vocabulary: Vocabulary, typed: str, word: str) -> int:
    """How many sheets hold a word, as it is spelt or one of its stem."""
    term = stem(typed)
    of_stem = [(field, term) for field in ("title", "labels", "body")] if term else []
    return vocabulary.held(("spelt", word), *of_stem)


def as_written(text: str, shown: Iterable[str]) -> str:
    """``text`` with each word as the texts ``shown`` write it, accents and all."""
    written: dict[str, str] = {}
    for word in dict.fromkeys(_WORD.findall("\n".join(shown))):
        if not word.isascii():
            written.setdefault(spelt(word), word.lower())
    return _WORD.sub(lambda m: written.get(m.group(), m.group()), text)

"""Words that no sheet holds, put right by the nearest word that sheets do hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from carrefour.search.analysis import spelt, stem
from carrefour.search.filters import asks

_WORD = re.compile(r"[^\W\d_]+")
MOST_TERMS = 60_000  # that begin with one letter
# A word that so few sheets hold, where so many times more hold one a single error away, is wrong in
# these sheets too.
HARDLY, FAR_MORE = 2, 50


def errors_allowed(word: str) -> int:
    """How many errors of typing ``word`` may hold: one from four letters on, two from eight."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def corrected(searcher: tantivy.Searcher, text: str) -> str:
    """``text`` with each word that is unknown, or hardly known, put right by a near one.

    Words that are known, or like nothing, stay as they are: the same text may come back. What
    stands in quotes or is left out is not touched.
    """
    parts = re.split(r'(-?"[^"]*"|(?<!\S)-\S+)', text)
    for at in range(0, len(parts), 2):
        parts[at] = _WORD.sub(lambda found: _near(searcher, found.group()), parts[at])
    return "".join(parts)


def unknown(searcher: tantivy.Searcher, text: str) -> bool:
    """Whether ``text`` holds a word, long enough to be wrong, that no sheet holds."""
    words = ((typed, spelt(typed)) for typed in _WORD.findall(text))
    return any(
        errors_allowed(word) and not asks(typed) and not _known(searcher, typed, word)
        for typed, word in words
    )


def _near(searcher: tantivy.Searcher, typed: str) -> str:
    word = spelt(typed)
    allowed = errors_allowed(word)
    held = _known(searcher, typed, word)
    if not allowed or asks(typed) or held > HARDLY:
        return typed
    # The first letter is seldom wrong; looking at the terms of one letter is quick.
    known: dict[str, int] = dict(searcher.terms_with_prefix("spelt", word[0], limit=MOST_TERMS))
    words = [other for other, sheets in known.items() if sheets >= FAR_MORE * held]
    most = 1 if held else allowed
    near = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=50)
    if not near:
        return typed
    best = min(near, key=lambda found: (found[1], -known[found[0]], found[0]))
    return str(best[0])


def _known(searcher: tantivy.Searcher, typed: str, word: str) -> int:
    """How many sheets hold a word, as it is spelt or one of its stem."""
    term = stem(typed)
    of_stem = (searcher.doc_freq(f, term) for f in ("title", "labels", "body")) if term else ()
    return int(max([searcher.doc_freq("spelt", word), *of_stem]))


def as_written(text: str, shown: Iterable[str]) -> str:
    """``text`` with each word as the texts ``shown`` write it, accents and all."""
    written: dict[str, str] = {}
    for found in shown:
        for word in _WORD.findall(found):
            if not word.isascii():
                written.setdefault(spelt(word), word.lower())
    return _WORD.sub(lambda m: written.get(m.group(), m.group()), text)

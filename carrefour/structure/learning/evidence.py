"""What a classifier looks at: the lexicon's hits told by code, and the words themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.structure.learning.lexicon import Hit, Lexicon
from carrefour.structure.learning.terms import terms

CODES = tuple(taxonomy().codes)
AT = {code: at for at, code in enumerate(CODES)}
OTHER = AT["AUT"]

Floats = NDArray[np.float64]

# The rows of `Seen.signs`, each a number for every code.
SIGNS = (
    "told", "strongest", "in_title", "in_phrase", "share", "whole", "hidden",
    "among_many", "in_long", "foremost", "unexplained", "nothing_else",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A title and a text as a classifier sees them. ``words`` are terms and pairs of terms."""

    found: list[str]
    hits: list[Hit]
    words: list[str]
    signs: Floats


def seen(title: str, text: str, lexicon: Lexicon) -> Seen:
    """Look at ``title`` and ``text``; a tag is a title without text."""
    head = terms(title)
    found = head + terms(text) if text else head
    hits = lexicon.hits(found)
    return Seen(found, hits, _words(found, whole=not text), _signs(found, hits, len(head), lexicon))


def _words(found: Sequence[str], *, whole: bool) -> list[str]:
    """Each term and pair of neighbours once, in order; and the whole when it is a tag."""
    pairs = [f"{one} {other}" for one, other in pairwise(found)]
    words = list(dict.fromkeys([*found, *pairs]))
    return [*words, f"={' '.join(found)}"] if whole else words


def _signs(found: Sequence[str], hits: Sequence[Hit], head: int, lexicon: Lexicon) -> Floats:
    signs = np.zeros((len(SIGNS), len(CODES)))
    told, strongest, in_title, in_phrase, share, whole, hidden = signs[:7]
    explained = 0
    for hit in hits:
        explained += hit.length
        for code, weight in hit.codes.items():
            at = AT[code]
            told[at] += weight
            strongest[at] = max(strongest[at], weight)
            if hit.start < head:
                in_title[at] = max(in_title[at], weight)
            if hit.length > 1:
                in_phrase[at] = max(in_phrase[at], weight)
            if hit.length == len(found):
                whole[at] = 1.0
        if hit.length > 1:
            phrase = tuple(found[hit.start : hit.start + hit.length])
            for code, weight in lexicon.within(phrase).items():
                if code not in hit.codes:
                    hidden[AT[code]] = max(hidden[AT[code]], weight)
    total = told.sum()
    if total:
        share[:] = told / total
        signs[9] = (told == told.max()) & (told > 0)
    sure = int(((strongest > 0.5) | (whole > 0)).sum())
    signs[7] = strongest * np.log1p(sure)
    signs[8] = strongest * np.log1p(len(found))
    signs[10] = strongest * (1 - explained / max(len(found), 1))
    if not sure:
        signs[11, OTHER] = 1.0
    told[:] = np.log1p(told)
    return signs

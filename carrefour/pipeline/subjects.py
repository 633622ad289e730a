"""The themes and publics that the words of a search name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.search.analysis import stem, stems
from carrefour.search.query import Facet
from carrefour.structure.learning.lexicon import SURE, entries

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r'-?"[^"]*"?|(?<!\S)-\S+')


@dataclass(frozen=True, slots=True)
class Subject:
    """A code, the facet that it is a value of, and the text without the words that name it."""

    code: str
    facet: Facet
    rest: str


def subjects(text: str) -> list[Subject]:
    """What ``text`` names, in order; words in "quotes" and -excluded ones name nothing."""
    if _QUOTED.search(text):
        return []
    found: dict[str, Subject] = {}
    for codes, start, end in _named(text):
        rest = " ".join(f"{text[:start]} {text[end:]}".split())
        rest = rest if stems(rest) else ""
        for code in codes:
            found.setdefault(code, Subject(code, _facet(code), rest))
    return list(found.values())


def _named(text: str) -> Iterator[tuple[list[str], int, int]]:
    """The codes of the longest phrases, and where each begins and ends."""
    words = [(term, *m.span()) for m in _WORD.finditer(text) if (term := stem(m.group()))]
    phrases, longest = _phrases()
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            part = words[at : at + length]
            if codes := phrases.get(tuple(word[0] for word in part)):
                yield codes, part[0][1], part[-1][2]
                at += length - 1
                break
        at += 1


@cache
def _phrases() -> tuple[dict[tuple[str, ...], list[str]], int]:
    """Codes by the stems of the phrases that surely name them, and the length of the longest."""
    made: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code, words, weight in entries():
        phrase = tuple(stems(words))
        if code and phrase and weight >= SURE and code not in made[phrase]:
            made[phrase].append(code)
    return dict(made), max(map(len, made))


def _facet(code: str) -> Facet:
    if code in taxonomy().codes_of("publics"):
        return Facet.PUBLIC
    return Facet.METHOD if code in taxonomy().codes_of("methods") else Facet.THEME

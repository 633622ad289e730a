"""The lexicon: words and phrases of the field, and the codes that they call for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.structure.learning.terms import terms

SURE, HINT = 1.0, 0.4
_SECTION = re.compile(r"^\[(\w+|-)\]$")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at ``start``, ``length`` terms long, and how strongly it calls for codes."""

    start: int
    length: int
    codes: Mapping[str, float]


class Lexicon:
    """Phrases of terms to codes, each with a weight from 0 to 1."""

    def __init__(self, phrases: Mapping[Phrase, Mapping[str, float]]) -> None:
        self.phrases = dict(phrases)
        self._longest: dict[str, int] = {}
        for phrase in self.phrases:
            first = phrase[0]
            self._longest[first] = max(self._longest.get(first, 0), len(phrase))

    def hits(self, found: Sequence[str]) -> list[Hit]:
        """The phrases among the terms ``found``: of several that overlap the longest counts."""
        hits = []
        at, phrases, longest = 0, self.phrases, self._longest
        while at < len(found):
            most = longest.get(found[at])
            step = 1
            if most:
                for length in range(min(most, len(found) - at), 0, -1):
                    codes = phrases.get(tuple(found[at : at + length]))
                    if codes is not None:
                        if codes:
                            hits.append(Hit(at, length, codes))
                        step = length
                        break
            at += step
        return hits

    def within(self, phrase: Phrase) -> dict[str, float]:
        """What the shorter phrases inside ``phrase`` call for, which it hides."""
        inside: dict[str, float] = {}
        for start in range(len(phrase)):
            for end in range(start + 1, len(phrase) + 1):
                if end - start == len(phrase):
                    continue
                for code, weight in self.phrases.get(phrase[start:end], {}).items():
                    inside[code] = max(inside.get(code, 0.0), weight)
        return inside


@cache
def lexicon() -> Lexicon:
    """The lexicon that Carrefour ships."""
    phrases: dict[Phrase, dict[str, float]] = {}
    for code, words, weight in entries():
        if phrase := tuple(terms(words)):
            codes = phrases.setdefault(phrase, {})
            if code:
                codes[code] = max(codes.get(code, 0.0), weight)
    return Lexicon(phrases)


def entries() -> Iterator[tuple[str, str, float]]:
    """Code (empty: calls for nothing), phrase and weight, of the shipped list and the taxonomy."""
    for one in taxonomy().codes.values():
        for words in (one.fr, *one.scope.split(",")):
            if words.strip():
                yield one.id, words.strip(), SURE
    text = resources.files(__package__).joinpath("lexicon.txt").read_text("utf-8")
    code = ""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if section := _SECTION.match(line):
            code = section[1].replace("-", "")
            continue
        for item in line.split(","):
            if words := item.strip():
                yield code, words.removeprefix("~"), HINT if words.startswith("~") else SURE

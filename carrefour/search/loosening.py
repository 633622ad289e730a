"""How far the words of a search are loosened where it finds little, whichever engine searches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from carrefour.search.corrections import Vocabulary, corrected, unknown
from carrefour.search.entry import WEIGHTS
from carrefour.search.query import Query, Reading, Relaxed
from carrefour.search.synonyms import Synonyms
from carrefour.search.wording import Parsed, parse

ENOUGH = 10  # sheets that hold all the words, for those that hold some not to follow
RARE = 3  # sheets that hold a word which names one of them


@dataclass(frozen=True, slots=True)
class Looked:
    """The words of a query as they are looked for."""

    parsed: Parsed
    relaxed: Relaxed = Relaxed.NOT
    corrected: str = ""  # the text that ``parsed`` was read from, where it was put right
    like: bool = False  # words spelt nearly so are looked for

    @property
    def some(self) -> bool:
        """Whether a sheet that holds some of the words is found."""
        return self.relaxed in (Relaxed.SOME_WORDS, Relaxed.MORE)


class Ground(Vocabulary, Protocol):
    """An index, asked how much a query finds in it, its words looked for one way or another."""

    def total(self, looked: Looked) -> int:
        """How many sheets are found."""
        ...


@dataclass(frozen=True, slots=True)
class Loosening:
    """The words of ``query`` loosened over ``ground``; ``synonyms`` are those of the moment."""

    query: Query
    ground: Ground
    synonyms: Callable[[], Synonyms]

    def of(self, looked: Looked, found: int, loosest: Relaxed) -> tuple[Looked, int]:
        """``looked`` as loose as it takes to find something, and how many hold all its words.

        Where few were ``found``, and those who ask like it, sheets that hold some words follow;
        where none holds all of them, as far as `Relaxed.MORE` goes, none does.
        """
        reading = self.query.reading
        if not looked.parsed.spelt or loosest is Relaxed.NOT or reading is Reading.EXACT:
            return looked, found
        right, whole = (looked, found) if found else self._right(looked)
        loosened = loosest is Relaxed.SOME_WORDS or (loosest is Relaxed.MORE and whole)
        if whole >= ENOUGH or not loosened:
            return right, whole
        if whole and (reading is not Reading.FREE or right.like or self._names(right)):
            return right, whole
        if len(right.parsed.units) + len(right.parsed.phrases) < 2:
            return (right, whole) if whole else (looked, 0)
        looser = replace(right, relaxed=Relaxed.MORE if whole else Relaxed.SOME_WORDS)
        if self.ground.total(looser) > whole:
            return looser, whole
        return (right, whole) if whole else (looked, 0)

    def _names(self, looked: Looked) -> bool:
        """Whether what is asked for is one thing: one word, or with a word that few sheets hold."""
        if len(looked.parsed.units) + len(looked.parsed.phrases) < 2:
            return True
        return any(
            len(unit.terms) == 1
            and self.ground.held(*((field, unit.terms[0]) for field in WEIGHTS)) < RARE
            for unit in looked.parsed.units
        )

    def _right(self, looked: Looked) -> tuple[Looked, int]:
        """``looked`` with its words put right, and how many sheets hold them all."""
        text = self.query.text
        right = looked
        if (better := corrected(self.ground, text)) != text:
            parsed = parse(better, self.synonyms())
            right = replace(looked, parsed=parsed, relaxed=Relaxed.SPELLING, corrected=better)
            if whole := self.ground.total(right):
                return right, whole
        if unknown(self.ground, text):
            # With no word to put right, or of no use, those are tried that descriptions hold.
            like = replace(looked, relaxed=Relaxed.SPELLING, like=True)
            if whole := self.ground.total(like):
                return like, whole
        return right, 0

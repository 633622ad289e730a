"""Where neighbours are looked for: sheets of the same words, anywhere and close by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from heapq import nlargest
from math import log
from typing import Generic, Protocol, TypeVar

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.search.dialect import Dialect, Q
from carrefour.search.entry import kept
from carrefour.search.likeness import (
    Neighbour,
    Rarity,
    Sketch,
    Traits,
    chosen,
    gathered,
    sketch,
)
from carrefour.search.query import Facet

ASKED = 12  # of a sheet's words, the most telling, by which others are found
ANYWHERE, CLOSE = 60, 40  # sheets that are compared
FIRST = 30  # results of a search that others are likened to
REMEMBERED = 50_000  # words whose rarity is kept


Q_contra = TypeVar("Q_contra", contravariant=True)


class Surroundings(Protocol[Q_contra]):
    """One state of an index, as `Vicinity` looks into it."""

    def number(self) -> int:
        """How many sheets there are."""
        ...

    def uses(self, field: str, terms: Sequence[str]) -> list[int]:
        """How many sheets hold each of ``terms`` in ``field``."""
        ...

    def sheets(self, asked: Sequence[tuple[Q_contra, int]]) -> list[tuple[int, Traits]]:
        """The key and the traits of what each query finds first, up to its number, each once."""
        ...


class Vicinity(Generic[Q]):
    """The sheets of one state of the index, to find those that are alike."""

    def __init__(self, dialect: Dialect[Q], around: Surroundings[Q]) -> None:
        self._dialect, self._around = dialect, around
        number = max(1, around.number())
        self._stems = _Rare(number, lambda stems: around.uses("likened", stems))
        self._codes = _Rare(number, lambda codes: around.uses("kept", [*map(_kept, codes)]))
        self._rarity = Rarity(self._stems.__getitem__, self._codes.__getitem__)

    def of_sheet(self, key: int, limit: int) -> list[Neighbour]:
        """The neighbours of the sheet of that key; empty if it is unknown."""
        itself = self._dialect.keys([key])
        own = self._around.sheets([(itself, 1)])
        if not own:
            return []
        (likened,) = self._sketches(own)
        asked = [(self._candidates(likened, itself, []), ANYWHERE)]
        if near := list(likened.traits.departements):
            asked.append((self._candidates(likened, itself, near), CLOSE))
        return self._chosen(likened, asked, limit)

    def of_search(self, found: Q, spent: Iterable[str], limit: int) -> list[Neighbour]:
        """The neighbours of the first sheets that a search finds, none of which it finds itself.

        ``spent`` are stems that no other sheet can have.
        """
        first = self._around.sheets([(found, FIRST)])
        likened = gathered(self._sketches(first), spent)
        return self._chosen(likened, [(self._candidates(likened, found, []), ANYWHERE)], limit)

    def _chosen(
        self, likened: Sketch, asked: Sequence[tuple[Q | None, int]], limit: int
    ) -> list[Neighbour]:
        wanted = [(query, number) for query, number in asked if query is not None]
        found = self._around.sheets(wanted) if wanted else []
        return chosen(likened, self._sketches(found), self._rarity, limit)

    def _candidates(self, likened: Sketch, without: Q, near: list[str]) -> Q | None:
        """What finds sheets of the most telling words of ``likened``, those ``near`` if given."""
        telling = nlargest(ASKED, likened.stems, key=lambda stem: likened.stems[stem])
        wanted = [
            self._dialect.term("likened", stem, max(0.01, likened.stems[stem])) for stem in telling
        ]
        if near:
            # Close by, the same subject is a reason of its own, where words say little.
            wanted += [
                self._dialect.constant(
                    self._dialect.same("kept", [_kept(code)]), 0.1 * self._codes[code]
                )
                for code in likened.traits.codes
            ]
        if not wanted:
            return None
        there = [self._dialect.same("kept", near)] if near else []
        return self._dialect.whole(self._dialect.some(wanted), filters=there, without=[without])

    def _sketches(self, sheets: Sequence[tuple[int, Traits]]) -> list[Sketch]:
        self._stems.learn({stem for _, traits in sheets for stem in traits.stems})
        self._codes.learn({code for _, traits in sheets for code in traits.codes})
        return [sketch(key, traits, self._rarity) for key, traits in sheets]


class _Rare(dict[str, float]):
    """How rare each value is among the sheets: the logarithm of how few have it."""

    def __init__(self, number: int, uses: Callable[[Sequence[str]], list[int]]) -> None:
        super().__init__()
        self._number, self._uses = number, uses

    def learn(self, values: Collection[str]) -> None:
        """Ask at once for those of ``values`` that are not known yet."""
        if len(self) > REMEMBERED:
            self.clear()
        new = [value for value in values if value not in self]
        for value, uses in zip(new, self._uses(new) if new else (), strict=True):
            self[value] = log(self._number / uses) if uses else 0.0

    def __missing__(self, value: str) -> float:
        self.learn([value])
        return self[value]


def _kept(code: str) -> str:
    """The term by which documents that have ``code`` are found."""
    if code in taxonomy().codes_of("methods"):
        return kept(Facet.METHOD, code)
    public = code in taxonomy().codes_of("publics")
    return kept(Facet.PUBLIC if public else Facet.THEME, code)

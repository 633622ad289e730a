"""Where neighbours are looked for: sheets of the same words, anywhere and close by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import nlargest
from math import log
from typing import Any

import tantivy
from tantivy import Occur

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.search.likeness import (
    Neighbour,
    Rarity,
    Sketch,
    chosen,
    gathered,
    sketch,
    unpacked,
)
from carrefour.search.query import Facet
from carrefour.search.schema import kept
from carrefour.search.storage import Reader

ASKED = 12  # of a sheet's words, the most telling, by which others are found
ANYWHERE, CLOSE = 60, 40  # sheets that are compared
FIRST = 30  # results of a search that others are likened to
REMEMBERED = 50_000  # words whose rarity is kept


class Vicinity:
    """The sheets of one state of the index, to find those that are alike."""

    def __init__(self, schema: tantivy.Schema, reader: Reader) -> None:
        self._schema = schema
        self._searcher = reader.searcher
        stems = _Rare(reader.searcher, "likened", str)
        self._of_code = _Rare(reader.searcher, "kept", _kept)
        self._rarity = Rarity(stems.__getitem__, self._of_code.__getitem__)

    def of_sheet(self, key: int, limit: int) -> list[Neighbour]:
        """The neighbours of the sheet of that key; empty if it is unknown."""
        itself = tantivy.Query.term_query(self._schema, "key", key)
        own = self._searcher.search(itself, limit=1, count=False).hits
        if not own:
            return []
        (likened,) = self._sketches([own[0][1]])
        found = self._candidates(likened, itself, [], ANYWHERE)
        if near := list(likened.traits.departements):
            found += self._candidates(likened, itself, near, CLOSE)
        once = {(one.segment_ord, one.doc): one for one in found}
        return chosen(likened, self._sketches(once.values()), self._rarity, limit)

    def of_search(self, found: tantivy.Query, spent: Iterable[str], limit: int) -> list[Neighbour]:
        """The neighbours of the first sheets that a search finds, none of which it finds itself.

        ``spent`` are stems that no other sheet can have.
        """
        first = self._searcher.search(found, FIRST, count=False).hits
        likened = gathered(self._sketches(address for _, address in first), spent)
        others = self._candidates(likened, found, [], ANYWHERE)
        return chosen(likened, self._sketches(others), self._rarity, limit)

    def _candidates(
        self, likened: Sketch, without: tantivy.Query, near: list[str], limit: int
    ) -> list[tantivy.DocAddress]:
        """The documents of the most telling words of ``likened``, ``near`` if it names places."""
        telling = nlargest(ASKED, likened.stems, key=lambda stem: likened.stems[stem])
        wanted = [
            tantivy.Query.boost_query(
                tantivy.Query.term_query(self._schema, "likened", stem, "freq"),
                max(0.01, likened.stems[stem]),
            )
            for stem in telling
        ]
        if near:
            # Close by, the same subject is a reason of its own, where words say little.
            wanted += [
                tantivy.Query.const_score_query(
                    tantivy.Query.term_query(self._schema, "kept", _kept(code), "basic"),
                    0.1 * self._of_code[code],
                )
                for code in likened.traits.codes
            ]
        if not wanted:
            return []
        parts = [
            (Occur.Must, tantivy.Query.boolean_query([(Occur.Should, one) for one in wanted])),
            (Occur.MustNot, without),
        ]
        if near:
            there = tantivy.Query.term_set_query(self._schema, "kept", near)
            parts.append((Occur.Must, tantivy.Query.const_score_query(there, 0.0)))
        found = self._searcher.search(
            tantivy.Query.boolean_query(parts), limit=limit, count=False
        ).hits
        return [address for _, address in found]

    def _sketches(self, addresses: Iterable[tantivy.DocAddress]) -> list[Sketch]:
        wanted = list(addresses)
        keys: list[Any] = self._searcher.fast_field_values("key", wanted) if wanted else []
        sketches = []
        for address, key in zip(wanted, keys, strict=True):
            told: Any = self._searcher.doc(address).get_first("traits")
            sketches.append(sketch(key, unpacked(bytes(told)), self._rarity))
        return sketches


class _Rare(dict[str, float]):
    """How rare each value is among the documents: the logarithm of how few have it."""

    def __init__(
        self, searcher: tantivy.Searcher, field: str, term_of: Callable[[str], str]
    ) -> None:
        super().__init__()
        self._searcher, self._field, self._term_of = searcher, field, term_of
        self._number = max(1, searcher.num_docs)

    def __missing__(self, value: str) -> float:
        if len(self) > REMEMBERED:
            self.clear()
        uses = self._searcher.doc_freq(self._field, self._term_of(value))
        rare = self[value] = log(self._number / uses) if uses else 0.0
        return rare


def _kept(code: str) -> str:
    """The term by which documents that have ``code`` are found."""
    if code in taxonomy().codes_of("methods"):
        return kept(Facet.METHOD, code)
    public = code in taxonomy().codes_of("publics")
    return kept(Facet.PUBLIC if public else Facet.THEME, code)

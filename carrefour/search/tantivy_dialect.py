"""Queries as Tantivy takes them."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy
from tantivy import Occur

from carrefour.search.covering import Covered
from carrefour.search.entry import SLOTS
from carrefour.search.orders import Order
from carrefour.search.query import Box

_LATEST = 2**53


class TantivyDialect:
    """See `carrefour.search.dialect.Dialect`; with what no other engine needs beside."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def everything(self) -> tantivy.Query:
        """All documents."""
        return tantivy.Query.all_query()

    def term(self, field: str, term: str, weight: float = 1.0) -> tantivy.Query:
        """Documents whose ``field`` holds the word ``term``."""
        # The frequencies that a field does not keep count as one.
        option = "freq" if field == "likened" else "position"
        found = tantivy.Query.term_query(self._schema, field, term, option)
        return tantivy.Query.boost_query(found, weight)

    def phrase(
        self, field: str, terms: Sequence[str], weight: float = 1.0, slop: int = 0
    ) -> tantivy.Query:
        """Documents whose ``field`` holds ``terms`` in a row, ``slop`` words apart."""
        found = tantivy.Query.phrase_query(self._schema, field, [*terms], slop=slop)
        return tantivy.Query.boost_query(found, weight)

    def begun(self, field: str, word: str, *, forgiving: bool = False) -> tantivy.Query:
        """Documents with a word that begins as ``word`` does, or but for one error."""
        near = tantivy.Query.fuzzy_term_query(
            self._schema, field, word, distance=int(forgiving), prefix=True
        )
        return tantivy.Query.const_score_query(near, 1.0)

    def near(self, field: str, word: str, errors: int, weight: float) -> tantivy.Query:
        """Documents with a word that is so many ``errors`` away at the most."""
        near = tantivy.Query.fuzzy_term_query(self._schema, field, word, distance=errors)
        return tantivy.Query.boost_query(near, weight)

    def same(self, field: str, values: Sequence[str]) -> tantivy.Query:
        """Documents that have one of ``values``, whole, in ``field``."""
        if len(values) == 1:
            return tantivy.Query.term_query(self._schema, field, values[0], "basic")
        return tantivy.Query.term_set_query(self._schema, field, list(values))

    def keys(self, keys: Sequence[int]) -> tantivy.Query:
        """The documents of these keys."""
        if not keys:
            return tantivy.Query.empty_query()
        return tantivy.Query.term_set_query(self._schema, "key", list(keys))

    def between(self, field: str, low: int, high: int) -> tantivy.Query:
        """Documents whose number lies there, both ends included."""
        kind = tantivy.FieldType.Integer
        return tantivy.Query.range_query(self._schema, field, kind, low, high)

    def box(self, box: Box) -> tantivy.Query:
        """Documents with a point in ``box``, which may reach across the antimeridian."""
        if box.west > box.east:
            halves = (box._replace(east=180.0), box._replace(west=-180.0))
            return self.some([self.box(half) for half in halves])
        return self.some([self._in_slot(box, slot) for slot in range(SLOTS)])

    def constant(self, part: tantivy.Query, score: float) -> tantivy.Query:
        """``part`` with that score for each document."""
        return tantivy.Query.const_score_query(part, score)

    def weighted(self, part: tantivy.Query, weight: float) -> tantivy.Query:
        """``part`` with its scores times ``weight``."""
        return tantivy.Query.boost_query(part, weight)

    def every(self, parts: Sequence[tantivy.Query]) -> tantivy.Query:
        """Documents that all of ``parts`` find."""
        return tantivy.Query.boolean_query([(Occur.Must, part) for part in parts])

    def some(self, parts: Sequence[tantivy.Query]) -> tantivy.Query:
        """Documents that one of ``parts`` finds."""
        return tantivy.Query.boolean_query([(Occur.Should, part) for part in parts])

    def best(self, parts: Sequence[tantivy.Query]) -> tantivy.Query:
        """Documents that one of ``parts`` finds; the best score counts."""
        return tantivy.Query.disjunction_max_query(list(parts))

    def whole(
        self,
        found: tantivy.Query,
        *,
        better: Sequence[tantivy.Query] = (),
        filters: Sequence[tantivy.Query] = (),
        without: Sequence[tantivy.Query] = (),
    ) -> tantivy.Query:
        """``found``, scored by ``better`` too, narrowed by ``filters``, but not ``without``."""
        parts = [(Occur.Must, found)]
        parts += [(Occur.Should, part) for part in better]
        parts += [(Occur.Must, self.constant(part, 0.0)) for part in filters]
        parts += [(Occur.MustNot, part) for part in without]
        return tantivy.Query.boolean_query(parts)

    def ordered_by(self, order: Order) -> tantivy.Query:
        """The documents that have what ``order`` orders by."""
        if order.number:
            return self.between("date", 1, _LATEST)
        none = tantivy.Query.term_query(self._schema, order.column, "", "basic")
        return self.whole(self.everything(), without=[none])

    def covered(self, covered: Covered) -> tantivy.Query:
        """The documents within a shape."""
        return self.some([self.cells(covered.cells), self.keys(covered.measured.tolist())])

    def cells(self, cells: list[int]) -> tantivy.Query:
        """The documents with a point in one of these cells of the map, of any zoom."""
        if not cells:
            return tantivy.Query.empty_query()
        return tantivy.Query.term_set_query(self._schema, "cell", cells)

    def _in_slot(self, box: Box, slot: int) -> tantivy.Query:
        lat = self._within(f"lat{slot}", box.south, box.north)
        lon = self._within(f"lon{slot}", box.west, box.east)
        return self.every([lat, lon])

    def _within(self, field: str, low: float, high: float) -> tantivy.Query:
        kind = tantivy.FieldType.Float
        return tantivy.Query.range_query(self._schema, field, kind, float(low), float(high))

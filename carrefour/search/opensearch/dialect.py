"""Queries as OpenSearch takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from carrefour.search.query import Area, Box, Circle

Query = dict[str, Any]
# Lucene's BM25 leaves out a factor, k1 + 1, that Tantivy's has; words weigh it against all else.
BM25 = 2.2
MOST_NEAR = 1_000  # words that one is taken for
LONGEST_FORGIVEN = 14  # letters of a word that an error is forgiven in: 1,000 of an expression


class OpenSearchDialect:
    """See `carrefour.search.dialect.Dialect`."""

    def everything(self) -> Query:
        """All documents, each with a score of 1."""
        return {"match_all": {}}

    def nothing(self) -> Query:
        """No document."""
        return {"match_none": {}}

    def term(self, field: str, term: str, weight: float = 1.0) -> Query:
        """Documents whose ``field`` holds the word ``term``, scored."""
        return {"term": {field: {"value": term, "boost": BM25 * weight}}}

    def phrase(self, field: str, terms: Sequence[str], weight: float = 1.0, slop: int = 0) -> Query:
        """Documents whose ``field`` holds ``terms`` in a row, ``slop`` words apart, scored."""
        asked = {"query": " ".join(terms), "slop": slop, "boost": BM25 * weight}
        return {"match_phrase": {field: asked}}

    def begun(self, field: str, word: str, *, forgiving: bool = False) -> Query:
        """Documents with a word that begins as ``word`` does, or but for one error: 1 each."""
        if not forgiving:
            return {"constant_score": {"filter": {"prefix": {field: word}}}}
        asked = {"value": _with_one_error(word[:LONGEST_FORGIVEN]), "flags": "NONE"}
        return {"constant_score": {"filter": {"regexp": {field: asked}}}}

    def near(self, field: str, word: str, errors: int, weight: float) -> Query:
        """Documents with a word that is so many ``errors`` away at the most: ``weight`` each."""
        asked = {"value": word, "fuzziness": errors, "max_expansions": MOST_NEAR}
        return self.constant({"fuzzy": {field: asked}}, weight)

    def same(self, field: str, values: Sequence[str]) -> Query:
        """Documents that have one of ``values``, whole, in ``field``."""
        return {"terms": {field: list(values)}}

    def keys(self, keys: Sequence[int]) -> Query:
        """The documents of these keys."""
        return {"terms": {"key": list(keys)}}

    def between(self, field: str, low: int, high: int) -> Query:
        """Documents whose number lies there, both ends included."""
        return {"range": {field: {"gte": low, "lte": high}}}

    def box(self, box: Box) -> Query:
        """Documents with a point in ``box``, which may reach across the antimeridian."""
        corners = {"top": box.north, "left": box.west, "bottom": box.south, "right": box.east}
        return {"geo_bounding_box": {"spot": corners}}

    def circle(self, circle: Circle) -> Query:
        """Documents with a point in ``circle``."""
        middle = {"lat": circle.lat, "lon": circle.lon}
        return {"geo_distance": {"distance": f"{circle.km}km", "spot": middle}}

    def area(self, area: Area) -> Query:
        """Documents with a point in ``area``, to the centimetre that the cluster keeps points by.

        It takes the even-odd rule where the ring crosses itself.
        """
        corners = (*area.corners, area.corners[0])
        ring = [{"lat": lat, "lon": lon} for lat, lon in corners]
        return {"geo_polygon": {"spot": {"points": ring}}}

    def constant(self, part: Query, score: float) -> Query:
        """``part`` with that score for each document."""
        return {"constant_score": {"filter": part, "boost": score}}

    def weighted(self, part: Query, weight: float) -> Query:
        """``part`` with its scores times ``weight``."""
        return {"bool": {"must": [part], "boost": weight}}

    def every(self, parts: Sequence[Query]) -> Query:
        """Documents that all of ``parts`` find; none where there is no part."""
        return {"bool": {"must": list(parts)}} if parts else self.nothing()

    def some(self, parts: Sequence[Query]) -> Query:
        """Documents that one of ``parts`` finds."""
        return {"bool": {"should": list(parts), "minimum_should_match": 1}}

    def best(self, parts: Sequence[Query]) -> Query:
        """Documents that one of ``parts`` finds; the best score counts."""
        return {"dis_max": {"queries": list(parts)}}

    def whole(
        self,
        found: Query,
        *,
        better: Sequence[Query] = (),
        filters: Sequence[Query] = (),
        without: Sequence[Query] = (),
    ) -> Query:
        """``found``, scored by ``better`` too, narrowed by ``filters``, but not ``without``."""
        parts = {"should": better, "filter": filters, "must_not": without}
        held = {name: list(queries) for name, queries in parts.items() if queries}
        return {"bool": {"must": [found], **held}}


def _with_one_error(word: str) -> str:
    """The regular expression of words that begin as ``word``, with one letter wrong at the most.

    There is no query for this: a letter is any other, is left out, is too many, or changes places
    with the next. ``word`` is letters and digits alone.
    """
    forms = {word}
    for at in range(len(word)):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        forms |= {f"{before}.{after}", f"{before}{after}", f"{before}.{letter}{after}"}
        if after:
            forms.add(f"{before}{after[0]}{letter}{after[1:]}")
    return f"({'|'.join(sorted(forms))}).*"

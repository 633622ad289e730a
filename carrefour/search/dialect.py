"""What `carrefour.search.filters` writes its queries in: each engine makes its own of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from carrefour.search.query import Box

Q = TypeVar("Q")


class Dialect(Protocol[Q]):
    """Queries of one engine, over the fields of `carrefour.search.entry`.

    A word is scored by BM25 as Tantivy does it, with its factor of 2.2; all else has a score that
    is told here, so that the weights of `carrefour.search.filters` mean the same in each engine.
    """

    def everything(self) -> Q:
        """All documents, each with a score of 1."""
        ...

    def term(self, field: str, term: str, weight: float = 1.0) -> Q:
        """Documents whose ``field`` holds the word ``term``, scored."""
        ...

    def phrase(self, field: str, terms: Sequence[str], weight: float = 1.0, slop: int = 0) -> Q:
        """Documents whose ``field`` holds ``terms`` in a row, ``slop`` words apart, scored."""
        ...

    def begun(self, field: str, word: str, *, forgiving: bool = False) -> Q:
        """Documents with a word that begins as ``word`` does, or but for one error: 1 each."""
        ...

    def near(self, field: str, word: str, errors: int, weight: float) -> Q:
        """Documents with a word that is so many ``errors`` away at the most: ``weight`` each."""
        ...

    def same(self, field: str, values: Sequence[str]) -> Q:
        """Documents that have one of ``values``, whole, in ``field``; the score says nothing."""
        ...

    def keys(self, keys: Sequence[int]) -> Q:
        """The documents of these keys; the score says nothing."""
        ...

    def between(self, field: str, low: int, high: int) -> Q:
        """Documents whose number lies there, both ends included; the score says nothing."""
        ...

    def box(self, box: Box) -> Q:
        """Documents with a point in ``box``, which may reach across the antimeridian."""
        ...

    def constant(self, part: Q, score: float) -> Q:
        """``part`` with that score for each document."""
        ...

    def weighted(self, part: Q, weight: float) -> Q:
        """``part`` with its scores times ``weight``."""
        ...

    def every(self, parts: Sequence[Q]) -> Q:
        """Documents that all of ``parts`` find; their scores are added."""
        ...

    def some(self, parts: Sequence[Q]) -> Q:
        """Documents that one of ``parts`` finds; the scores of all that do are added."""
        ...

    def best(self, parts: Sequence[Q]) -> Q:
        """Documents that one of ``parts`` finds; the best score counts."""
        ...

    def whole(
        self,
        found: Q,
        *,
        better: Sequence[Q] = (),
        filters: Sequence[Q] = (),
        without: Sequence[Q] = (),
    ) -> Q:
        """``found``, scored by ``better`` too, narrowed by ``filters``, but not ``without``."""
        ...

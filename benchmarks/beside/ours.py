"""Carrefour: its engine on Tantivy, within the process that asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from benchmarks.beside.rival import PAGE, TITLES, Answer
from carrefour.search.document import Document
from carrefour.search.query import Query, Relaxed
from carrefour.search.recent import Recent
from carrefour.search.synonyms import Synonyms
from carrefour.search.tantivy_engine import KEPT_COUNTS, TantivyEngine


class Ours:
    """See `benchmarks.beside.rival.Rival`."""

    name = "Carrefour"
    lacks: Collection[str] = ()

    def __init__(self, where: str) -> None:
        self._folder = Path(where)
        self._engine = TantivyEngine(self._folder, synonyms=lambda: Synonyms({}, {}))

    def build(self, documents: Iterable[Document]) -> None:
        self._engine.rebuild(documents)

    def size(self) -> int:
        return sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file())

    def servers(self) -> list[int]:
        return []

    def ask(self, query: Query) -> Answer:
        # A space after a word says that it is typed to its end: the others do not look further.
        text = f"{query.text} " if query.text else ""
        found = self._engine.search(replace(query, text=text), limit=PAGE, loosest=Relaxed.SPELLING)
        return Answer(
            found.total,
            [hit.id for hit in found.hits],
            {facet: dict(counts) for facet, counts in found.facets.items() if counts},
            [hit.passage for hit in found.hits],
        )

    def suggest(self, prefix: str) -> list[str]:
        return [title for _, title in self._engine.suggest(prefix, TITLES)]

    def forget(self) -> None:
        self._engine._counts = Recent(KEPT_COUNTS)

    def drop(self) -> None:
        pass

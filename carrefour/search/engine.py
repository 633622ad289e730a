"""What any search engine of Carrefour must do; nothing above this room knows which one it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from carrefour.search.document import Document
from carrefour.search.likeness import Neighbour
from carrefour.search.query import Box, Figures, MapView, Query, Relaxed, Results


class SearchResting(Exception):
    """The engine cannot answer now (no index yet, server down); sheets can still be read."""


class SearchEngine(Protocol):
    """Index documents, find them, count them by facet and place them in clusters."""

    def search(
        self,
        query: Query,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: bool = True,
        loosest: Relaxed = Relaxed.SOME_WORDS,
    ) -> Results:
        """The results of ``query`` from ``offset``, its words loosened as far as ``loosest``.

        They are loosened only where nothing is found otherwise. Raises `SearchResting`.
        """
        ...

    def figures(self, query: Query) -> Figures:
        """All that ``query`` finds, counted by facet and by year. Raises `SearchResting`."""
        ...

    def ids(self, query: Query, limit: int, offset: int = 0) -> list[str]:
        """Ids of ``limit`` results of ``query`` from ``offset``, in its order, without passages."""
        ...

    def matching(
        self, query: Query, *, among: Collection[str] | None = None, limit: int = 10_000
    ) -> list[str]:
        """Ids of sheets that match as typed, never relaxed, in no order. Raises `SearchResting`.

        Of ``among`` alone if it is given, else ``limit`` of them at the most.
        """
        ...

    def map_view(self, query: Query, view: Box, zoom: int) -> MapView:
        """Clusters of the results that lie in ``view`` at web-map ``zoom`` (0 to 22)."""
        ...

    def neighbours(self, id_: str, limit: int = 6) -> list[Neighbour]:
        """The sheets most like the one given, most alike first; empty if unknown."""
        ...

    def beyond(self, query: Query, limit: int = 6) -> list[Neighbour]:
        """Sheets that ``query`` does not find but that are like the first it does."""
        ...

    def suggest(self, prefix: str, limit: int = 8) -> list[tuple[str, str]]:
        """(id, title) of sheets whose title holds words that start as those of ``prefix`` do.

        When there is none, words that start nearly so.
        """
        ...

    def write(self, documents: Iterable[Document], removed: Iterable[str] = ()) -> int:
        """Add or replace ``documents`` and take ``removed`` ids out, in one commit.

        Returns how many documents were written. A search sees all of it or nothing; after a crash
        it may see a part, which is written again since its sheets still wait to be.
        """
        ...

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index of ``documents`` alone beside the old one, then switch to it."""
        ...

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """The id of each sheet held, in no order, and all that is kept of it to show and compare.

        Engines that hold the same sheets tell the same. Raises `SearchResting`.
        """
        ...

    def ready(self) -> bool:
        """Whether there is an index to search. Raises `SearchResting` where nobody can tell."""
        ...

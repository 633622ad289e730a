"""What each engine is asked to do, and the document as each of them is given it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.search.document import Document
from carrefour.search.query import Facet, Query

PAGE, TITLES = 20, 8  # results of a search, titles of an autocompletion
WEIGHTS = {"title": 6.0, "labels": 3.0, "summary": 2.0, "places": 2.0, "body": 1.0}


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of ids, what they are found among, and the passages with words marked."""

    total: int
    ids: list[str]
    facets: dict[Facet, dict[str, int]]
    passages: list[str]


class Rival(Protocol):
    """An engine that holds the documents under ``where``: a folder, or the URL of a server."""

    name: str
    lacks: Collection[str]  # kinds of questions that it has no means to answer

    def __init__(self, where: str) -> None: ...

    def build(self, documents: Iterable[Document]) -> None:
        """Index ``documents``, and leave the index as one would to be read."""
        ...

    def size(self) -> int:
        """Bytes on disk, the texts that are shown with them."""
        ...

    def servers(self) -> list[int]:
        """The processes that answer, other than this one."""
        ...

    def ask(self, query: Query) -> Answer:
        """The first page by relevance, by date where there are no words; facets as Carrefour's.

        Every word of the query must be found, as it is or as its inflected kin, in any field.
        Where nothing is, words spelt nearly so are looked for, by an engine that can.
        """
        ...

    def suggest(self, prefix: str) -> list[str]:
        """Titles that hold a word which starts as ``prefix`` does."""
        ...

    def forget(self) -> None:
        """Drop the answers that are remembered."""
        ...

    def drop(self) -> None:
        """Take away what `build` made on a server."""
        ...


class Texts(NamedTuple):
    """The texts of a document by how much a word in them weighs, as Carrefour's schema has it."""

    title: str
    labels: str
    summary: str
    places: str
    body: str


def texts(document: Document) -> Texts:
    """The texts of ``document``, the names of its themes and publics among the labels."""
    codes = {*document.themes, *document.publics, *document.methods}
    names = [taxonomy().label(code, language) for code in codes for language in ("fr", "en")]
    labels = (*document.tags, document.holder, *document.partners, *document.organisation_names)
    return Texts(
        document.title,
        " ; ".join((*labels, *names)),
        document.summary,
        " ; ".join(document.place_names),
        document.description,
    )


class Values:
    """Numbers for the values of facets: those of one facet lie in one range."""

    RANGE = 1_000_000

    def __init__(self) -> None:
        self.numbers: dict[tuple[Facet, str], int] = {}

    def number(self, facet: Facet, value: str) -> int:
        """The number of a value, a new one where it is new."""
        first, _ = self.range(facet)
        return self.numbers.setdefault((facet, value), first + len(self.numbers))

    @classmethod
    def range(cls, facet: Facet) -> tuple[int, int]:
        """The first number of a facet, and the first that is no longer its own."""
        first = list(Facet).index(facet) * cls.RANGE
        return first, first + cls.RANGE

    def counted(self, counts: Iterable[tuple[int, int]]) -> dict[Facet, dict[str, int]]:
        """Counts by number as counts by facet and value."""
        names = {number: name for name, number in self.numbers.items()}
        found: dict[Facet, dict[str, int]] = {}
        for number, count in counts:
            facet, value = names[number]
            found.setdefault(facet, {})[value] = count
        return found

"""What a sheet says, cut into words and stemmed once for all that an index makes of them."""

from __future__ import annotations

from typing import NamedTuple

from carrefour.search.analysis import stem_each, words
from carrefour.search.document import Document

MOST_BODY = 20_000  # characters


class Read(NamedTuple):
    """The words of a text as typed, and the stem of each."""

    words: list[str]
    stems: list[str]


class Said(NamedTuple):
    """The words of a document, by where they stand; ``names`` are those of who carries it."""

    title: Read
    tags: Read
    names: Read
    places: Read
    summary: Read
    body: Read


def said_in(document: Document) -> Said:
    """The words of ``document``, those of its body up to `MOST_BODY` characters."""
    names = (document.holder, *document.partners, *document.organisation_names)
    return Said(
        title=_read(document.title),
        tags=_read(" ".join(document.tags)),
        names=_read(" ".join(names)),
        places=_read(" ".join(document.place_names)),
        summary=_read(document.summary),
        body=_read(document.description[:MOST_BODY]),
    )


def _read(text: str) -> Read:
    told = words(text)
    return Read(told, stem_each(told))

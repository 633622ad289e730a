"""What a sheet says, cut into words once for all that an index makes of them."""

from __future__ import annotations

from typing import NamedTuple

from carrefour.search.analysis import words
from carrefour.search.document import Document

MOST_BODY = 20_000  # characters


class Said(NamedTuple):
    """The words of a document as typed, by where they stand."""

    title: list[str]
    tags: list[str]
    summary: list[str]
    body: list[str]


def said_in(document: Document) -> Said:
    """The words of ``document``, those of its body up to `MOST_BODY` characters."""
    return Said(
        title=words(document.title),
        tags=words(" ".join(document.tags)),
        summary=words(document.summary),
        body=words(document.description[:MOST_BODY]),
    )

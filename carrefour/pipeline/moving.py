"""From one search engine to another, checked before anything is switched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.indexing import documents_of, index_pending
from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine
from carrefour.search.fingerprint import Fingerprint, fingerprint


class Moved(NamedTuple):
    """What each engine holds at the end, and how many sheets are shown."""

    shown: int
    before: Fingerprint
    after: Fingerprint

    @property
    def same(self) -> bool:
        """Whether the new engine holds what the old one does: all that is shown, and alike."""
        return self.before == self.after and self.after.sheets == self.shown


def move(old: SearchEngine, new: SearchEngine, told: Callable[[], None] = lambda: None) -> Moved:
    """Build ``new`` from the sheets, and compare it with ``old``, which is brought up to date.

    ``old`` goes on being searched; ``told`` is called at each sheet that is read. What
    another engine's sheets still wait for, and since when they are published, is not touched.
    Raises `SearchResting` when an engine does not answer.
    """
    index_pending(old)
    shown = Sheet.objects.filter(withdrawn_at=None).order_by("pk")
    new.rebuild(_counted(documents_of(shown), told))
    return Moved(shown.count(), fingerprint(old.contents()), fingerprint(new.contents()))


def _counted(documents: Iterator[Document], told: Callable[[], None]) -> Iterator[Document]:
    for document in documents:
        told()
        yield document

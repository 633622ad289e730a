"""Make again the sheets of records that a decision touched.

Whoever decides marks the records (an empty ``structured``); here they are made again, by turns.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from carrefour.catalogue.models import Record, Sheet, Source
from carrefour.pipeline.alone import AlreadyRunning, alone
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.geocoding import geocoder
from carrefour.pipeline.indexing import index_pending
from carrefour.pipeline.structuring import Structuring
from carrefour.pipeline.traits import chunks

AT_ONCE = 2_000  # records made again in one go; a worker does the rest


def mark(records: Iterable[int]) -> None:
    """Mark the records of these keys to be made again."""
    for some in chunks(records):
        Record.objects.filter(pk__in=some).update(structured="")


def make_again(most: int = AT_ONCE) -> int:
    """Make again the sheets of at most ``most`` marked records; returns of how many.

    The next call goes on. A source that is being harvested is left for later.
    """
    done = 0
    marked = Record.objects.filter(structured="", gone_at=None)
    structuring: Structuring | None = None
    for source in Source.objects.filter(pk__in=marked.values("source")):
        if done >= most:
            break
        try:
            with alone(source.pk):
                structuring = structuring or Structuring(geocoder(), timezone.now())
                made = structuring.marked(source, most - done)
        except AlreadyRunning:
            continue
        done += made.new + made.changed + made.unchanged
    # What search could not take while it rested waits as well.
    if done or Sheet.objects.filter(needs_indexing=True).exists():
        index_pending(search_engine())
    return done

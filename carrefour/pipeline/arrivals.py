"""The newest sheets of a search: what changed last, and what was published in a while."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from django.db.models import Q

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.answering import read
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.search.query import Query

FEW = 5_000  # sheets of a search that are put in order by the database
FIRST, MOST = 500, 16_000  # sheets that are looked through at once, the newest first


def changed_last(query: Query, count: int) -> list[str]:
    """Ids of the ``count`` sheets of ``query`` that were new or changed last, the latest first.

    Raises `SearchResting`.
    """
    engine, query = search_engine(), _meant(query)
    shown = Sheet.objects.filter(withdrawn_at=None).order_by("-updated_at", "pk")
    found = engine.matching(query, limit=FEW + 1)
    if len(found) <= FEW:
        return list(shown.filter(pk__in=found).values_list("pk", flat=True)[:count])
    latest = shown.values_list("pk", flat=True).iterator(chunk_size=FIRST)
    size, taken = FIRST, list[str]()
    while len(taken) < count and (some := list(islice(latest, size))):
        matching = set(engine.matching(query, among=some))
        taken += [id_ for id_ in some if id_ in matching]
        size = min(2 * size, MOST)
    return taken[:count]


def published(query: Query, after: datetime, until: datetime) -> list[str]:
    """Ids of the sheets of ``query`` first published in between, the latest first.

    One that took up a sheet published before tells nothing new. Raises `SearchResting`.
    """
    shown = Sheet.objects.filter(withdrawn_at=None, published_at__gt=after, published_at__lte=until)
    known = Sheet.objects.filter(merged_into__in=shown, published_at__lte=after)
    fresh = shown.exclude(pk__in=known.values("merged_into"))
    ids = list(fresh.order_by("-published_at", "pk").values_list("pk", flat=True))
    matching = set(search_engine().matching(_meant(query), among=ids)) if ids else set[str]()
    return [id_ for id_ in ids if id_ in matching]


def changed(
    query: Query, after: tuple[datetime, str], until: datetime, limit: int
) -> tuple[list[str], tuple[datetime, str]]:
    """Ids of the sheets of ``query`` that are new or changed, in that order, and where it ends.

    ``after`` is the moment and the id of the last change that was looked at; of the changes before
    ``until``, ``limit`` are. Raises `SearchResting`.
    """
    at, id_ = after
    later = Q(told_at__gte=at, told_at__lt=until) & (Q(told_at__gt=at) | Q(pk__gt=id_))
    shown = Sheet.objects.filter(later, withdrawn_at=None).order_by("told_at", "pk")
    found = list(shown.values_list("pk", "told_at")[:limit])
    if not found:
        return [], after
    ids = [pk for pk, _ in found]
    matching = set(search_engine().matching(_meant(query), among=ids))
    last, moment = found[-1]
    return [pk for pk in ids if pk in matching], (moment or at, last)


def _meant(query: Query) -> Query:
    """``query`` with the place that its words name as a filter, as its page reads it."""
    return read(query, search_engine(), gazetteer())[0]

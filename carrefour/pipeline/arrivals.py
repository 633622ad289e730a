"""The newest sheets of a search: what changed last, and what was published in a while."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db.models import Q

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.answering import read
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.indexing import documents_of
from carrefour.search.query import Query
from carrefour.search.synonyms import SynonymFile
from carrefour.search.tantivy_engine import TantivyEngine

# Sheets of a search that are put in order by the database: more cost it more than to be looked for
# among those that changed last.
FEW = 1_000
_OF_CHANGES = ("told_at", "withdrawn_at", "needs_indexing", "indexing", "published_at")
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
    """Ids of the sheets of ``query`` that are new, changed or gone, in that order; where it ends.

    One that is gone is of a search that would find it as it was. ``after`` is the moment and the
    id of the last change that was looked at; of the changes before ``until``, ``limit`` are. Raises
    `SearchResting`.
    """
    at, id_ = after
    later = Q(told_at__gte=at, told_at__lt=until) & (Q(told_at__gt=at) | Q(pk__gt=id_))
    sheets = Sheet.objects.filter(later).order_by("told_at", "pk").only(*_OF_CHANGES)
    found = list(sheets[:limit])
    if not found:
        return [], after
    meant = _meant(query)
    shown = [one.pk for one in found if one.withdrawn_at is None]
    # What is going at this moment is told once the index has let go of it.
    gone = [
        one.pk
        for one in found
        if one.withdrawn_at and one.published_at and not one.needs_indexing and not one.indexing
    ]
    matching = set(search_engine().matching(meant, among=shown)) if shown else set[str]()
    matching |= _would_find(meant, gone)
    last = found[-1]
    return [one.pk for one in found if one.pk in matching], (last.told_at or at, last.pk)


def _would_find(query: Query, gone: list[str]) -> set[str]:
    """Which of the sheets that are ``gone`` a search would find, were they there.

    They are put in an index of their own, which lasts as long as the question.
    """
    if not gone or query == Query():
        return set(gone)
    with TemporaryDirectory(prefix="carrefour-gone-") as folder:
        engine = TantivyEngine(Path(folder), SynonymFile(settings.SYNONYMS_PATH))
        engine.rebuild(documents_of(Sheet.objects.filter(pk__in=gone).order_by("pk")))
        return set(engine.matching(query, among=gone))


def _meant(query: Query) -> Query:
    """``query`` with the place that its words name as a filter, as its page reads it."""
    return read(query, search_engine(), gazetteer())[0]

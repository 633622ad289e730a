"""From sheets to the search index, and keeping the two in step."""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from carrefour.catalogue.models import Organisation, Place, Sheet
from carrefour.catalogue.telling import Tellers, tellers
from carrefour.harvest.models import Run
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.moments import next_moment
from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine, SearchResting
from carrefour.search.query import Query
from carrefour.structure.text import plain

log = logging.getLogger(__name__)
BATCH = 5000
COMPARED_AGAIN = timedelta(minutes=10)  # after the worker last had the index mended
READ = 500  # sheets read at once, with their places and sources
LEVELS = ("commune", "epci", "departement", "region", "country")
_OF_SHEETS = (
    "pk", "title", "summary", "description", "holder", "partners", "tags",
    "themes", "publics", "methods", "status", "start_date",
)  # fmt: skip


def documents_of(sheets: QuerySet[Sheet]) -> Iterator[Document]:
    """What the engine knows of each of ``sheets``.

    Reads the columns that it needs and no models: building them would take most of the time, and
    the records bring their whole source with them.
    """
    names = dict(Organisation.objects.values_list("pk", "name"))
    rows = sheets.values(*_OF_SHEETS).iterator(chunk_size=READ)
    while chunk := list(islice(rows, READ)):
        ids = [row["pk"] for row in chunk]
        places, told_by = defaultdict(list), tellers(ids)
        held = Place.objects.filter(sheet__in=ids).order_by("position")
        for place in held.values("sheet_id", "label", "lat", "lon", "zones", *LEVELS):
            places[place["sheet_id"]].append(place)
        for row in chunk:
            tells = told_by[row["pk"]]
            yield _document(
                row, [names.get(one, "") for one in tells.organisations], places[row["pk"]], tells
            )


def _document(
    row: dict[str, Any], organisations: list[str], places: list[dict[str, Any]], tells: Tellers
) -> Document:
    refs = dict.fromkeys(
        f"{level}:{code}" for place in places for level in LEVELS if (code := place[level])
    )
    zones = dict.fromkeys(ref for place in places for ref in place["zones"])
    names = dict.fromkeys(
        [place["label"] for place in places]
        + [t.name for ref in refs if (t := gazetteer().get(ref)) and ref != "country:FR"]
    )
    return Document(
        id=row["pk"],
        title=row["title"],
        summary=row["summary"],
        description=plain(row["description"]),
        holder=row["holder"],
        partners=tuple(row["partners"]),
        tags=tuple(row["tags"]),
        place_names=tuple(names),
        organisations=tells.organisations,
        organisation_names=tuple(organisations),
        sources=tells.sources,
        themes=tuple(row["themes"]),
        publics=tuple(row["publics"]),
        methods=tuple(row["methods"]),
        status=row["status"],
        territories=(*refs, *zones),
        zones=tuple(dict.fromkeys(ref.partition(":")[0] for ref in zones)),
        points=tuple((p["lat"], p["lon"]) for p in places if None not in (p["lat"], p["lon"])),
        date=_day(row["start_date"]),
    )


def waiting() -> QuerySet[Sheet]:
    """The sheets of whose last change nobody has said yet that the index holds it."""
    # Each is read from its index, as neither "or" nor a bare boolean would have SQLite do.
    changed = Sheet.objects.filter(needs_indexing__in=[True]).order_by().values("pk")
    begun = Sheet.objects.filter(indexing__isnull=False).order_by().values("pk")
    return Sheet.objects.filter(pk__in=changed.union(begun, all=True))


def index_pending(engine: SearchEngine) -> int:
    """Bring the index up to date with the sheets that wait for it.

    All of them are put in it if it is new, or found damaged. Returns how many were written or
    taken out. While search rests for another reason they go on waiting: the next call writes them.
    """
    try:
        return _indexed(engine) if engine.ready() else index_everything(engine)
    except SearchResting as error:
        log.warning("sheets wait to be found: %s", error)
        return 0


def _indexed(engine: SearchEngine) -> int:
    done, last = 0, ""
    try:
        # Each once and no more, in order: two processes that each began again with what the other
        # had just begun with would never find an end.
        while some := list(_ids_after(last)):
            of_these = Sheet.objects.filter(pk__in=some)
            taken = _take(of_these)
            withdrawn = of_these.exclude(withdrawn_at=None)
            engine.write(
                documents_of(of_these.filter(withdrawn_at=None)),
                list(withdrawn.values_list("pk", flat=True)),
            )
            _settle(taken)
            done, last = done + len(some), some[-1]
    except SearchResting:
        if engine.ready():
            raise  # it is not the index that is wrong
        return index_everything(engine)
    return done


def _ids_after(last: str) -> QuerySet[Sheet, str]:
    return waiting().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]


def index_everything(engine: SearchEngine) -> int:
    """Build the index anew from all sheets; returns how many it holds."""
    shown = Sheet.objects.filter(withdrawn_at=None).order_by("pk")
    taken = _take(waiting())
    written = engine.rebuild(documents_of(shown))
    _settle(taken)
    return written


def index_due(last: datetime | None) -> bool:
    """Whether the index lacks, or is not that of the sheets, and nobody is about to mend it.

    A harvest puts its own sheets in when it knows which of them tell the same project. ``last`` is
    when this was last true.
    """
    engine = search_engine()
    try:
        if not engine.ready():
            return True
    except SearchResting:
        return False  # nothing can be written before it answers
    if Run.objects.filter(state=Run.State.RUNNING).exists():
        return False
    now = timezone.now()
    looked_lately = last is not None and last <= now < last + COMPARED_AGAIN
    return waiting().exists() or not (looked_lately or _in_step(engine))


def bring_up_to_date(engine: SearchEngine) -> int:
    """`index_pending`, or `index_everything` where the index holds other sheets than are shown."""
    done = index_pending(engine)
    if done or _in_step(engine):
        return done
    log.warning("the index does not hold as many sheets as are shown: it is built anew")
    return index_everything(engine)


def _in_step(engine: SearchEngine) -> bool:
    """Whether the index holds as many sheets as are shown, or will once those that wait are in.

    One that rests is taken for in step: it is looked at again when it answers, or is found damaged.
    """
    shown = Sheet.objects.filter(withdrawn_at=None).count()
    try:
        held = engine.search(Query(), limit=0, facets=False).total
    except SearchResting:
        return True
    return held == shown or waiting().exists()


def _take(sheets: QuerySet[Sheet]) -> int:
    """Say that what was changed of ``sheets`` before this moment is being put in the index.

    What changes from now on waits anew: the engine may have read it before. Returns a number that
    no other process takes its sheets by. Those that a killed process took are taken over.
    """
    taken = secrets.randbits(62)
    sheets.order_by().update(needs_indexing=False, indexing=taken)
    return taken


def _settle(taken: int) -> None:
    """Say of what was taken that the index holds it, and since when."""
    with transaction.atomic():
        moment, held = next_moment(), Sheet.objects.filter(indexing=taken)
        held.filter(published_at=None, withdrawn_at=None).update(published_at=moment)
        held.update(indexing=None, told_at=moment)


def _day(iso: str) -> int:
    """YYYYMMDD of an ISO date of any precision, 0 when there is none: it orders last."""
    digits = iso.replace("-", "")
    return int(digits.ljust(8, "0")) if digits else 0

"""From sheets to the search index, and keeping the two in step."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from carrefour.catalogue.models import Organisation, Place, Sheet
from carrefour.catalogue.telling import Tellers, tellers
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine, SearchResting
from carrefour.structure.text import plain

log = logging.getLogger(__name__)
BATCH = 5000
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


def index_pending(engine: SearchEngine) -> int:
    """Bring the index up to date with the sheets that wait for it; all of them if it is new.

    Returns how many sheets were written or taken out. While search rests they go on waiting: the
    next call writes them.
    """
    try:
        return _indexed(engine) if engine.ready() else index_everything(engine)
    except SearchResting as error:
        log.warning("sheets wait to be found: %s", error)
        return 0


def _indexed(engine: SearchEngine) -> int:
    done = 0
    while waiting := list(
        Sheet.objects.filter(needs_indexing=True).values_list("pk", flat=True)[:BATCH]
    ):
        shown = Sheet.objects.filter(pk__in=waiting, withdrawn_at=None)
        withdrawn = Sheet.objects.filter(pk__in=waiting).exclude(withdrawn_at=None)
        engine.write(documents_of(shown), list(withdrawn.values_list("pk", flat=True)))
        _publish(shown)
        _settle(Sheet.objects.filter(pk__in=waiting))
        done += len(waiting)
    return done


def index_everything(engine: SearchEngine) -> int:
    """Build the index anew from all sheets; returns how many it holds."""
    shown = Sheet.objects.filter(withdrawn_at=None).order_by("pk")
    written = engine.rebuild(documents_of(shown))
    _publish(shown)
    _settle(Sheet.objects.filter(needs_indexing=True))
    return written


def _settle(held: QuerySet[Sheet]) -> None:
    """Say of what the index holds now that it does, and since when."""
    held.update(needs_indexing=False, told_at=timezone.now())


def _publish(shown: QuerySet[Sheet]) -> None:
    """Say of what is found for the first time that it is, and when."""
    shown.filter(published_at=None).order_by().update(published_at=timezone.now())


def _day(iso: str) -> int:
    """YYYYMMDD of an ISO date of any precision, 0 when there is none: it orders last."""
    digits = iso.replace("-", "")
    return int(digits.ljust(8, "0")) if digits else 0

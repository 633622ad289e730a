"""From sheets to the search index, and keeping the two in step."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine
from carrefour.structure.text import plain

BATCH = 5000


def document_of(sheet: Sheet) -> Document:
    """What the engine knows of ``sheet``, whose places and records are prefetched."""
    places = list(sheet.places.all())
    refs = dict.fromkeys(
        f"{level}:{code}"
        for place in places
        for level in ("commune", "epci", "departement", "region", "country")
        if (code := getattr(place, level))
    )
    names = dict.fromkeys(
        [p.label for p in places]
        + [t.name for ref in refs if (t := gazetteer().get(ref)) and ref != "country:FR"]
    )
    return Document(
        id=sheet.pk,
        title=sheet.title,
        summary=sheet.summary,
        description=plain(sheet.description),
        holder=sheet.holder,
        partners=tuple(sheet.partners),
        tags=tuple(sheet.tags),
        place_names=tuple(names),
        organisation=sheet.organisation_id,
        organisation_name=sheet.organisation.name,
        sources=tuple(sorted({record.source_id for record in sheet.records.all()})),
        themes=tuple(sheet.themes),
        publics=tuple(sheet.publics),
        methods=tuple(sheet.methods),
        status=sheet.status,
        territories=tuple(refs),
        points=tuple((p.lat, p.lon) for p in places if p.lat is not None and p.lon is not None),
        date=_day(sheet.start_date),
    )


def index_pending(engine: SearchEngine) -> int:
    """Bring the index up to date with the sheets that wait for it; all of them if it is new.

    Returns how many sheets were written or taken out.
    """
    if not engine.ready():
        return index_everything(engine)
    done = 0
    while waiting := list(
        Sheet.objects.filter(needs_indexing=True).values_list("pk", flat=True)[:BATCH]
    ):
        shown = _readable(Sheet.objects.filter(pk__in=waiting, withdrawn_at=None))
        withdrawn = Sheet.objects.filter(pk__in=waiting).exclude(withdrawn_at=None)
        engine.write(map(document_of, shown), list(withdrawn.values_list("pk", flat=True)))
        Sheet.objects.filter(pk__in=waiting).update(needs_indexing=False)
        done += len(waiting)
    return done


def index_everything(engine: SearchEngine) -> int:
    """Build the index anew from all sheets; returns how many it holds."""
    written = engine.rebuild(map(document_of, _in_batches()))
    Sheet.objects.filter(needs_indexing=True).update(needs_indexing=False)
    return written


def _readable(sheets: QuerySet[Sheet]) -> Iterator[Sheet]:
    related = sheets.select_related("organisation").prefetch_related("places", "records")
    return related.iterator(chunk_size=500)


def _in_batches() -> Iterator[Sheet]:
    yield from _readable(Sheet.objects.filter(withdrawn_at=None).order_by("pk"))


def _day(iso: str) -> int:
    """YYYYMMDD of an ISO date of any precision, 0 when there is none: it orders last."""
    digits = iso.replace("-", "")
    return int(digits.ljust(8, "0")) if digits else 0

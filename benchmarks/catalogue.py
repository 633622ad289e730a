"""Fill an empty installation with sheets, then index them.

`CARREFOUR_VAR=/tmp/large python -m benchmarks.catalogue 100000`, after `carrefour setup`. Each
sheet has a source's record, its provenance and a place, as a harvest would leave them.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from benchmarks import installation  # noqa: F401 - sets Django up
from benchmarks.corpus import documents
from carrefour.catalogue.identity import sheet_id, sheet_slug
from carrefour.catalogue.models import Organisation, Place, Provenance, Record, Sheet, Source
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.indexing import index_everything
from carrefour.search.document import Document

BATCH = 5000
FIELDS = dict.fromkeys(("title", "summary", "description", "holder", "start_date", "status"))


def main(count: int) -> None:
    """Write ``count`` sheets and index them; prints how fast they were indexed."""
    made = documents(count, gazetteer())
    while batch := list(islice(made, BATCH)):
        with transaction.atomic():
            _write(batch)
    wall, cpu = time.perf_counter(), time.process_time()
    indexed = index_everything(search_engine())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"index from the database: {indexed / wall:,.0f} a second, {indexed / cpu:,.0f} of CPU")


def _write(batch: list[Document]) -> None:
    now = timezone.now()
    names = {document.organisations[0] for document in batch}
    Organisation.objects.bulk_create(
        [Organisation(slug=n, name=n.capitalize(), description="Un réseau.") for n in names],
        ignore_conflicts=True,
    )
    Source.objects.bulk_create(
        [
            Source(slug=n, organisation_id=n, title=n, licence="ODbL-1.0", definition={})
            for n in names
        ],
        ignore_conflicts=True,
    )
    sheets = [
        Sheet(
            id=sheet_id(one.organisations[0], one.id),
            slug=sheet_slug(one.title),
            organisation_id=one.organisations[0],
            source_id=one.organisations[0],
            title=one.title,
            summary=one.summary,
            description=f"<p>{one.description}</p>",
            holder=one.holder,
            source_url=f"https://exemple.fr/{one.id}",
            themes=list(one.themes),
            publics=list(one.publics),
            methods=list(one.methods),
            tags=list(one.tags),
            start_date=f"{2010 + one.date % 15}-05",
            status=one.status,
            licence="ODbL-1.0",
            fingerprint=one.id,
            created_at=now - timedelta(seconds=one.date % 10_000_000),
            updated_at=now,
        )
        for one in batch
    ]
    Sheet.objects.bulk_create(sheets, batch_size=500)
    pairs = list(zip(batch, sheets, strict=True))
    records = [
        Record(
            source_id=one.organisations[0],
            external_id=one.id,
            raw={"titre": one.title, "texte": one.description, "lieu": one.place_names[0]},
            hash=one.id,
            first_seen=now,
            changed_at=now,
            sheet=sheet,
        )
        for one, sheet in pairs
    ]
    Record.objects.bulk_create(records, batch_size=500)
    Place.objects.bulk_create([_place(one, sheet) for one, sheet in pairs], batch_size=500)
    Provenance.objects.bulk_create(
        [
            Provenance(sheet=sheet, record=record, fields=FIELDS, collected_at=now)
            for sheet, record in zip(sheets, records, strict=True)
        ],
        batch_size=500,
    )


def _place(one: Document, sheet: Sheet) -> Place:
    held = dict(ref.split(":") for ref in one.territories)
    return Place(
        sheet=sheet,
        position=0,
        label=one.place_names[0],
        lat=one.points[0][0],
        lon=one.points[0][1],
        precision="commune",
        score=0.9,
        method="gazetteer",
        **held,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))

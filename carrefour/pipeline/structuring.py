"""Structure, locate and merge: from kept records to sheets.

Works from the database alone, in batches that are each one transaction. What is written is
decided by fingerprints, so doing it twice writes nothing the second time.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from carrefour.catalogue.draft import Draft
from carrefour.catalogue.identity import sheet_id, sheet_slug
from carrefour.catalogue.merging import Merged, Told, merge
from carrefour.catalogue.models import Place, Provenance, Record, Sheet, Source
from carrefour.catalogue.writing import update_rows
from carrefour.pipeline.advising import advice_for, version
from carrefour.pipeline.carriers import tie_to_carriers
from carrefour.pipeline.registry import definition_hash, definition_of
from carrefour.pipeline.spoken import laid_over, standing
from carrefour.pipeline.traits import write_traits
from carrefour.pipeline.zoning import zoned, zones_version
from carrefour.structure import Structurer, Unusable
from carrefour.territory.model import AsksTogether, Geocoder

BATCH = 500
Progress = Callable[[int], None]


@dataclass(slots=True)
class Structured:
    """How many sheets were written anew, rewritten, left as they were or withdrawn."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    warnings: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Structuring:
    """Structures the records of any source, keeping one `Structurer` for each definition."""

    def __init__(self, geocoder: Geocoder, now: datetime) -> None:
        self._geocoder = geocoder
        self._now = now
        self._structurers: dict[str, tuple[Structurer, str]] = {}

    def pending(self, source: Source, progress: Progress | None = None) -> Structured:
        """Structure the records of ``source`` that wait for it."""
        version = self._version(source)
        waiting = [
            pk
            for pk, hash_, gone, done in source.records.values_list(
                "pk", "hash", "gone_at", "structured"
            ).iterator()
            if done != _stamp(hash_, version, gone is not None)
        ]
        return self._structure(waiting, progress)

    def marked(self, source: Source, most: int) -> Structured:
        """Structure at most ``most`` records of ``source`` that were marked to be made again."""
        waiting = source.records.filter(structured="", gone_at=None).order_by("pk")
        return self._structure(list(waiting.values_list("pk", flat=True)[:most]), None)

    def untraced(self) -> Structured:
        """Structure the records that have a sheet but were never made ready to be compared."""
        waiting = Record.objects.filter(trait=None, gone_at=None, sheet__isnull=False)
        return self._structure(list(waiting.order_by("pk").values_list("pk", flat=True)), None)

    def sheets(self, ids: Iterable[str]) -> Structured:
        """Make the sheets ``ids`` again from the records that tell them now."""
        told = Record.objects.filter(sheet__in=list(ids)).order_by("pk")
        return self._structure(list(told.values_list("pk", flat=True)), None)

    def everything(self, source: Source, progress: Progress | None = None) -> Structured:
        """Structure every record of ``source`` again."""
        return self._structure(list(source.records.values_list("pk", flat=True)), progress)

    def _version(self, source: Source) -> str:
        return self._of(source)[1]

    def _of(self, source: Source) -> tuple[Structurer, str]:
        if source.pk not in self._structurers:
            definition = definition_of(source)
            self._structurers[source.pk] = (
                Structurer(definition, self._geocoder, advice_for(source.pk)),
                definition_hash(definition) + version() + zones_version(),
            )
        return self._structurers[source.pk]

    def _structure(self, pks: list[int], progress: Progress | None) -> Structured:
        done = Structured()
        for start in range(0, len(pks), BATCH):
            batch = pks[start : start + BATCH]
            with transaction.atomic():
                self._batch(batch, done)
            if progress:
                progress(len(batch))
        return done

    def _batch(self, pks: list[int], done: Structured) -> None:
        # Who links sheets meanwhile waits for the batch, and the batch for them.
        held = Record.objects.select_for_update().filter(pk__in=pks).order_by("pk")
        records = list(held)
        prefetch_related_objects(records, "source")
        self._prepare(records)
        drafts = {record.pk: self._draft(record, done) for record in records}
        write_traits(records, drafts)
        self._write_sheets(self._sheets(records, drafts), records, drafts, done)
        for record in records:
            version = self._version(record.source)
            record.structured = _stamp(record.hash, version, record.gone_at is not None)
        update_rows(records, ["sheet", "rejection", "structured", "undecided", "proposed"])

    def _prepare(self, records: list[Record]) -> None:
        """Tell a geocoder that asks others what it will be asked for, so that it asks once."""
        if isinstance(self._geocoder, AsksTogether):
            live = [record for record in records if record.gone_at is None]
            self._geocoder.prepare(
                hint for record in live for hint in self._of(record.source)[0].hints(record.raw, [])
            )

    def _draft(self, record: Record, done: Structured) -> Draft | None:
        """The record's draft, or ``None`` with the reason kept in ``record.rejection``."""
        record.rejection, record.undecided, record.proposed = "", [], None
        if record.gone_at is not None:
            return None
        try:
            draft = self._of(record.source)[0].draft(record.raw)
        except Unusable as error:
            record.rejection = str(error)[:500]
            return None
        record.undecided = draft.unmapped_tags
        record.proposed = [asdict(one) for one in draft.proposed] or None
        for warning in draft.warnings:
            done.warnings[warning] += 1
        return draft

    def _sheets(self, records: list[Record], drafts: dict[int, Draft | None]) -> dict[str, Sheet]:
        """The sheets that ``records`` tell, each record tied to its own.

        A record that has none yet is given one, which is not saved here.
        """
        for record in records:
            if record.sheet_id is None and drafts[record.pk]:
                record.sheet_id = sheet_id(record.source_id, record.external_id)
        sheets = Sheet.objects.in_bulk([r.sheet_id for r in records if r.sheet_id])
        for record in records:
            draft = drafts[record.pk]
            if draft and record.sheet_id and record.sheet_id not in sheets:
                sheets[record.sheet_id] = Sheet(
                    id=record.sheet_id,
                    slug=sheet_slug(draft.title),
                    organisation_id=record.source.organisation_id,
                    source_id=record.source_id,
                    created_at=self._now,
                    updated_at=self._now,
                )
        return sheets

    def _write_sheets(
        self,
        sheets: dict[str, Sheet],
        records: list[Record],
        drafts: dict[int, Draft | None],
        done: Structured,
    ) -> None:
        """Merge each sheet from all its records and write those whose fingerprint changed."""
        changed: list[tuple[Sheet, Merged]] = []
        told_of = self._told(sheets, records, drafts, done)
        spoken = standing(sheets)
        for id_, sheet in sheets.items():
            told = told_of.get(id_, [])
            if not told:
                self._withdraw(sheet, done)
                continue
            merged = merge(told)
            if people := spoken.get(id_):
                merged = laid_over(merged, people)
            merged = zoned(merged)
            fingerprint = merged.fingerprint()
            if sheet.fingerprint == fingerprint and sheet.withdrawn_at is None:
                done.unchanged += 1
                continue
            if sheet.fingerprint:
                done.changed += 1
            else:
                done.new += 1
            sheet.fingerprint = fingerprint
            changed.append((sheet, merged))
        self._save(changed, {told.record_id: told for many in told_of.values() for told in many})

    def _told(
        self,
        sheets: Iterable[str],
        records: list[Record],
        drafts: dict[int, Draft | None],
        done: Structured,
    ) -> dict[str, list[Told]]:
        """What every live record of the sheets tells, the oldest record first."""
        told: dict[str, list[Told]] = defaultdict(list)
        live = Record.objects.filter(sheet_id__in=list(sheets), gone_at=None)
        others = live.exclude(pk__in=list(drafts)).select_related("source")
        for record in sorted([*others, *records], key=lambda r: r.pk):
            draft = drafts[record.pk] if record.pk in drafts else self._draft(record, done)
            if draft and record.sheet_id:
                told[record.sheet_id].append(Told(record.pk, draft, record.changed_at))
        return told

    def _withdraw(self, sheet: Sheet, done: Structured) -> None:
        if sheet.withdrawn_at is None:
            done.withdrawn += 1
            sheet.withdrawn_at = self._now
            sheet.needs_indexing = True
            sheet.save(update_fields=["withdrawn_at", "needs_indexing"])

    def _save(self, changed: list[tuple[Sheet, Merged]], told: dict[int, Told]) -> None:
        if not changed:
            return
        for sheet, merged in changed:
            for name in MERGED_FIELDS:
                setattr(sheet, name, merged.values.get(name, EMPTY.get(name, "")))
            sheet.updated_at = self._now
            sheet.withdrawn_at = None
            sheet.needs_indexing = True
        tie_to_carriers([sheet for sheet, _ in changed])
        fresh = [sheet for sheet, _ in changed if sheet._state.adding]
        known = [sheet for sheet, _ in changed if not sheet._state.adding]
        update_rows(known, WRITTEN_FIELDS)
        ids = [sheet.pk for sheet in known]
        Place.objects.filter(sheet_id__in=ids).delete()
        Provenance.objects.filter(sheet_id__in=ids).delete()
        Sheet.objects.bulk_create(fresh, batch_size=200)
        Place.objects.bulk_create(_places(changed), batch_size=200)
        Provenance.objects.bulk_create(
            [
                Provenance(
                    sheet=sheet,
                    record_id=record_id,
                    fields=fields,
                    collected_at=told[record_id].collected_at,
                )
                for sheet, merged in changed
                for record_id, fields in merged.given.items()
            ],
            batch_size=200,
        )


MERGED_FIELDS = [
    "title",
    "summary",
    "description",
    "images",
    "url",
    "source_url",
    "holder",
    "holder_number",
    "partners",
    "themes",
    "publics",
    "methods",
    "tags",
    "start_date",
    "end_date",
    "status",
    "budget",
    "language",
    "licence",
    "contact",
]
# What a field holds when no record gives it; the empty text for all others.
EMPTY = {"budget": None, "contact": None, "language": "fr"}
WRITTEN_FIELDS = [
    *MERGED_FIELDS,
    "carrier",
    "fingerprint",
    "updated_at",
    "withdrawn_at",
    "needs_indexing",
]


def _stamp(record: str, definition: str, gone: bool) -> str:
    """The version of record and definition that a sheet is made from."""
    return hashlib.sha256(f"{record}{definition}{gone}".encode()).hexdigest()


def _places(changed: list[tuple[Sheet, Merged]]) -> list[Place]:
    places = []
    for sheet, merged in changed:
        for position, location in enumerate(merged.places):
            values = asdict(location)
            values.pop("warnings")
            values["label"], values["address"] = location.label[:300], location.address[:300]
            places.append(Place(sheet=sheet, position=position, **values))
    return places

"""What people correct in sheets: written first, then applied, and kept over every harvest.

What a harvest holds at that moment is applied when it has ended, so nothing is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from carrefour.catalogue.correcting import CORRECTABLE, PLACES, as_kept
from carrefour.catalogue.models import Correction, Record, Sheet, Source
from carrefour.catalogue.models.decision import TO_APPLY
from carrefour.pipeline.alone import AlreadyRunning, alone
from carrefour.pipeline.geocoding import geocoder
from carrefour.pipeline.remaking import make_again, mark
from carrefour.structure.correcting import as_typed, read_correction


class NotCorrectable(ValueError):
    """A field that is the source's alone; the message lists those that people may correct."""


def correct(sheet: Sheet, field: str, text: str, by: str, reason: str = "") -> Correction:
    """Have ``field`` of ``sheet`` say what ``text`` does, for ever, and apply it.

    Raises `NotCorrectable`, and ``Odd`` when the text cannot be read.
    """
    return correct_all(sheet, {field: text}, by, reason)[0]


def correct_all(sheet: Sheet, texts: dict[str, str], by: str, reason: str = "") -> list[Correction]:
    """Correct several fields at once: all of them, or none when one cannot be read."""
    read = read_all(texts, sheet)
    with transaction.atomic():
        made = write_all(sheet, read, by, reason)
    return apply_written(made)


def read_all(texts: Mapping[str, str], sheet: Sheet | None = None) -> dict[str, Any]:
    """What ``texts`` say of each field, as a sheet holds it; asks the geocoder of places.

    Those of ``sheet`` that nobody changed stay as they are.
    Raises `NotCorrectable`, and ``Odd`` when a text cannot be read.
    """
    for field in texts:
        if field not in CORRECTABLE:
            raise NotCorrectable(f"'{field}' is none of {', '.join(CORRECTABLE)}")
    shown = _shown(sheet, PLACES) if sheet and PLACES in texts else ()
    return {field: read_correction(field, text, geocoder(), shown) for field, text in texts.items()}


def write_all(sheet: Sheet, read: Mapping[str, Any], by: str, reason: str = "") -> list[Correction]:
    """Write what `read_all` read, not applied yet, within the transaction of who calls."""
    told = {field: _told(sheet, field) for field in read}
    return [
        write(sheet.pk, field, value, by, given=told[field], reason=reason)
        for field, value in read.items()
    ]


def apply_written(made: Iterable[Correction]) -> list[Correction]:
    """Apply what waits, once it is committed; gives ``made`` as they are now."""
    mark_corrected()
    make_again()
    return [Correction.objects.get(pk=one.pk) for one in made]


def keep(correction: Correction, by: str) -> Correction:
    """Let ``correction`` stand although the sources say something new."""
    return write(
        correction.sheet, correction.field, correction.value, by,
        given=correction.told, reason=correction.reason,
    )  # fmt: skip


def take_back(correction: Correction, by: str) -> Correction:
    """Let the sources speak again of what ``correction`` says, and apply it."""
    return apply_written([write_back(correction, by)])[0]


def write_back(correction: Correction, by: str) -> Correction:
    """Let the sources speak again of what ``correction`` says, once `apply_written` applies it."""
    return write(
        correction.sheet, correction.field, correction.value, by,
        given=correction.told, taken_back=True,
    )  # fmt: skip


def write(
    sheet: str,
    field: str,
    value: Any,
    by: str,
    *,
    given: Any,
    reason: str = "",
    taken_back: bool = False,
    at: datetime | None = None,
) -> Correction:
    """Write a correction, not applied yet; the one whose place it takes is kept as history."""
    with transaction.atomic():
        Correction.objects.filter(sheet=sheet, field=field, current=True).update(current=False)
        return Correction.objects.create(
            sheet=sheet,
            field=field,
            value=value,
            given=given,
            told=given,
            reason=reason[:300],
            taken_back=taken_back,
            decided_by=by[:150],
            decided_at=at or timezone.now(),
        )


def mark_corrected() -> None:
    """Mark the records that corrections not applied yet touch, of sources that are not held."""
    lead = _leads(Sheet.objects.all())
    of_source: dict[str, list[str]] = defaultdict(list)
    sources = Sheet.objects.filter(pk__in=set(lead.values())).values_list("pk", "source")
    for sheet, source in sources:
        of_source[source].append(sheet)
    for source, ids in of_source.items():
        try:
            with alone(source):
                _mark({sheet: into for sheet, into in lead.items() if into in ids})
        except AlreadyRunning:
            continue


def mark_corrected_in(source: Source) -> None:
    """Mark the records that corrections not applied yet touch; ``source`` must be held."""
    _mark(_leads(Sheet.objects.filter(Q(source=source) | Q(merged_into__source=source))))


def _leads(sheets: QuerySet[Sheet]) -> dict[str, str]:
    """Those of ``sheets`` with corrections that are not applied yet, and where each leads."""
    waiting = Correction.objects.filter(TO_APPLY)
    found = sheets.filter(pk__in=waiting.values("sheet")).values_list("pk", "merged_into")
    return {sheet: into or sheet for sheet, into in found}


def _mark(lead: dict[str, str]) -> None:
    """Mark the first record of each sheet of ``lead``: it makes the whole sheet again."""
    first: dict[str, int] = {}
    live = Record.objects.filter(sheet__in=set(lead.values()), gone_at=None).order_by("pk")
    for pk, sheet in live.values_list("pk", "sheet"):
        first.setdefault(str(sheet), pk)
    mark(first.values())
    marked = [sheet for sheet, into in lead.items() if into in first]
    Correction.objects.filter(current=True, sheet__in=marked).update(applied_at=timezone.now())


def typed(sheet: Sheet) -> dict[str, str]:
    """What ``sheet`` holds in each field that people may correct, as they would type it."""
    return {field: as_typed(field, _shown(sheet, field)) for field in CORRECTABLE}


def _shown(sheet: Sheet, field: str) -> Any:
    if field != PLACES:
        return getattr(sheet, field)
    return [as_kept(place.location()) for place in sheet.places.all()]


def _told(sheet: Sheet, field: str) -> Any:
    """What the sources say of ``field``: what is shown, unless a person spoke already."""
    before = Correction.objects.standing().filter(sheet=sheet.pk, field=field).first()
    return before.told if before else _shown(sheet, field)

"""Noting what may be given on, so that a licence that closes is told as a deletion."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Q

from carrefour.catalogue.models import Sheet
from carrefour.opendata.models import Given
from carrefour.opendata.sheets import GIVEN_ON, free_sheets
from carrefour.web.licences import reuse

BATCH = 1000
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def note_given() -> int:
    """Note the sheets that were told since the last look and may be given on; returns how many."""
    done = 0
    while found := _unnoted():
        rows = [Given(sheet_id=pk, told_at=at) for pk, at in found if at]
        Given.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["sheet"], update_fields=["told_at"]
        )
        done += len(rows)
    return done


def _unnoted() -> list[tuple[str, datetime | None]]:
    last = Given.objects.order_by("-told_at", "-sheet").first()
    at, id_ = (last.told_at, last.sheet_id) if last else (_BEGINNING, "")
    later = Q(told_at__gte=at) & (Q(told_at__gt=at) | Q(pk__gt=id_))
    told = free_sheets().filter(later).order_by("told_at", "pk")
    return list(told.values_list("pk", "told_at")[:BATCH])


def is_gone(sheet: Sheet) -> bool:
    """Whether ``sheet``, which was given on, is no more: withdrawn, or its licence closed."""
    licence = sheet.licence or sheet.source.licence
    return sheet.withdrawn_at is not None or reuse(licence) not in GIVEN_ON

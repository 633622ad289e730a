"""Apply what a run staged to the records of its source.

In batches that are each one transaction and take their rows off the stage, so that a run killed
in the middle leaves no half record, and one that goes on does nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from carrefour.catalogue.models import Record, Source
from carrefour.catalogue.writing import update_rows
from carrefour.harvest.models import Run, Staged

BATCH = 1000
_Change = Staged.Change


def apply(run: Run, source: Source, now: datetime, *, gone_after: int, loss: bool = True) -> int:
    """Bring ``source``'s records to what ``run`` staged; returns how many are gone.

    A record that was missed by ``gone_after`` harvests in a row is gone. Without ``loss`` what is
    missing is left alone: the reading broke off, and nobody knows what else the source holds.
    """

    def restore(rows: list[Staged]) -> int:
        return _of(source, rows).update(missed=0, missing_since=None)

    def drop(rows: list[Staged]) -> int:
        return _of(source, rows).update(gone_at=now, structured="")

    _in_batches(run, (_Change.NEW, _Change.CHANGED), lambda rows: _write(source, rows, now))
    _in_batches(run, (_Change.BACK,), restore)
    gone = _in_batches(run, (_Change.GONE,), drop)
    if loss:
        gone += _in_batches(
            run, (_Change.MISSING,), lambda rows: _miss(_of(source, rows), now, gone_after)
        )
    run.staged.all().delete()
    return gone


def _in_batches(
    run: Run, changes: tuple[Staged.Change, ...], work: Callable[[list[Staged]], int]
) -> int:
    """Do ``work`` on the staged rows of these kinds; returns the sum of what it returns."""
    waiting = run.staged.filter(change__in=changes).order_by("pk")
    done = 0
    while rows := list(waiting[:BATCH]):
        with transaction.atomic():
            done += work(rows)
            Staged.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return done


def _of(source: Source, rows: list[Staged]) -> QuerySet[Record]:
    return source.records.filter(external_id__in=[row.external_id for row in rows])


def _write(source: Source, rows: list[Staged], now: datetime) -> int:
    """Create the records not known yet and update those that changed or came back."""
    known = dict(_of(source, rows).values_list("external_id", "pk"))
    records = [
        Record(
            pk=known.get(row.external_id),
            source=source,
            external_id=row.external_id,
            raw=row.raw,
            hash=row.hash,
            first_seen=now,
            changed_at=now,
        )
        for row in rows
    ]
    Record.objects.bulk_create([r for r in records if r.pk is None], batch_size=500)
    written = ["raw", "hash", "changed_at", "missed", "missing_since", "gone_at", "structured"]
    update_rows([r for r in records if r.pk], written)
    return len(records)


def _miss(records: QuerySet[Record], now: datetime, gone_after: int) -> int:
    """Count one more harvest that missed ``records``; returns how many are gone by that."""
    missed = records.filter(gone_at=None)
    missed.filter(missed=0).update(missing_since=now)
    missed.update(missed=F("missed") + 1)
    return missed.filter(missed__gte=gone_after).update(gone_at=now, structured="")

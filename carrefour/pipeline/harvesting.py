"""One harvest of one source, from its start to its report."""

from __future__ import annotations

import fcntl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.models import Source
from carrefour.harvest.connectors import Origin, RawRecord, Rejected, SourceBroken, read_records
from carrefour.harvest.models import Rejection, Run
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.indexing import index_pending
from carrefour.pipeline.keeping import Kept, keep
from carrefour.pipeline.registry import register
from carrefour.pipeline.structuring import Structured, Structuring
from carrefour.territory.geocoder import GazetteerGeocoder

Progress = Callable[[str, int], None]


class AlreadyRunning(Exception):
    """Another harvest of the same source is under way."""


@dataclass(slots=True)
class Report:
    """What a harvest did: counts, what it could not use, and what it put right."""

    source: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    rejected: list[tuple[str, str]] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    sheets: Structured = field(default_factory=Structured)
    indexed: int = 0
    error: str = ""


def harvest(
    definition: SourceDefinition,
    origin: Origin,
    *,
    accept_loss: bool = False,
    progress: Progress = lambda _step, _count: None,
) -> Report:
    """Harvest one source: keep its records, then structure, merge and index what waits.

    A source that breaks is told in the report's ``error``; what it gave before stands. Raises
    `AlreadyRunning`, and ``GazetteerError`` when there is no gazetteer.
    """
    geocoder = GazetteerGeocoder(gazetteer())
    with _alone(definition.id):
        source = register(definition)
        now = timezone.now()
        source.runs.filter(state=Run.State.RUNNING).update(
            state=Run.State.INTERRUPTED, ended_at=now, error="stopped before its end"
        )
        run = Run.objects.create(source=source, started_at=now)
        report = Report(definition.id)
        items = _counted(read_records(definition, origin), progress)
        try:
            kept = keep(source, items, now, accept_loss=accept_loss)
            _tell(report, kept)
        except SourceBroken as broken:
            report.error = str(broken)
        report.sheets = Structuring(geocoder, now).pending(
            source, lambda count: progress("structure", count)
        )
        report.warnings.update(report.sheets.warnings)
        report.rejected += list(
            source.records.exclude(rejection="")
            .filter(gone_at=None)
            .values_list("external_id", "rejection")
        )
        report.indexed = index_pending(search_engine())
        _close(run, source, report)
    return report


def rebuild(source: Source, progress: Progress = lambda _step, _count: None) -> Report:
    """Do everything after the fetch again for the kept records of ``source``."""
    report = Report(source.pk)
    with _alone(source.pk):
        structuring = Structuring(GazetteerGeocoder(gazetteer()), timezone.now())
        report.sheets = structuring.everything(source, lambda count: progress("structure", count))
        report.warnings.update(report.sheets.warnings)
        rejected = source.records.exclude(rejection="").filter(gone_at=None)
        report.rejected = list(rejected.values_list("external_id", "rejection"))
    return report


@contextmanager
def _alone(source: str) -> Iterator[None]:
    """Hold the only right to change ``source``; freed by the system if the process dies."""
    folder = settings.VAR_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / source).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(f"{source}: another harvest of it is under way") from error
        yield


def _counted(
    items: Iterator[RawRecord | Rejected], progress: Progress
) -> Iterator[RawRecord | Rejected]:
    for item in items:
        progress("read", 1)
        yield item


def _tell(report: Report, kept: Kept) -> None:
    report.new, report.changed, report.unchanged = kept.new, kept.changed, kept.unchanged
    report.gone = kept.gone
    report.rejected += [(item.where, item.reason) for item in kept.rejected]
    if kept.warning:
        report.warnings[kept.warning] += 1


def _close(run: Run, source: Source, report: Report) -> None:
    """Write down how the run ended."""
    run.state = Run.State.FAILED if report.error else Run.State.DONE
    run.ended_at = timezone.now()
    run.error = report.error
    run.new, run.changed, run.unchanged = report.new, report.changed, report.unchanged
    run.gone, run.rejected = report.gone, len(report.rejected)
    run.save()
    Rejection.objects.bulk_create(
        [Rejection(run=run, where=w[:320], reason=r[:500]) for w, r in report.rejected],
        batch_size=500,
    )
    if not report.error:
        source.harvested_at = run.ended_at
        source.save(update_fields=["harvested_at"])

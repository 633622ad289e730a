"""One harvest of one source, from its start to its report."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.models import Source
from carrefour.harvest.connectors import Origin, Remote, SourceBroken, Told, read_records
from carrefour.harvest.models import Rejection, Run
from carrefour.observation.spans import span
from carrefour.observation.work import at_work_on
from carrefour.pipeline.alone import AlreadyRunning, alone, machine
from carrefour.pipeline.corrections import mark_corrected_in
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.filling import filled
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.geocoding import geocoder
from carrefour.pipeline.indexing import index_pending
from carrefour.pipeline.judging import suspicions
from carrefour.pipeline.keeping import apply
from carrefour.pipeline.measuring import measure_if_due
from carrefour.pipeline.queue import tell_dead
from carrefour.pipeline.registry import definition_hash, register
from carrefour.pipeline.returning import from_elsewhere
from carrefour.pipeline.staging import Reading, stage
from carrefour.pipeline.stopping import Stopped, stoppable
from carrefour.pipeline.structuring import Structured, Structuring
from carrefour.pipeline.tags import mark_decided_in
from carrefour.pipeline.trouble import told
from carrefour.pipeline.twins import Found, find

Progress = Callable[[str, int], None]
MOST_REJECTIONS = 10_000  # kept of one run
BEAT = 2.0  # seconds between two signs of life
_COUNTED = ("new", "changed", "unchanged", "missing", "gone", "indexed")
_State = Run.State
log = logging.getLogger(__name__)


class Cancelled(Exception):
    """A person asked that the run stop."""


class NotHeld(Exception):
    """The run does not wait for a decision (any more)."""


@dataclass(slots=True)
class Report:
    """What a harvest did: counts, what it could not use, and what it put right.

    ``held`` says why a person must look before anything is applied; empty when it was applied.
    """

    source: str
    run: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    gone: int = 0
    rejected: list[tuple[str, str]] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    sheets: Structured = field(default_factory=Structured)
    twins: Found = field(default_factory=Found)
    indexed: int = 0
    error: str = ""
    held: str = ""


def harvest(
    definition: SourceDefinition,
    origin: Origin,
    *,
    run: Run | None = None,
    accept_loss: bool = False,
    progress: Progress = lambda _step, _count: None,
) -> Report:
    """Harvest one source: read it, apply what it brings, then structure, merge and index.

    ``run`` is the run that was claimed from the queue, if one was. A source that breaks is told
    in the report's ``error``; what it gave before that stands. A run that looks suspicious is
    held and changes nothing, unless ``accept_loss``, by which what is missing is gone at once. A
    run whose ``cancel_asked`` is set while it reads ends before anything is applied, and so does
    one that is stopped (see `carrefour.pipeline.stopping`).

    Raises `AlreadyRunning`, and ``GazetteerError`` when there is no gazetteer.
    """
    gazetteer()
    with alone(definition.id):
        source = register(definition)
        version = definition_hash(definition)
        run = _begin(source, run, version)
        about: dict[str, str | int] = {
            "source": source.pk,
            "run": run.pk,
            "request": run.request_id,
        }
        with at_work_on(run=run.pk, source=source.pk), span("harvest", about) as traced:
            report = _harvest(definition, source, origin, run, accept_loss, progress)
            counts = {name: getattr(report, name) for name in _COUNTED}
            traced.tell({**counts, "rejected": len(report.rejected), "state": str(run.state)})
            return report


def _harvest(
    definition: SourceDefinition,
    source: Source,
    origin: Origin,
    run: Run,
    accept_loss: bool,
    progress: Progress,
) -> Report:
    """Read the source and apply what it brings, as far as `harvest` says."""
    last = _last_applied(source, run.definition)
    report, reading = Report(definition.id, run.pk), Reading()
    try:
        with stoppable():
            every = read_records(definition, _settled(origin, run, last))
            records = from_elsewhere(definition, every, lambda why: _count(report, why))
            stage(run, source, _watched(records, run, progress), reading)
        if not (reading.total or reading.had or reading.gone):
            report.error = f"{source.pk}: gave no record at all. Check fetch in its definition."
    except SourceBroken as broken:
        report.error = str(broken)
    except (Cancelled, Stopped):
        _tell(report, reading)
        run.staged.all().delete()
        cancelled = Run.objects.filter(pk=run.pk, cancel_asked=True).exists()
        report.error = "" if cancelled else f"{source.pk}: stopped before its end"
        state = _State.CANCELLED if cancelled else _State.INTERRUPTED
        _close(run, source, report, reading, state)
        return report
    except Exception as error:
        if told(error):  # this machine can keep nothing of it now
            raise
        # A fault of ours in one source must not stop the others, nor pass unseen.
        log.exception("the reading failed")
        reason = f"{type(error).__name__}: {error}"
        report.error = f"{source.pk}: Carrefour failed to read it ({reason}). Report this."
    _tell(report, reading)
    reasons = suspicions(reading, definition.watch, last) if reading.whole else []
    if reasons and not accept_loss:
        report.held = "; ".join(reasons)
        _close(run, source, report, reading, _State.HELD)
        return report
    gone_after = 1 if accept_loss else definition.watch.gone_after
    _go_on(run, source, report, gone_after, loss=reading.whole, progress=progress)
    _close(run, source, report, reading, _State.FAILED if report.error else _State.DONE)
    return report


def accept(run: Run, by: str, progress: Progress = lambda _step, _count: None) -> Report:
    """Apply a run that is held: what it misses is gone at once.

    Raises `NotHeld`, `AlreadyRunning`, and ``GazetteerError`` when there is no gazetteer.
    """
    gazetteer()
    source = run.source
    with alone(source.pk):
        tell_dead(source.pk)
        _take(run, by, _State.RUNNING)
        report = Report(source.pk, run.pk, run.new, run.changed, run.unchanged, run.missing)
        _go_on(run, source, report, 1, loss=True, progress=progress)
        run.gone = report.gone
        run.rejected += len(report.rejected)
        run.warnings = dict(report.warnings)
        _keep_rejections(run, report.rejected, {})
        _end(run, source, _State.DONE)
    return report


def refuse(run: Run, by: str) -> None:
    """Drop what a run that is held brought. Raises `NotHeld` or `AlreadyRunning`."""
    with alone(run.source_id):
        _take(run, by, _State.REFUSED)
        run.staged.all().delete()


def rebuild(source: Source, progress: Progress = lambda _step, _count: None) -> Report:
    """Do everything after the fetch again for the kept records of ``source``."""
    report = Report(source.pk)
    with alone(source.pk):
        structuring = Structuring(geocoder(), timezone.now())
        report.sheets = structuring.everything(source, lambda count: progress("structure", count))
        report.warnings.update(report.sheets.warnings)
        rejected = source.records.exclude(rejection="").filter(gone_at=None)
        report.rejected = list(rejected.values_list("external_id", "rejection"))
    return report


def _begin(source: Source, run: Run | None, version: str) -> Run:
    """Start ``run``, or a new one, once the dead runs of ``source`` are told to be so."""
    tell_dead(source.pk, but=run)
    run = run or Run(source=source)
    run.state, run.started_at = _State.RUNNING, timezone.now()
    run.heartbeat, run.host, run.definition = run.started_at, machine(), version
    # Someone may ask at any moment that a run which is claimed be cancelled: leave that alone.
    written = ["state", "started_at", "heartbeat", "host", "definition"] if run.pk else None
    try:
        with transaction.atomic():
            run.save(update_fields=written)
    except IntegrityError as error:
        raise AlreadyRunning(f"{source.pk}: another machine harvests it") from error
    held = source.runs.filter(state=_State.HELD)
    for other in held:
        other.staged.all().delete()
    held.update(state=_State.REFUSED, decided_by="", error="a later harvest took its place")
    return run


def _last_applied(source: Source, version: str) -> Run | None:
    return source.runs.filter(state=_State.DONE, definition=version).first()


def _settled(origin: Origin, run: Run, last: Run | None) -> Origin:
    """``origin``, told whether the catalogue holds all that the last visit gave."""
    before = run.source.runs.exclude(pk=run.pk).exclude(state=_State.WAITING).first()
    if not isinstance(origin, Remote) or last is None or last != before:
        return origin
    since = last.started_at.date().isoformat() if last.started_at else ""
    return replace(origin, settled=True, since=since)


def _watched(told: Iterator[Told], run: Run, progress: Progress) -> Iterator[Told]:
    """``told``, with a sign of life from time to time. Raises `Cancelled` when asked to stop."""
    beat = time.monotonic()
    for count, one in enumerate(told, start=1):
        progress("read", 1)
        yield one
        if time.monotonic() - beat > BEAT:
            beat = time.monotonic()
            alive = Run.objects.filter(pk=run.pk, cancel_asked=False)
            if not alive.update(heartbeat=timezone.now(), total=count):
                raise Cancelled


def _beating(run: Run, progress: Progress) -> Progress:
    """``progress`` that is also a sign of life."""
    beat = time.monotonic()

    def told(step: str, count: int) -> None:
        nonlocal beat
        progress(step, count)
        if time.monotonic() - beat > BEAT:
            beat = time.monotonic()
            Run.objects.filter(pk=run.pk).update(heartbeat=timezone.now())

    return told


def _count(report: Report, warning: str) -> None:
    report.warnings[warning] += 1


def _tell(report: Report, reading: Reading) -> None:
    report.new, report.changed, report.unchanged = reading.new, reading.changed, reading.unchanged
    report.missing = reading.missing
    report.rejected += [(item.where, item.reason) for item in reading.rejected]


def _go_on(
    run: Run, source: Source, report: Report, gone_after: int, *, loss: bool, progress: Progress
) -> None:
    """Apply what ``run`` staged, then structure, merge and index what waits for it."""
    now = timezone.now()
    report.gone = apply(run, source, now, gone_after=gone_after, loss=loss)
    mark_decided_in(source)
    mark_corrected_in(source)
    structuring = Structuring(geocoder(), now)
    told = _beating(run, progress)
    report.sheets = structuring.pending(source, lambda count: told("structure", count))
    report.warnings.update(report.sheets.warnings)
    rejected = source.records.exclude(rejection="").filter(gone_at=None)
    report.rejected += list(rejected.values_list("external_id", "rejection"))
    report.twins = _find_twins(structuring)
    report.indexed = index_pending(search_engine())


def _find_twins(structuring: Structuring) -> Found:
    """Link what other sources tell too; left to a later run while another process does it."""
    try:
        return find(structuring)
    except AlreadyRunning:
        return Found()


def _take(run: Run, by: str, state: Run.State) -> None:
    """Decide on a run that is held, unless someone else just did.

    Raises `NotHeld`, or `AlreadyRunning`.
    """
    held = Run.objects.filter(pk=run.pk, state=_State.HELD)
    host, now = machine(), timezone.now()
    try:
        with transaction.atomic():
            taken = held.update(state=state, decided_by=by[:150], host=host, heartbeat=now)
    except IntegrityError as error:
        raise AlreadyRunning(f"{run.source_id}: another machine harvests it") from error
    if not taken:
        raise NotHeld(f"run {run.pk} waits for no decision")
    run.refresh_from_db()


def _close(run: Run, source: Source, report: Report, reading: Reading, state: Run.State) -> None:
    """Write down how the run ended."""
    run.error, run.held_because = report.error, report.held
    run.total, run.keys = reading.total, dict(reading.keys)
    run.new, run.changed, run.unchanged = report.new, report.changed, report.unchanged
    run.missing, run.gone, run.rejected = report.missing, report.gone, len(report.rejected)
    run.warnings = dict(report.warnings)
    excerpts = {item.where: item.excerpt for item in reading.rejected}
    _keep_rejections(run, report.rejected, excerpts)
    _end(run, source, state)


def _keep_rejections(run: Run, rejected: list[tuple[str, str]], excerpts: dict[str, str]) -> None:
    Rejection.objects.bulk_create(
        [
            Rejection(run=run, where=w[:320], reason=r[:500], excerpt=excerpts.get(w, ""))
            for w, r in rejected[:MOST_REJECTIONS]
        ],
        batch_size=500,
    )


def _end(run: Run, source: Source, state: Run.State) -> None:
    run.state, run.ended_at = state, timezone.now()
    run.filled = filled(source)
    run.save()
    if state is _State.DONE:
        source.harvested_at = run.ended_at
        source.save(update_fields=["harvested_at"])
        measure_if_due(source)

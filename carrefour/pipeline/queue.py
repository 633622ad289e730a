"""The queue of harvests: runs that wait, taken one after another, one of a source at a time.

It lies in the database, so it survives a restart and serves several workers.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import timezone

from carrefour.catalogue.models import Source
from carrefour.harvest.models import Run
from carrefour.observation.work import at_work_on, request_at_work
from carrefour.pipeline.alone import machine, take

# A run on another machine that gave no sign of life for so long is dead.
SILENCE = timedelta(minutes=5)
# What the process of a run ends with when the database was gone, and it could not say so there.
GONE = os.EX_TEMPFAIL
_State = Run.State
_DEAD = "stopped before its end; the next run does its work"


class NotUnderWay(Exception):
    """The run has ended: there is nothing to cancel."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A run to work at, and the right to change its source (see `carrefour.pipeline.alone`)."""

    run: Run
    right: int

    def give_back(self) -> None:
        """Let others change the source; a process that received the right still holds it."""
        os.close(self.right)


def ask(source: Source, asked: Run.Asked, by: str = "") -> Run:
    """The run of ``source`` that waits; a new one unless one waits already.

    One that waited by schedule is from now on asked for by whoever asks, and goes first.
    """
    while True:
        try:
            with transaction.atomic():
                return Run.objects.create(
                    source=source,
                    state=_State.WAITING,
                    asked=asked,
                    asked_by=by[:150],
                    request_id=request_at_work(),
                )
        except IntegrityError:
            waiting = source.runs.filter(state=_State.WAITING)
            if asked is not Run.Asked.SCHEDULE:
                by_schedule = waiting.filter(asked=Run.Asked.SCHEDULE)
                by_schedule.update(asked=asked, asked_by=by[:150], request_id=request_at_work())
            if run := waiting.first():
                return run


def ask_to_apply(run: Run, by: str) -> bool:
    """Have a worker apply ``run``, which is held; ``False`` when it waits for no decision."""
    undecided = Run.objects.filter(pk=run.pk, state=_State.HELD, decided_by="")
    return bool(undecided.update(decided_by=by[:150], request_id=request_at_work()))


def cancel(run: Run, by: str) -> Run.State:
    """Cancel ``run``: at once if it waits, soon if it is under way and still reads.

    Returns the state that it has now. Raises `NotUnderWay`.
    """
    this = Run.objects.filter(pk=run.pk)
    now = timezone.now()
    waiting = this.filter(state=_State.WAITING)
    if waiting.update(state=_State.CANCELLED, ended_at=now, decided_by=by[:150]):
        return _State.CANCELLED
    if this.filter(state=_State.RUNNING).update(cancel_asked=True, decided_by=by[:150]):
        return _State.RUNNING
    raise NotUnderWay(f"run {run.pk} has ended already")


def waiting() -> QuerySet[Run]:
    """What waits for a worker, in the order in which it is taken.

    First the runs that a person accepted, then those that someone asked for, then the others,
    each the oldest first.
    """
    order = Case(
        When(state=_State.HELD, then=Value(0)),
        When(asked=Run.Asked.SCHEDULE, then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = Run.objects.filter(state=_State.WAITING) | Run.objects.filter(
        state=_State.HELD
    ).exclude(decided_by="")
    return found.select_related("source").order_by(order, "pk")


def claim() -> Claimed | None:
    """Take the first run that waits and whose source nobody works at; no one else gets it.

    A run that waited is running from now on. One that was held stays so until it is applied.
    """
    for run in waiting():
        right = take(run.source_id)
        if right is None:
            continue
        claimed = Claimed(run, right)
        if run.state == _State.HELD or _begin(run):
            return claimed
        claimed.give_back()
    return None


def _begin(run: Run) -> bool:
    """Whether it was us who took ``run`` from the queue."""
    tell_dead(run.source_id)
    accepted = Run.objects.filter(source=run.source_id, state=_State.HELD).exclude(decided_by="")
    if accepted.exists():
        return False
    now, host = timezone.now(), machine()
    this = Run.objects.filter(pk=run.pk, state=_State.WAITING)
    try:
        with transaction.atomic():
            begun = this.update(state=_State.RUNNING, started_at=now, heartbeat=now, host=host)
    except IntegrityError:  # another machine works at the source
        return False
    run.refresh_from_db()
    return bool(begun)


def put_back(run: Run) -> None:
    """Let ``run``, which was stopped before it changed anything, wait again."""
    run.rejections.all().delete()
    this = Run.objects.filter(pk=run.pk, state__in=(_State.RUNNING, _State.INTERRUPTED))
    try:
        with transaction.atomic():
            this.update(
                state=_State.WAITING, started_at=None, ended_at=None, heartbeat=None, error="",
                host="", total=0, new=0, changed=0, unchanged=0, missing=0, rejected=0,
            )  # fmt: skip
    except IntegrityError:  # another run of the source was asked for meanwhile
        this.update(state=_State.INTERRUPTED, ended_at=timezone.now())


def tell_dead(source: str, but: Run | None = None) -> list[Run]:
    """Tell the runs of ``source`` that died to be so; gives them.

    The caller holds the right to change the source: no process of this machine works at them.
    """
    now, host = timezone.now(), machine()
    told = []
    running = Run.objects.filter(source=source, state=_State.RUNNING)
    for run in running.exclude(pk=but.pk) if but else running:
        silent = run.heartbeat is None or now - run.heartbeat > SILENCE
        if run.host == host or silent:
            end_early(run, _State.INTERRUPTED, f"{source}: {_DEAD}")
            told.append(run)
    return told


def end_early(run: Run, state: Run.State, error: str = "") -> None:
    """End ``run``, which cannot end by itself any more, and drop what it staged."""
    under_way = Run.objects.filter(pk=run.pk, state=_State.RUNNING)
    if under_way.update(state=state, ended_at=timezone.now(), error=error):
        run.staged.all().delete()
    run.refresh_from_db()


def recover() -> list[Run]:
    """Tell the runs that died, and ask once more for each; gives the new runs.

    A run whose last run died as well is not asked for again: it would die for ever.
    """
    asked = []
    for source in set(Run.objects.filter(state=_State.RUNNING).values_list("source", flat=True)):
        right = take(source)
        if right is None:
            continue
        try:
            asked += [run for dead in tell_dead(source) if (run := ask_again(dead))]
        finally:
            os.close(right)
    return asked


def ask_again(dead: Run) -> Run | None:
    """Ask once more for the work of ``dead``; ``None`` when it was the second in a row to die."""
    before = Run.objects.filter(source=dead.source_id, pk__lt=dead.pk)
    ended = before.exclude(state__in=(_State.CANCELLED, _State.REFUSED)).first()
    if dead.cancel_asked or (ended and ended.state == _State.INTERRUPTED):
        return None
    with at_work_on(request=dead.request_id):
        return ask(dead.source, Run.Asked(dead.asked), dead.asked_by)


def beat(runs: Iterable[Run]) -> None:
    """Give a sign of life for ``runs``, whose processes live."""
    alive = Run.objects.filter(pk__in=[run.pk for run in runs], state=_State.RUNNING)
    alive.update(heartbeat=timezone.now())

"""A worker: takes runs from the queue and has each done by a process of its own.

A process can be stopped, and gives all its memory back. It holds the right to change its source,
and a pipe to its worker by whose end it knows that the worker is dead. A worker that is asked to
end (SIGTERM, SIGINT) lets its processes put back what they only read, and come to the end of what
they apply; asked twice, it kills them.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from carrefour.harvest import models
from carrefour.harvest.models import Run
from carrefour.observation.work import at_work_on
from carrefour.pipeline.alone import machine
from carrefour.pipeline.queue import (
    GONE,
    Claimed,
    ask_again,
    beat,
    claim,
    end_early,
    put_back,
    recover,
    waiting,
)
from carrefour.pipeline.schedules import ask_for_what_is_due

log = logging.getLogger(__name__)
PAUSE = 0.5  # seconds between two looks at the queue
BEAT = 5.0  # seconds between two signs of life
LOOK = 20.0  # seconds between two looks at schedules, and for the dead
FORGET = timedelta(days=1)  # after which the name of a silent worker is taken off
_State = Run.State


@dataclass(slots=True)
class Chore:
    """Something that a worker does from time to time, beside harvests; a fault never stops it."""

    name: str
    every: float  # seconds
    do: Callable[[], object]
    last: float = 0.0

    def attend(self, *, early: bool = False) -> None:
        """Do it when its time has come, or ``early``."""
        if self.last and not early and time.monotonic() - self.last < self.every:
            return
        self.last = time.monotonic()
        with at_work_on(chore=self.name):
            try:
                self.do()
            except Exception:
                log.exception("%s failed; it is tried again in %g s", self.name, self.every)


@dataclass(slots=True)
class _Child:
    run: Run
    process: subprocess.Popen[bytes]
    told_to_stop: bool = False


class Worker:
    """Works at ``at_once`` sources at a time, and attends to ``chores`` in between."""

    def __init__(self, at_once: int, chores: Sequence[Chore] = ()) -> None:
        self._at_once = at_once
        self._name = f"{machine()}:{os.getpid()}"
        own = [
            Chore("giving a sign of life", BEAT, self._beat),
            Chore("looking for the dead", LOOK, recover),
            Chore("looking at schedules", LOOK, ask_for_what_is_due),
        ]
        self._chores, self._others = [*own, *chores], chores
        self._children: list[_Child] = []
        self._stops = 0

    def work(self, *, once: bool = False) -> None:
        """Work until asked to end, or with ``once`` until nothing waits any more."""
        before = {n: signal.signal(n, self._note) for n in (signal.SIGTERM, signal.SIGINT)}
        try:
            while self._turn(once):
                time.sleep(PAUSE)
            for chore in self._others if once and not self._stops else ():
                chore.attend(early=True)
        finally:
            for child in self._children:
                child.process.kill()
            models.Worker.objects.filter(name=self._name).delete()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self._stops += 1

    def _turn(self, once: bool) -> bool:
        """Look after everything once; whether there is more to do."""
        try:
            close_old_connections()
            for chore in self._chores if not self._stops else ():
                chore.attend()
            self._look_after_children()
            while not self._stops and len(self._children) < self._at_once:
                claimed = claim()
                if claimed is None:
                    break
                self._children.append(_start(claimed))
            idle = self._stops or (once and not waiting().exists())
        except (DatabaseError, InterfaceError):
            log.exception("the database does not answer; it is asked again in %g s", PAUSE)
            idle = bool(self._stops)
        except OSError:  # no room for a lock, or for one process more
            log.exception("the queue cannot be looked at; it is asked again in %g s", PAUSE)
            idle = bool(self._stops)
        return bool(self._children) or not idle

    def _beat(self) -> None:
        beat(child.run for child in self._children)
        now = timezone.now()
        models.Worker.objects.update_or_create(name=self._name, defaults={"beat_at": now})
        models.Worker.objects.filter(beat_at__lt=now - FORGET).delete()

    def _look_after_children(self) -> None:
        for child in list(self._children):
            status = child.process.poll()
            if status is not None:
                self._children.remove(child)
                if child.process.stdin:
                    child.process.stdin.close()
                with _at_work_on(child.run):
                    _settle(child, status)
            elif self._stops > 1:
                child.process.kill()
            elif not child.told_to_stop and (self._stops or _cancelled(child.run)):
                child.told_to_stop = True
                child.process.terminate()


def _start(claimed: Claimed) -> _Child:
    """A process that does the work of ``claimed``."""
    run, right = claimed.run, claimed.right
    with _at_work_on(run):
        log.info("the run begins")
    try:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "carrefour.cli", "do", str(run.pk), str(right)],
            stdin=subprocess.PIPE,
            pass_fds=(right,),
            start_new_session=True,  # a Ctrl-C is for the worker, which knows what to do
        )
    finally:
        claimed.give_back()
    return _Child(run, process)


def _cancelled(run: Run) -> bool:
    return Run.objects.filter(pk=run.pk, state=_State.RUNNING, cancel_asked=True).exists()


def _at_work_on(run: Run) -> AbstractContextManager[None]:
    return at_work_on(run=run.pk, source=run.source_id, request=run.request_id)


def _settle(child: _Child, status: int) -> None:
    """Say of a run whose process ended with ``status`` how it ended, unless it says so."""
    run = child.run
    run.refresh_from_db()
    log.info("the run ends: %s", run.state)
    if run.state == _State.HELD and run.decided_by:
        log.error("the run could not be applied; it waits for a decision again")
        Run.objects.filter(pk=run.pk, state=_State.HELD).update(decided_by="")
    elif run.state != _State.RUNNING:
        return
    elif run.cancel_asked:
        end_early(run, _State.CANCELLED)
    elif child.told_to_stop and status == -signal.SIGTERM:  # it had not begun
        put_back(run)
    elif status < 0:
        name = signal.Signals(-status).name
        end_early(run, _State.INTERRUPTED, f"{run.source_id}: its process was killed ({name})")
        ask_again(run)
    elif status == GONE:
        end_early(run, _State.INTERRUPTED, f"{run.source_id}: the database did not answer")
        ask_again(run)
    else:
        why = f"its process ended with status {status}. Look at the worker's log."
        end_early(run, _State.FAILED, f"{run.source_id}: {why}")

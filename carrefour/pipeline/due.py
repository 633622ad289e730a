"""When a source is to be harvested next, from its schedule and its last runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from carrefour.catalogue.schedule import next_after
from carrefour.harvest.models import Run
from carrefour.pipeline.moments import is_ahead

_State = Run.State
# After a first failure a source is asked again so soon, after each further one twice as late.
RETRY = timedelta(hours=1)
DAY = timedelta(days=1)
_NEUTRAL = (_State.WAITING, _State.RUNNING, _State.CANCELLED)
_BROKEN = (_State.FAILED, _State.INTERRUPTED)
# As many of the last runs as `next_due` looks at.
LOOKED_AT = 12


def next_due(schedule: str, runs: Sequence[Run], now: datetime) -> datetime:
    """The moment from which a source is due; ``runs`` are its last ones, the newest first.

    A source without runs is due now. One that failed is asked again after an hour, two, four…:
    never more often than its schedule if that is more often than once a day, and never later than
    its schedule if that is more seldom. Raises ``ValueError`` when ``schedule`` is none.
    """
    if not runs:
        return now
    last = runs[0].started_at or runs[0].asked_at
    if is_ahead(last, now):
        # The clock was set back; waiting until it comes there again might take for ever.
        return now
    regular = _after(schedule, last)
    failures = _failures(runs)
    if not failures:
        return regular
    wait = RETRY * (1 << min(failures - 1, 10))
    if interval(schedule, last) >= DAY:
        # A run that is held gave an answer: it waits for a person, not for another try.
        return regular if runs[0].state == _State.HELD else min(regular, last + wait)
    return max(regular, last + min(wait, DAY))


def interval(schedule: str, moment: datetime) -> timedelta:
    """The time between the next two harvests after ``moment``. Raises ``ValueError``."""
    first = _after(schedule, moment)
    return _after(schedule, first) - first


def _after(schedule: str, moment: datetime) -> datetime:
    return next_after(schedule, timezone.localtime(moment))


def _failures(runs: Sequence[Run]) -> int:
    """How many of the last runs in a row brought nothing into the catalogue."""
    count = 0
    for run in runs:
        if run.state in _NEUTRAL:
            continue
        if run.state not in (*_BROKEN, _State.HELD):
            break
        count += 1
    return count

"""The moments at which sheets are published and told of: each later than all before it.

Whoever follows changes reads on from the last moment that they were told. A clock that is set back
would have later changes bear earlier moments, which nobody would ever read; and one that was ahead
for a while would keep back all that comes until it is that late.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.utils import timezone

from carrefour.catalogue.models import Sheet

Column = Literal["told_at", "published_at"]
# What is dated further ahead than this was dated by a clock that was wrong.
TOLERANCE = timedelta(minutes=1)
_TICK = timedelta(microseconds=1)


def next_moment() -> datetime:
    """Now, or just after the last moment that was told; to be asked where the database is held."""
    lasts = (last_moment("told_at"), last_moment("published_at"))
    return max([timezone.now(), *(last + _TICK for last in lasts if last)])


def last_moment(column: Column) -> datetime | None:
    """When the last sheet was told of, or first published; ``None`` before the first."""
    dated = Sheet.objects.exclude(**{column: None}).order_by(f"-{column}")
    moment: datetime | None = dated.values_list(column, flat=True).first()
    return moment


def from_now_on(column: Column) -> datetime:
    """Before every moment that is yet to be given, after all that were."""
    last = last_moment(column)
    return last + _TICK if last else timezone.now()


def is_ahead(moment: datetime | None, now: datetime) -> bool:
    """Whether ``moment``, which has been, is yet to come: a clock was wrong then, or is now."""
    return moment is not None and moment > now + TOLERANCE


def settled(column: Column, wait: timedelta, now: datetime | None = None) -> datetime:
    """The moment before which all that was told is ``wait`` old and no more is added.

    Where the clock was set back, it is just after the last moment: how old that is nobody knows.
    """
    moment, last = now or timezone.now(), last_moment(column)
    if last is not None and is_ahead(last, moment):
        return last + _TICK
    return moment - wait

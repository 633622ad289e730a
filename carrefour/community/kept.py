"""What is kept of people and for how long, as the privacy notice tells it.

Each room that keeps something says so when it starts (``AppConfig.ready``), with the duration read
from the code that forgets it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import ngettext

KEPT: list[Kept] = []
_YEAR = 365  # days


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the notice: what is kept, what for, and until when."""

    order: int
    what: str | Promise
    why: str | Promise
    until: Callable[[], str]


def keeps(
    what: str | Promise, why: str | Promise, until: Callable[[], str], *, order: int = 50
) -> None:
    """Add a line to the notice."""
    KEPT.append(Kept(order, what, why, until))
    KEPT.sort(key=lambda one: one.order)


def lasting(duration: timedelta) -> str:
    """A duration in whole years, else in days, in the present language."""
    n = duration.days
    if n and n % _YEAR == 0:
        return ngettext("%(n)s an", "%(n)s ans", n // _YEAR) % {"n": n // _YEAR}
    return ngettext("%(n)s jour", "%(n)s jours", n) % {"n": n}

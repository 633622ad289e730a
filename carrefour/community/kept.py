"""What is kept of people and for how long, as the privacy notice tells it.

Each room that keeps something says so when it starts (``AppConfig.ready``), with the duration read
from the code that forgets it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

KEPT: list[Kept] = []


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the notice: what is kept, what for, and until when."""

    what: str | Promise
    why: str | Promise
    until: Callable[[], str]


def keeps(what: str | Promise, why: str | Promise, until: Callable[[], str]) -> None:
    """Add a line to the notice."""
    KEPT.append(Kept(what, why, until))

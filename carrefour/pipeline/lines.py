"""A line of a file of decisions, of any kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

Take = Callable[[], bool]
"""Writes a decision that was read; false when it is known already, or older than what stands."""


class LineError(Exception):
    """A line of a file of decisions cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a decision ``holds``, who took it and when."""

    holds: dict[str, Any]
    by: str
    at: datetime

    def text(self, name: str, otherwise: str = "") -> str:
        """The text under ``name``. Raises ``ValueError`` when it is something else."""
        value = self.holds.get(name, otherwise)
        if not isinstance(value, str):
            raise ValueError(f"{name} must be a text")
        return value


def two_texts(told: object) -> TypeGuard[list[str]]:
    """Whether ``told`` is a list of two texts."""
    return isinstance(told, list) and len(told) == 2 and all(isinstance(t, str) for t in told)


@dataclass(slots=True)
class Brought:
    """How many decisions were taken over, and how many were known or older than what stands."""

    taken: int = 0
    known: int = 0

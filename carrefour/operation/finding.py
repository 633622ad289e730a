"""What a look at the installation found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class State(IntEnum):
    """How it stands, and the exit code of `carrefour doctor` if nothing is worse."""

    FINE = 0
    DOUBTFUL = 1
    BROKEN = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is, how it stands, what was seen, and the cure."""

    name: str
    state: State
    told: str
    cure: str = ""


def fine(name: str, told: str) -> Finding:
    """What needs nothing."""
    return Finding(name, State.FINE, told)


def doubtful(name: str, told: str, cure: str) -> Finding:
    """What works, and should not be left so."""
    return Finding(name, State.DOUBTFUL, told, cure)


def broken(name: str, told: str, cure: str) -> Finding:
    """What keeps a part of the site from working, or people from being safe."""
    return Finding(name, State.BROKEN, told, cure)

"""SIGTERM stops a reading at once, and lets a run that is being applied come to its end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(BaseException):
    """This process was asked to end. No reader of a source may mistake it for a fault."""


class _Stop:
    asked = False
    heeded = False


def heed_stop() -> None:
    """From now on SIGTERM ends this process only where it is `stoppable`."""
    signal.signal(signal.SIGTERM, _note)


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Stopped` in the block when a stop is, or was, asked for."""
    _Stop.heeded = True
    try:
        if _Stop.asked:
            raise Stopped
        yield
    finally:
        _Stop.heeded = False


def _note(_signal: int, _frame: FrameType | None) -> None:
    _Stop.asked = True
    if _Stop.heeded:
        _Stop.heeded = False  # what is being cleaned up must not be stopped again
        raise Stopped

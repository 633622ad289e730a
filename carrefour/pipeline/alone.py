"""The right to change a source: one process of this machine has it at a time.

It is a locked file, so the system frees it when its holder dies, however it dies. A worker takes
the right, then starts a process that does the work and hands it over: from the moment a run is
claimed to its end, a run under way whose right is free is a run that died.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


class AlreadyRunning(Exception):
    """Another process changes the same source."""


_received: dict[str, int] = {}


@contextmanager
def alone(source: str) -> Iterator[None]:
    """Hold the only right to change ``source``. Raises `AlreadyRunning`."""
    if source in _received:
        yield
        return
    right = take(source)
    if right is None:
        raise AlreadyRunning(f"{source}: another harvest of it is under way")
    try:
        yield
    finally:
        os.close(right)


def take(source: str) -> int | None:
    """The right to change ``source`` as an open descriptor, ``None`` when another has it.

    Closing the descriptor gives the right back, once every process that received it has ended.
    """
    folder = settings.VAR_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    right = os.open(folder / source, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(right, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(right)
        return None
    return right


def receive(source: str, right: int) -> None:
    """Hold the right that the process which started this one took, until this one ends."""
    os.set_inheritable(right, False)  # noqa: FBT003 - it takes no name
    _received[source] = right

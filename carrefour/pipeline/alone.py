"""The right to change a source: one process of this machine has it at a time.

It is a locked file, so the system frees it when its holder dies, however it dies. A worker takes
the right, then starts a process that does the work and hands it over: from the moment a run is
claimed to its end, a run under way whose right is free is a run that died.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

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
    right = os.open(_folder() / source, os.O_RDWR | os.O_CREAT, 0o644)
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


def machine() -> str:
    """What the processes that share these rights are called: the host, and a mark of its own.

    Two machines may bear one name (cloned, or both ``localhost``), and each would then take what
    the other works at for dead: nothing of its own holds the right to it.
    """
    return f"{socket.gethostname()[:80]} ({_mark(_folder() / '.machine')})"


@cache
def _mark(path: Path) -> str:
    with path.open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # the first of two that come at once writes it
        file.seek(0)
        if not (mark := file.read()):
            mark = secrets.token_hex(4)
            file.write(mark)
        return mark


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

"""Turns at a host: how many may ask it at once, and how long after one another.

Held in files, so that every process of this machine keeps to them, whichever source it harvests;
the system frees the turn of a process that dies.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_UNSAFE = re.compile(r"[^a-z0-9.-]")
_POLL = 0.02  # seconds between two looks for a free turn


class Turns:
    """Gives turns at hosts, from files in ``folder``."""

    def __init__(self, folder: Path, *, at_once: int = 1) -> None:
        self._folder, self._at_once = folder, at_once
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def turn(self, host: str, delay: float) -> Iterator[None]:
        """Wait for a turn at ``host``, ``delay`` seconds after the last, and hold it."""
        name = _UNSAFE.sub("_", host.lower())
        descriptor = self._free(name)
        try:
            self._wait(name, delay)
            yield
        finally:
            os.close(descriptor)

    def _free(self, name: str) -> int:
        """The open and locked file of a free turn."""
        while True:
            for number in range(self._at_once):
                path = self._folder / f"{name}.{number}"
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(descriptor)
                else:
                    return descriptor
            time.sleep(_POLL)

    def _wait(self, name: str, delay: float) -> None:
        """Let ``delay`` pass since the last question to the host, and mark this one."""
        with (self._folder / f"{name}.last").open("a") as last:
            fcntl.flock(last, fcntl.LOCK_EX)
            asked = os.fstat(last.fileno())
            if asked.st_size:
                # A clock that was set back must not make anyone wait for longer than the delay.
                time.sleep(max(0.0, min(delay, asked.st_mtime + delay - time.time())))
            else:
                last.write("The time of this file is that of the last question.\n")
                last.flush()
            os.utime(last.fileno())

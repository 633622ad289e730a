"""Work that a worker has done aside: a command in a process of its own, one at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from carrefour.pipeline.moments import is_ahead


class Aside:
    """Starts ``carrefour command`` when it is called, if it is ``needed`` and not under way.

    ``needed`` is asked with the moment of the last start, ``None`` before the first.
    """

    def __init__(self, command: list[str], needed: Callable[[datetime | None], bool]) -> None:
        self._command, self._needed = command, needed
        self._process: subprocess.Popen[bytes] | None = None
        self._last: datetime | None = None

    def __call__(self) -> None:
        """Start it, unless it goes on still or there is nothing to do."""
        if self._process and self._process.poll() is None:
            return
        now = timezone.now()
        if is_ahead(self._last, now):  # the clock was set back
            self._last = None
        if self._needed(self._last):
            self._last = now
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "carrefour.cli", *self._command],
                stdout=subprocess.DEVNULL,
            )

    def end(self, *, wait: bool) -> None:
        """Let it come to its end, or stop it: what it did is kept."""
        if self._process is None:
            return
        if not wait:
            self._process.terminate()
        self._process.wait()

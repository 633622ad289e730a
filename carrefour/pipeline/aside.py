"""Work that a worker has done aside: a command in a process of its own, one at a time.

One that failed, as on a full disk, is begun again soon, however long it would else have waited.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from carrefour.pipeline.moments import is_ahead

AGAIN = timedelta(minutes=10)  # after which one that failed is asked as if it had never begun


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
        failed = self._process is not None and self._process.returncode != 0
        if is_ahead(self._last, now) or (failed and self._last and now - self._last >= AGAIN):
            self._last = None  # the clock was set back, or what was begun came to nothing
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

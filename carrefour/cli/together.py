"""Running several programs together: they start as one and end as one."""

from __future__ import annotations

import signal
import subprocess
import time
from types import FrameType

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PAUSE = 0.2  # seconds between two looks


def run_together(commands: list[list[str]]) -> int:
    """Run ``commands`` until one of them ends or we are told to stop, then end the others.

    Gives the exit status of the one that ended by itself, 0 when we were told to stop.
    """
    asked = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    before = {number: signal.signal(number, note) for number in _STOPS}
    # Each in a session of its own: a Ctrl-C is handed on once, by us.
    running = [subprocess.Popen(c, start_new_session=True) for c in commands]  # noqa: S603
    try:
        while not asked and all(one.poll() is None for one in running):
            time.sleep(_PAUSE)
        ended = next((one.returncode for one in running if one.returncode is not None), 0)
        for one in running:
            one.terminate()
        for one in running:
            one.wait()
        return 0 if asked else ended
    finally:
        for one in running:
            one.kill()
        for number, handler in before.items():
            signal.signal(number, handler)

"""Running another program to its end, while this one goes on with its own threads."""

from __future__ import annotations

import signal
import subprocess
from types import FrameType

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def attend(command: list[str]) -> int:
    """Run ``command`` until it ends, and give its exit status.

    A signal to stop is handed to it, whoever received it: a Ctrl-C reaches both at once, but a
    ``kill`` reaches only us, and the command must not outlive us.
    """
    child: subprocess.Popen[bytes] | None = None
    asked = False

    def hand_on(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        if child is not None:
            child.terminate()

    before = {number: signal.signal(number, hand_on) for number in _STOPS}
    try:
        child = subprocess.Popen(command)  # noqa: S603 - our own command
        if asked:  # the signal came while the command was being started
            child.terminate()
        return child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""A command that is attended ends with the one that attends it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from carrefour.cli.attending import attend

ATTENDING = """
import sys
from carrefour.cli.attending import attend
raise SystemExit(attend([sys.executable, "-c", sys.argv[1]]))
"""
WAITING = """
import os, signal, time
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print(os.getpid(), flush=True)
time.sleep(60)
"""


def test_its_exit_status_is_given_back() -> None:
    assert attend([sys.executable, "-c", "raise SystemExit(3)"]) == 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_stop_is_handed_on(number: signal.Signals) -> None:
    command = [sys.executable, "-c", ATTENDING, WAITING]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as attending:
        assert attending.stdout
        child = int(attending.stdout.readline())
        attending.send_signal(number)
        assert attending.wait(20) == 0
        for _ in range(50):
            if not _alive(child):
                break
            time.sleep(0.1)
        assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

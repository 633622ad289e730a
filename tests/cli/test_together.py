"""Commands that run together end together, and with the one that runs them."""

import os
import signal
import subprocess
import sys
import time

import pytest

from carrefour.cli.together import run_together

RUNNING = """
import sys
from carrefour.cli.together import run_together
raise SystemExit(run_together([[sys.executable, "-c", sys.argv[1]]]))
"""
WAITING = """
import os, signal, time
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print(os.getpid(), flush=True)
time.sleep(60)
"""


def test_its_exit_status_is_given_back() -> None:
    assert run_together([[sys.executable, "-c", "raise SystemExit(3)"]]) == 3


def test_when_one_ends_the_others_do() -> None:
    started = time.monotonic()
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert run_together([[sys.executable, "-c", "raise SystemExit(4)"], sleeping]) == 4
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_stop_is_handed_on(number: signal.Signals) -> None:
    command = [sys.executable, "-c", RUNNING, WAITING]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        child = int(running.stdout.readline())
        running.send_signal(number)
        assert running.wait(20) == 0
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

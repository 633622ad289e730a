"""A harvest that is killed anywhere ends as one that never was; by itself, and by a worker alone.

`pytest tests/faults/test_killed_harvests.py --kills 60` kills at as many points in time.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from tests.faults.harvests import SECOND, SHOWN, Catalogue
from tests.installation import wait_for
from tests.pipeline.test_worker import harvesting

ASK = """
from carrefour.catalogue.models import Source
from carrefour.harvest.models import Run
from carrefour.pipeline.queue import ask
ask(Source.objects.get(pk="essai"), Run.Asked.PERSON, "camille")
"""


class Bell:
    """The answer of the source; rings when it is asked for."""

    def __init__(self) -> None:
        self.rung = threading.Event()

    def __call__(self, _headers: object) -> str:
        self.rung.set()
        return SECOND


@pytest.fixture
def bell(partner) -> Bell:
    partner.answers["/data"] = bell = Bell()
    return bell


_whole: list[tuple[float, dict[str, Any]]] = []


@pytest.fixture
def unharmed(begin: Callable[[str], Catalogue], bell: Bell) -> tuple[float, dict[str, Any]]:
    """How long a harvest takes that nobody kills, in seconds, and what is told after it."""
    if not _whole:
        one = begin("unharmed")
        with one.running("harvest", "essai") as harvest:
            assert bell.rung.wait(60)
            started = time.monotonic()
            harvest.wait(60)
            taken = time.monotonic() - started
        assert one.states() == ["done", "done"]
        one.run("worker", "--once")
        _whole.append((taken, one.told()))
        bell.rung.clear()
    return _whole[0]


def test_a_killed_harvest_ends_as_one_that_never_was(
    begin: Callable[[str], Catalogue], bell: Bell, unharmed, point: int
) -> None:
    taken, whole = unharmed
    assert len(whole["index"][0]) == SHOWN
    chance = random.Random(point)  # noqa: S311
    # Points are spread over the whole harvest, each somewhere in its own part of it.
    wait = taken * ((point * 0.618 + chance.random() * 0.1) % 1)
    victim = ("harvest", "all", "process", "worker")[point % 4]
    one = begin("killed")
    one.env["CARREFOUR_LOG_LEVEL"] = "ERROR"
    if victim != "harvest":
        one.python(ASK)
    with one.running(*(["harvest", "essai"] if victim == "harvest" else ["worker"])) as process:
        assert bell.rung.wait(60)
        children = harvesting(process.pid)
        time.sleep(wait)
        if victim in ("process", "all"):
            with suppress(ProcessLookupError):  # it was done already
                os.kill(children[0], signal.SIGKILL)
        if victim != "process":
            process.kill()
            process.wait()
        if victim == "process":
            wait_for(lambda: "running" not in one.states() and "waiting" not in one.states())
            process.terminate()
            process.wait(60)
    if victim == "worker":  # what it began comes to its end, or goes back to the queue
        wait_for(lambda: not _lives(children[0]))
    one.run("worker", "--once")
    told = f"{victim} killed after {wait:.2f} of {taken:.2f} s: {one.runs()}"
    assert one.told() == whole, told
    assert one.states()[-1] == "done", told


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

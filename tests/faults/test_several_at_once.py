"""Several processes at one installation wait for each other, or say that another is at it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.harvests import SECOND, SHOWN, Catalogue
from tests.installation import wait_for
from tests.pipeline.test_worker import ASK


class Gate:
    """An answer of the source that is given once it is opened."""

    def __init__(self) -> None:
        self.asked, self.opened = threading.Event(), threading.Event()

    def __call__(self, _headers: object) -> str:
        self.asked.set()
        self.opened.wait(120)
        return SECOND


@pytest.fixture
def gate(partner) -> Iterator[Gate]:
    partner.answers["/data"] = gate = Gate()
    yield gate
    gate.opened.set()


def test_beside_a_harvest_another_is_refused_and_all_else_goes_on(
    begin: Callable[[str], Catalogue], gate: Gate, tmp_path: Path
) -> None:
    one = begin("several")
    with one.running("harvest", "essai") as harvest:
        assert gate.asked.wait(60)
        for command in (["harvest", "essai"], ["rebuild", "essai"]):
            said = one.run(*command, ends=1)
            assert "another harvest of it is under way" in said
            assert "Traceback" not in said
        one.run("setup")
        one.run("backup", str(tmp_path / "kept"))
        with one.running("worker") as worker:
            wait_for(lambda: one.rows("select * from harvest_worker"))
            one.run("index")
            gate.opened.set()
            assert harvest.wait(60) == 0
            worker.terminate()
            assert worker.wait(60) == 0
    told = one.told()
    assert len(told["index"][0]) == SHOWN
    assert (told["staged"], told["under way"], told["for the index"]) == ([], [], [])
    assert one.states() == ["done", "done"]
    (backup,) = (tmp_path / "kept").glob("*.tar.gz")
    assert "is whole" in one.run("restore", "--check", str(backup))


def test_of_two_harvests_begun_at_one_moment_one_is_done_and_the_other_refused(
    begin: Callable[[str], Catalogue], gate: Gate
) -> None:
    one = begin("several")
    with one.running("harvest", "essai") as first, one.running("harvest", "essai") as second:
        wait_for(lambda: first.poll() is not None or second.poll() is not None)
        refused, goes_on = (first, second) if second.poll() is None else (second, first)
        assert refused.returncode == 1
        gate.opened.set()
        assert goes_on.wait(60) == 0
    told = one.told()
    assert len(told["index"][0]) == SHOWN
    assert (told["staged"], told["under way"], told["for the index"]) == ([], [], [])
    assert one.states() == ["done", "done"]


def test_two_workers_and_a_harvest_at_one_source_do_its_work_once(
    begin: Callable[[str], Catalogue], gate: Gate
) -> None:
    one = begin("several")
    one.python(ASK)
    with one.running("worker") as first, one.running("worker") as second:
        assert gate.asked.wait(60)
        assert "another harvest of it is under way" in one.run("harvest", "essai", ends=1)
        gate.opened.set()
        wait_for(lambda: one.states() == ["done", "done"])
        for worker in (first, second):
            worker.terminate()
            assert worker.wait(60) == 0
    told = one.told()
    assert len(told["index"][0]) == SHOWN
    assert (told["staged"], told["under way"]) == ([], [])

"""A worker empties the queue by processes of its own, and whatever is killed is made good."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.installation import Installation, wait_for

ITEMS = [{"id": n, "nom": f"Projet {n}", "texte": f"Il agit dans la ville {n}."} for n in range(3)]


@pytest.fixture
def place(installation: Installation, partner) -> Installation:
    """An installation with one source that is due, at the partner's address /data."""
    installation.env["CARREFOUR_ALLOW_PRIVATE"] = partner.url.removeprefix("http://")
    partner.answers["/data"] = json.dumps(ITEMS)
    installation.declare("essai", {"url": f"{partner.url}/data"}, watch={"schedule": "every day"})
    return installation


class Gate:
    """An answer that a partner gives only once it is opened."""

    def __init__(self, body: str) -> None:
        self._body, self._open = body, threading.Event()
        self.asked = threading.Event()

    def __call__(self, _headers: object) -> str:
        self.asked.set()
        self._open.wait(60)
        return self._body

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate(place: Installation, partner) -> Gate:
    """The partner answers only when the gate is opened."""
    gate = Gate(json.dumps(ITEMS))
    partner.answers["/data"] = gate
    yield gate
    gate.open()


def sheets(place: Installation) -> int:
    return int(place.rows("select count(*) from catalogue_sheet where withdrawn_at is null")[0][0])


ASK = """
from carrefour.catalogue.models import Source
from carrefour.harvest.models import Run
from carrefour.pipeline.queue import ask
ask(Source.objects.get(pk="essai"), Run.Asked.PERSON, "camille")
"""


def test_what_is_due_is_harvested_and_the_worker_ends_when_nothing_waits(place) -> None:
    place.run("worker", "--once")
    assert place.states() == ["done"]
    assert sheets(place) == 3
    assert place.rows("select * from harvest_worker") == []
    place.run("worker", "--once")
    assert place.states() == ["done"]


def test_a_queue_survives_a_restart(place) -> None:
    place.run("worker", "--once")
    place.python(ASK)
    with place.running("worker") as worker:
        wait_for(lambda: place.states() == ["done", "done"])
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0


def test_two_workers_do_one_job_once(place, partner) -> None:
    with place.running("worker", "--once") as one, place.running("worker", "--once") as two:
        assert (one.wait(60), two.wait(60)) == (0, 0)
    assert place.states() == ["done"]
    assert partner.paths() == ["/data"]


ASK_MANY = """
from carrefour.catalogue.models import Organisation, Source
from carrefour.harvest.models import Run
from carrefour.pipeline.queue import ask
organisation = Organisation.objects.create(slug="org", name="Organisation")
for n in range(25):
    one = Source(slug=f"s{n}", title="Source", organisation=organisation, licence="", definition={})
    one.save()
    ask(one, Run.Asked.PERSON)
"""
CLAIM = """
import sys, time, django
django.setup()
from carrefour.pipeline.queue import claim
while time.time() < float(sys.argv[1]):
    pass
while claimed := claim():
    print(claimed.run.pk, flush=True)
"""


def test_many_claim_at_once_and_each_run_is_taken_once(place) -> None:
    place.python(ASK_MANY)
    command = [sys.executable, "-c", CLAIM, str(time.time() + 4)]
    claimers = [subprocess.Popen(command, env=place.env, stdout=subprocess.PIPE) for _ in range(4)]
    taken = [[int(pk) for pk in claimer.communicate()[0].split()] for claimer in claimers]
    assert sorted(pk for some in taken for pk in some) == list(range(1, 26))
    assert sum(bool(some) for some in taken) > 1
    assert place.rows("select distinct state from harvest_run") == [("running",)]


def test_a_worker_works_at_several_sources_at_once(place, partner, gate) -> None:
    pace = {"delay": 0, "at_once": 2}  # else the one would wait for its turn behind the other
    place.declare(
        "autre", {"url": f"{partner.url}/autre", "pace": pace}, watch={"schedule": "every day"}
    )
    partner.answers["/autre"] = json.dumps(ITEMS)
    with place.running("worker", "--at-once", "2") as worker:
        wait_for(lambda: place.states("autre") == ["done"])
        assert place.states() == ["running"]
        gate.open()
        wait_for(lambda: place.states() == ["done"])
        worker.terminate()
        assert worker.wait(30) == 0


def test_a_worker_and_its_process_that_are_killed_in_the_middle_are_made_good_by_the_next(
    place, gate
) -> None:
    with place.running("worker") as worker:
        assert gate.asked.wait(60)
        for pid in children(worker.pid):
            os.kill(pid, signal.SIGKILL)
        worker.kill()
        worker.wait()
    assert place.states() == ["running"]
    gate.open()
    place.run("worker", "--once")
    assert place.states() == ["interrupted", "done"]
    assert sheets(place) == 3


def test_a_worker_that_is_killed_leaves_its_run_in_the_queue(place, gate) -> None:
    with place.running("worker") as worker:
        assert gate.asked.wait(60)
        worker.kill()
        worker.wait()
        wait_for(lambda: place.states() == ["waiting"])
    gate.open()
    place.run("worker", "--once")
    assert place.states() == ["done"]


def test_a_run_whose_process_is_killed_is_asked_for_once_more_and_no_more(place, gate) -> None:
    with place.running("worker") as worker:
        for round_ in (1, 2):
            wait_for(lambda: harvesting(worker.pid))
            assert gate.asked.wait(60)
            gate.asked.clear()
            os.kill(harvesting(worker.pid)[0], signal.SIGKILL)
            wait_for(lambda n=round_: place.states().count("interrupted") == n)
        time.sleep(1.5)
        assert place.states() == ["interrupted", "interrupted"]
        worker.terminate()
        assert worker.wait(30) == 0
    (error,) = place.rows("select error from harvest_run limit 1")[0]
    assert "killed (SIGKILL)" in error


def test_a_worker_that_is_asked_to_end_puts_back_what_was_only_read(place, gate) -> None:
    with place.running("worker") as worker:
        assert gate.asked.wait(60)
        worker.terminate()
        assert worker.wait(30) == 0
    assert place.states() == ["waiting"]
    assert place.rows("select * from harvest_staged") == []
    gate.open()
    place.run("worker", "--once")
    assert place.states() == ["done"]


def test_a_run_that_is_cancelled_stops_though_its_source_does_not_answer(place, gate) -> None:
    with place.running("worker") as worker:
        assert gate.asked.wait(60)
        place.run("runs", "cancel", "1")
        wait_for(lambda: place.states() == ["cancelled"])
        worker.terminate()
        assert worker.wait(30) == 0
    assert sheets(place) == 0


def test_a_run_of_a_source_that_fails_says_why_and_others_go_on(place, partner) -> None:
    place.declare("autre", {"url": f"{partner.url}/absent"}, watch={"schedule": "every day"})
    place.run("worker", "--once")
    assert (place.states(), place.states("autre")) == (["done"], ["failed"])
    (error,) = place.rows("select error from harvest_run where source_id = 'autre'")[0]
    assert "answered 404" in error


def test_a_definition_that_broke_since_it_was_asked_fails_its_run_alone(place) -> None:
    place.run("worker", "--once")
    place.python(ASK)
    (place.sources / "essai.yml").write_text("id: essai\ntitel: Faute\n", "utf-8")
    place.run("worker", "--once")
    assert place.states() == ["done", "failed"]
    assert "titel" in place.rows("select error from harvest_run order by id")[-1][0]


def test_a_held_run_that_was_accepted_at_the_desk_is_applied(place, partner) -> None:
    place.run("worker", "--once")
    partner.answers["/data"] = json.dumps(ITEMS[:1])
    place.python(ASK)
    place.run("worker", "--once")
    assert place.states() == ["done", "held"]
    assert sheets(place) == 3
    place.rows("update harvest_run set decided_by = 'camille' where state = 'held'")
    place.run("worker", "--once")
    assert place.states() == ["done", "done"]
    assert sheets(place) == 1


def test_a_worker_shows_that_it_lives_while_it_works(place, gate) -> None:
    with place.running("worker") as worker:
        assert gate.asked.wait(60)
        assert len(place.rows("select * from harvest_worker")) == 1
        beat = "select heartbeat from harvest_run"
        before = place.rows(beat)
        wait_for(lambda: place.rows(beat) != before)
        worker.terminate()
        assert worker.wait(30) == 0
    assert place.rows("select * from harvest_worker") == []


def harvesting(pid: int) -> list[int]:
    """Those of its processes that do a run: others write open data, or fetch images."""
    found = []
    for child in children(pid):
        with suppress(OSError):  # it has just ended
            if b"\0do\0" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
    return found


def children(pid: int) -> list[int]:
    """The processes that ``pid`` started and that live."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found

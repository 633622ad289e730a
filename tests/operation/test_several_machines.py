"""Machines that share nothing but PostgreSQL: what waits is done by one of them, once."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from tests.harvest.conftest import partner
from tests.installation import Installation, wait_for
from tests.operation import on_postgresql

__all__ = ["partner"]
pytestmark = on_postgresql.only
LOOK = "from carrefour.pipeline.queue import recover; print(recover())"
SOURCES = [f"source-{n}" for n in range(5)]


@pytest.fixture
def machines(tmp_path: Path, empty_database: Installation, partner) -> list[Installation]:
    """Two of them, each with files of its own, and sources that are due."""
    found = []
    for n in range(2):
        folder = tmp_path / f"machine-{n}"
        folder.mkdir()
        one = Installation(folder, like=empty_database)
        if found:
            one.database.drop()
            one.on(found[0].database)
        one.env["CARREFOUR_ALLOW_PRIVATE"] = partner.url.removeprefix("http://")
        found.append(one)
    for source in SOURCES:
        items = [{"id": n, "nom": f"Projet {n} de {source}", "texte": "Il agit."} for n in range(3)]
        partner.answers[f"/{source}"] = json.dumps(items)
        fetch = {"url": f"{partner.url}/{source}"}
        found[0].declare(source, fetch, watch={"schedule": "every day"})
    for one in found[1:]:
        shutil.copytree(found[0].sources, one.sources, dirs_exist_ok=True)
    return found


def test_each_source_is_harvested_once_whoever_comes_first(machines, partner) -> None:
    one, two = machines
    with one.running("worker", "--once") as first, two.running("worker", "--once") as second:
        assert (first.wait(300), second.wait(300)) == (0, 0)
    assert sorted(partner.paths()) == sorted(f"/{source}" for source in SOURCES)
    assert one.rows("select state, count(*) from harvest_run group by 1") == [
        ("done", len(SOURCES))
    ]
    assert one.rows("select count(*) from catalogue_sheet") == [(3 * len(SOURCES),)]


def test_what_another_machine_of_the_same_name_works_at_is_not_taken_for_dead(
    machines, partner
) -> None:
    one, two = machines
    looked = threading.Event()

    def when_the_other_has_looked(_headers: object) -> str:
        looked.wait(20)
        return "[]"

    partner.answers["/source-0"] = when_the_other_has_looked
    with one.running("worker", "--once") as first:
        wait_for(lambda: "/source-0" in partner.paths())
        assert two.python(LOOK) == "[]\n"
        looked.set()
        assert first.wait(300) == 0
    assert partner.paths().count("/source-0") == 1

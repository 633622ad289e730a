"""The database is brought to a later version while the site of today serves and a worker writes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.databases import Served
from tests.installation import Installation, wait_for
from tests.operation import on_postgresql

pytestmark = on_postgresql.only
LATER = {"DJANGO_SETTINGS_MODULE": "tests.operation.later_settings"}
ADDED = "select 1 from information_schema.columns where column_name = 'mood'"
WRITE = """
import time
from carrefour.catalogue.models import Sheet
sheet = Sheet.objects.first()
while True:
    started = time.monotonic()
    Sheet.objects.filter(pk=sheet.pk).update(title="Le jardin")
    print(time.monotonic() - started, flush=True)
"""


@pytest.fixture
def filled(installation: Installation, tmp_path: Path) -> Installation:
    """An installation with a few sheets."""
    rows = [{"id": n, "nom": f"Jardin {n}", "texte": "On y cultive."} for n in range(30)]
    harvest(installation, rows)
    return installation


def harvest(one: Installation, rows: list[dict[str, object]]) -> None:
    copy = one.sources / "projets.json"
    copy.write_text(json.dumps(rows), "utf-8")
    one.declare("essai", {"url": "http://127.0.0.1:9/projets.json"})
    one.run("harvest", "essai", "--from", str(copy), "--accept-loss")


class Visitor(threading.Thread):
    """Reads pages one after another, and remembers what was wrong and how long it waited."""

    def __init__(self, addresses: list[str]) -> None:
        super().__init__(daemon=True)
        self._addresses, self._leaves = addresses, threading.Event()
        self.read, self.wrong, self.longest = 0, list[str](), 0.0

    def run(self) -> None:
        while not self._leaves.is_set():
            for address in self._addresses:
                started = time.monotonic()
                try:
                    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - ours
                        answer.read()
                except OSError as error:
                    self.wrong.append(f"{address}: {error}")
                self.longest = max(self.longest, time.monotonic() - started)
                self.read += 1

    def leave(self) -> None:
        self._leaves.set()
        self.join()


@contextmanager
def visited(one: Installation) -> Iterator[Visitor]:
    """The site with someone who reads it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    one.env["CARREFOUR_API_CALLS"] = "0"
    ((sheet,),) = one.rows("select id from catalogue_sheet order by id limit 1")
    paths = ("/", "/projets/?q=jardin", f"/api/v1/projects/{sheet}", f"/fiches/x-{sheet}/")
    with one.running("serve", "--port", str(port), "--workers", "1"):
        wait_for(lambda: _answers(f"http://127.0.0.1:{port}/health/ready"))
        visitor = Visitor([f"http://127.0.0.1:{port}{path}" for path in paths])
        visitor.start()
        yield visitor
        visitor.leave()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - ours
            return bool(answer.status == 200)
    except OSError:
        return False


def test_visitors_and_a_writer_go_on_and_the_code_of_before_does_after(
    filled: Installation,
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", f"import django\ndjango.setup()\n{WRITE}"],
        env=filled.env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        with visited(filled) as visitor:
            assert writer.stdout
            writer.stdout.readline()
            command = [sys.executable, "-m", "carrefour.cli", "setup"]
            subprocess.run(command, env={**filled.env, **LATER}, check=True)
            seen = visitor.read
            wait_for(lambda: visitor.read > seen + 8)
        assert writer.poll() is None
    finally:
        writer.kill()
        waits = [float(line) for line in writer.communicate()[0].split()]
    assert visitor.wrong == []
    assert max(waits) < 20
    assert filled.rows(ADDED)
    assert filled.rows(
        "select indisvalid from pg_index where indexrelid = 'sheets_by_mood'::regclass"
    ) == [(True,)]
    harvest(
        filled, [{"id": 1, "nom": "Autre jardin", "texte": "Il change."}, {"id": 99, "nom": "Neuf"}]
    )
    assert filled.rows("select mood from catalogue_sheet where title = 'Neuf'") == [("calm",)]


def test_who_holds_a_table_for_long_makes_the_change_wait_and_nobody_else(
    filled: Installation,
) -> None:
    assert isinstance(filled.database, Served)
    with visited(filled) as visitor, psycopg.connect(filled.database.url) as backup:
        backup.execute("select count(*) from catalogue_sheet")  # and its transaction goes on
        command = [sys.executable, "-m", "carrefour.cli", "setup"]
        setup = subprocess.Popen(command, env={**filled.env, **LATER})
        waits = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = ?"
        wait_for(lambda: filled.rows(waits, filled.database.name))
        seen = visitor.read
        wait_for(lambda: visitor.read > seen + 12)
        assert setup.poll() is None
        assert not filled.rows(ADDED)
        backup.rollback()
        assert setup.wait(60) == 0
    assert visitor.wrong == []
    assert visitor.longest < 20
    assert filled.rows(ADDED)

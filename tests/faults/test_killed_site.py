"""A process of the site that is killed while it answers loses no more than those answers."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests import databases
from tests.faults.harvests import SHOWN, Catalogue
from tests.faults.serving import free_port, serving
from tests.installation import wait_for
from tests.pipeline.test_worker import children

LEAVE = "/compte/connexion/"


class Visitors:
    """Ask for pages and try to sign in, each try written down, until they are told to stop."""

    def __init__(self, url: str) -> None:
        self.url, self.told, self.answers = url, 0, 0
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(n,)) for n in range(3)]

    def __enter__(self) -> Visitors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _visit(self, number: int) -> None:
        turn = 0
        while not self._stopped.is_set():
            turn += 1
            try:
                with httpx.Client(base_url=self.url, timeout=20) as client:
                    assert client.get("/projets/?q=projet").status_code == 200
                    page = client.get(LEAVE)
                    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
                    assert token
                    told = {"username": f"a{number}-{turn}@exemple.fr", "password": "inconnu"}
                    told["csrfmiddlewaretoken"] = token[1]
                    done = client.post(LEAVE, data=told)
                    self.told += done.status_code == 200
                    self.answers += 1
            except httpx.TransportError:
                time.sleep(0.05)


def sound(one: Catalogue) -> bool:
    """Whether the database is whole, as SQLite itself says."""
    if databases.SERVER:
        return True
    connection = sqlite3.connect(one.var / "carrefour.sqlite3", timeout=20)
    try:
        return connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    finally:
        connection.close()


def tries(one: Catalogue) -> int:
    """How many tries to sign in are written down, each under the address that was given."""
    (count,) = one.rows("select count(*) from community_deed")[0]
    return int(count)


def test_killed_processes_are_replaced_and_a_killed_site_starts_again(
    begin: Callable[[str], Catalogue],
) -> None:
    one, port, chance = begin("killed"), free_port(), random.Random(5)  # noqa: S311
    with serving(one, workers=2, port=port) as site, Visitors(site.url) as visitors:
        for _ in range(3):
            before = visitors.answers
            wait_for(lambda n=before: visitors.answers > n)
            time.sleep(chance.random())
            os.kill(chance.choice(children(site.master.pid)), signal.SIGKILL)
            wait_for(lambda: len(children(site.master.pid)) == 2)
            wait_for(site.answers)
        orphans = children(site.master.pid)
        site.master.kill()
        site.master.wait()
    # What its master no longer looks after ends by itself, and leaves the port.
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in orphans))
    with serving(one, port=port) as site:
        assert site.get("/projets/?q=projet").status_code == 200
        assert site.get("/api/v1/projects").json()["total"] == 300 < SHOWN
    assert sound(one)
    assert tries(one) >= visitors.told > 0
    one.run("worker", "--once")
    assert one.told()["under way"] == []

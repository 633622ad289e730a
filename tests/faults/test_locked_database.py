"""While another process holds the database, readers are served and writers asked to come back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests import databases
from tests.faults.harvests import SECOND, SHOWN, Catalogue
from tests.faults.serving import Timed, serving

pytestmark = pytest.mark.skipif(bool(databases.SERVER), reason="the file of SQLite")
PAGES = ("/", "/projets/?q=projet", "/organisations/", "/api/v1/projects", "/health/ready")


@contextmanager
def held(one: Catalogue, how: str = "IMMEDIATE") -> Iterator[None]:
    """Hold the right to write to the database, as a process that hangs would."""
    holder = sqlite3.connect(one.var / "carrefour.sqlite3", isolation_level=None)
    holder.execute(f"BEGIN {how}")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def ask_for_a_way_in(client: httpx.Client) -> httpx.Response:
    """Ask for a link by mail, which is written down."""
    page = client.get("/compte/connexion/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.text[:500]
    told = {"csrfmiddlewaretoken": token[1], "username": "anne@exemple.fr", "password": "inconnu"}
    return client.post("/compte/connexion/", data=told)


def test_readers_are_served_and_writers_told_to_come_back(
    begin: Callable[[str], Catalogue],
) -> None:
    one = begin("held")
    (path,) = one.rows(
        "select '/fiches/' || slug || '-' || id || '/' from catalogue_sheet limit 1"
    )[0]
    deeds = "select count(*) from community_deed"
    with serving(one) as site, httpx.Client(base_url=site.url, timeout=60) as client:
        with held(one):
            with Timed() as reading:
                for page in (*PAGES, path):
                    assert client.get(page).status_code == 200, page
            with Timed() as writing:
                told = ask_for_a_way_in(client)
            assert told.status_code == 503
            assert told.headers["retry-after"] == "60"
            assert "no-store" in told.headers["cache-control"]
            assert "Un instant, s’il vous plaît" in told.text
            assert 4 < writing.seconds < 20 > reading.seconds
        assert one.rows(deeds) == [(0,)]
        assert ask_for_a_way_in(client).status_code == 200
        assert one.rows(deeds) != [(0,)]


def test_a_harvest_waits_for_the_database_and_says_so_when_it_waits_for_too_long(
    begin: Callable[[str], Catalogue], partner
) -> None:
    partner.answers["/data"] = SECOND
    one = begin("held")
    with held(one):
        said = one.run("harvest", "essai", ends=1)
    assert "the database is held by another process" in said
    assert "Traceback" not in said
    assert one.told()["for the index"] == []
    one.run("harvest", "essai")
    told = one.told()
    assert len(told["index"][0]) == SHOWN
    assert (told["staged"], told["under way"]) == ([], [])

"""A PostgreSQL that is gone for a while, its disk being full or not, costs nothing that was kept.

It is one of the test's own, so this is tried whatever the other tests run on, where there is one.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.harvests import FIRST, SHOWN, Catalogue
from tests.faults.serving import serving
from tests.faults.test_full_disk import full, mounted
from tests.faults.test_several_at_once import Gate, gate
from tests.installation import wait_for
from tests.pipeline.test_worker import ASK
from tests.postgresql import Server

__all__ = ["gate"]
pytestmark = pytest.mark.skipif(
    not (shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))),
    reason="PostgreSQL is not installed",
)
ROOM = 192 << 20  # bytes


class Of:
    """The rows of an installation on that server; see `tests.databases`."""

    def __init__(self, server: Server) -> None:
        self.url = server.address

    def rows(self, query: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.replace("?", "%s"), values or None).fetchall()


@pytest.fixture
def server() -> Iterator[tuple[Server, Path]]:
    """A server and the small disk that it lies on, to which its own user finds the way."""
    with tempfile.TemporaryDirectory(prefix="carrefour-small-") as name:
        Path(name).chmod(0o755)
        with mounted(Path(name) / "disk", ROOM) as small:
            (small / "server").mkdir()
            one = Server(small / "server")
            one.start()
            yield one, small
            one.stop()


@pytest.fixture
def one(server: tuple[Server, Path], begin: Callable[[str], Catalogue], tmp_path: Path):
    """An installation on that server, whose source was harvested once and has changed since."""
    one = begin("lost")
    one.on(Of(server[0]))
    shutil.rmtree(one.var / "index")
    one.run("setup")
    copy = tmp_path / "first.json"
    copy.write_text(FIRST, "utf-8")
    one.run("harvest", "essai", "--from", str(copy))
    return one


@pytest.mark.parametrize("how", ["gone", "full"])
def test_a_worker_and_the_site_go_on_when_the_database_is_back(
    one: Catalogue, server: tuple[Server, Path], gate: Gate, how: str
) -> None:
    its, small = server
    one.python(ASK)
    with serving(one) as site, one.running("worker") as worker:
        assert gate.asked.wait(60)
        if how == "gone":
            its.stop()
            gate.opened.set()
            resting = site.get("/projets/?q=projet")
            assert (resting.status_code, resting.headers["retry-after"]) == (503, "60")
            wait_for(lambda: site.get("/health/ready").status_code == 503)
        else:
            with full(small):
                gate.opened.set()
                wait_for(lambda: ended(one, its))
        its.stop()  # what is left of one whose disk was full may not know it yet
        its.start()
        wait_for(site.answers)
        assert worker.poll() is None
        wait_for(lambda: "running" not in one.states())
        # Where the disk was full the run could still say so: it is asked again by its schedule.
        if one.states()[-1] == "failed":
            assert how == "full"
            one.python(ASK)
        wait_for(lambda: one.states()[-1] == "done", seconds=90)
        wait_for(lambda: one.told()["for the index"] == [])
        worker.terminate()
        assert worker.wait(60) == 0
    told = one.told()
    assert len(told["index"][0]) == SHOWN
    assert (told["staged"], told["under way"]) == ([], [])


def ended(one: Catalogue, server: Server) -> bool:
    """Whether the run failed, or the server itself did."""
    try:
        return not server.runs() or one.states()[-1] in ("failed", "interrupted")
    except psycopg.OperationalError:
        return True

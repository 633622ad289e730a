"""A whole installation in a folder of its own, used as an operator uses it: by the command."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests import databases

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds


class Installation:
    """Its commands, its sources and its database.

    In an empty folder, or ``like`` another that was set up. Only tests that are known to use the
    database may make one (``allowed``, see `tests.conftest`): the others do not run on PostgreSQL.
    """

    allowed = False

    def __init__(self, folder: Path, like: Installation | None = None, **settings: str) -> None:
        assert Installation.allowed, "have this test use the fixture 'empty_database'"
        self.var, self.sources = folder / "var", folder / "sources"
        self.sources.mkdir()
        self.database = databases.new(self.var, like and like.database)
        if like:
            shutil.copytree(like.var, self.var, symlinks=True)
        ours = {k: v for k, v in os.environ.items() if not k.startswith("CARREFOUR_")}
        self.env = {
            **ours,
            "DJANGO_SETTINGS_MODULE": "carrefour.settings",
            "CARREFOUR_VAR": str(self.var),
            "CARREFOUR_DATABASE_URL": self.database.url,
            "CARREFOUR_SECOND_STEP": "free",  # its tests are of the accounts
            "CARREFOUR_SOURCES": str(self.sources),
            "PYTHONPATH": str(ROOT),
            **settings,
        }

    def on(self, database: databases.File | databases.Served) -> Installation:
        """The same, with that database from now on."""
        self.database = database
        self.env["CARREFOUR_DATABASE_URL"] = database.url
        return self

    def run(self, *command: str, told: str = "", ends: int = 0) -> str:
        """What ``carrefour command`` prints; ``told`` is its stdin."""
        done = subprocess.run(
            [sys.executable, "-m", "carrefour.cli", *command],
            env=self.env, input=told, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == ends, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python(self, code: str) -> str:
        """What ``code`` prints, in a process that has Django set up."""
        start = "import django\ndjango.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code],
            env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def running(
        self, *command: str, says: IO[bytes] | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """``carrefour command`` while the block runs; its whole group is killed after it.

        What it logs goes to ``says``, if given.
        """
        process = subprocess.Popen(
            [sys.executable, "-m", "carrefour.cli", *command],
            env=self.env, start_new_session=True, stderr=says,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database answers to ``query``, with a ``?`` for each value."""
        return self.database.rows(query, *values)

    def states(self, source: str = "essai") -> list[str]:
        """The states of the runs of ``source``, the oldest first."""
        query = "select state from harvest_run where source_id = ? order by id"
        return [state for (state,) in self.rows(query, source)]

    def declare(self, id_: str, fetch: dict[str, object], **more: object) -> None:
        """Put the definition of a source in place; its records have id, nom and texte."""
        definition = {
            "id": id_,
            "title": f"Source {id_}",
            "organisation": {"id": "org", "name": "Organisation d’essai"},
            "licence": "CC0-1.0",
            "fetch": {"kind": "json", "pace": {"delay": 0}, **fetch},
            "record_id": "{id}",
            "fields": {"title": "nom", "description": "texte"},
            **more,
        }
        (self.sources / f"{id_}.yml").write_text(json.dumps(definition), "utf-8")


def wait_for(happens: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until ``happens`` is true."""
    ends = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.05)

"""Answers of an address service, kept in a file so that no question is asked twice."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import orjson

KEPT = 365 * 86400.0  # seconds: addresses hardly move
KEPT_EMPTY = 30 * 86400.0  # an address that was not found may be added


class Answers:
    """Keeps what a service answered by question, in the SQLite file at ``path``.

    Several processes may use one file. A file that cannot be used is begun anew: everything in it
    can be asked again.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        try:
            self._prepare()
        except sqlite3.DatabaseError:
            path.unlink()
            self._prepare()

    def _prepare(self) -> None:
        with closing(self._connect()) as base, base:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute(
                "CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, answer BLOB NOT"
                " NULL, until REAL NOT NULL) WITHOUT ROWID"
            )

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=20)

    def get(self, questions: Iterable[str]) -> dict[str, dict[str, object]]:
        """What is kept for ``questions``; an empty answer says that nothing was found."""
        wanted = list(dict.fromkeys(questions))
        found: dict[str, dict[str, object]] = {}
        with closing(self._connect()) as base:
            for start in range(0, len(wanted), 500):
                some = wanted[start : start + 500]
                marks = ",".join("?" * len(some))
                rows = base.execute(
                    f"SELECT question, answer FROM answers WHERE until > ? AND question IN ({marks})",  # noqa: S608, E501
                    (time.time(), *some),
                )
                found.update((question, orjson.loads(answer)) for question, answer in rows)
        return found

    def keep(self, answers: Mapping[str, Mapping[str, object]]) -> None:
        """Keep ``answers`` by question."""
        now = time.time()
        rows = [
            (question, orjson.dumps(dict(answer)), now + (KEPT if answer else KEPT_EMPTY))
            for question, answer in answers.items()
        ]
        with closing(self._connect()) as base, base:
            base.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)

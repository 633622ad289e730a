"""The databases of installations that tests make: files of SQLite, or databases of a PostgreSQL.

Which one is told by ``TESTS_DATABASE_URL`` (see `tests.postgresql`). On PostgreSQL each
installation has a database of its own, copied from another where that one was set up already.
"""

from __future__ import annotations

import os
import re
import sqlite3
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.adapt import Loader

SERVER = os.environ.get("TESTS_DATABASE_URL", "")


def address(name: str, user: str = "") -> str:
    """Where the database of that name is, for its owner or for ``user``."""
    parts = urlsplit(SERVER)
    return f"postgres://{user or parts.username}@{parts.hostname}:{parts.port}/{name}"


class File:
    """A database of SQLite in the folder of its installation, copied with it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "carrefour.sqlite3"
        self.url = ""

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What ``query``, with a ``?`` for each value, answers."""
        connection = sqlite3.connect(self._path, timeout=20)
        try:
            with connection:
                return connection.execute(query, values).fetchall()
        finally:
            connection.close()


class Served:
    """A database of its own on the server of the tests."""

    made: list[Served] = []

    def __init__(self, like: Served | None = None) -> None:
        self.name = f"installation_{uuid.uuid4().hex}"
        self.url = address(self.name)
        _ask(f'create database "{self.name}" template "{like.name if like else "template0"}"')
        Served.made.append(self)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What ``query``, with a ``?`` for each value, answers; JSON is text, as in SQLite."""
        with psycopg.connect(self.url) as connection:
            for kind in ("json", "jsonb"):
                connection.adapters.register_loader(kind, _Text)
            # Values go as text, so that the server sees what each is meant to be.
            told = [str(value) if value is not None else None for value in values]
            answer = connection.execute(re.sub(r"\?", "%s", query).encode(), told or None)
            return answer.fetchall() if answer.description else []

    def drop(self) -> None:
        """Be gone, whoever is still connected."""
        _ask(f'drop database if exists "{self.name}" with (force)')
        Served.made.remove(self)


def new(folder: Path, like: File | Served | None = None) -> File | Served:
    """The database of an installation in ``folder``, as one ``like`` it is; a file comes along."""
    if not SERVER:
        return File(folder)
    assert not isinstance(like, File)
    return Served(like)


def drop_those_after(first: int) -> None:
    """Drop the databases that were made since ``first`` of them were there."""
    for database in Served.made[first:]:
        database.drop()


def _ask(query: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(query.encode())


class _Text(Loader):
    def load(self, data: Any) -> str:
        return bytes(data).decode()

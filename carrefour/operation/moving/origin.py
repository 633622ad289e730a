"""The database of SQLite that is moved: nobody else has it, and nothing in it changes."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from carrefour.operation import databases
from carrefour.operation.checks.records import migrations as look_at_migrations
from carrefour.operation.errors import NotDone
from carrefour.operation.finding import State
from carrefour.operation.working import refuse_while_someone_works

# Where SQLite locks a file (https://www.sqlite.org/src/file/src/os.h): whoever has the database
# open, in a write-ahead log also between transactions, shares these bytes.
_SHARED_FIRST, _SHARED_SIZE = 0x40000000 + 2, 510


def checked() -> Path:
    """The file of the database, once it is known that it can be moved. Raises `NotDone`."""
    path = Path(str(connection.settings_dict["NAME"]))
    if databases.kind() != databases.SQLITE:
        raise NotDone("this installation has PostgreSQL already: unset CARREFOUR_DATABASE_URL.")
    if not path.is_file():
        raise NotDone(f"{path} is not there: there is nothing to move.")
    found = look_at_migrations()
    if found.state is not State.FINE:
        raise NotDone(f"{found.told} here: {found.cure}.")
    refuse_while_someone_works()
    # Closing any descriptor of the file gives up the locks that SQLite has in this process.
    connections.close_all()
    if _open_elsewhere(path):
        raise NotDone(f"another process has {path} open: stop the site, the worker and commands.")
    return path


@contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection]:
    """The database at ``path`` to read from; meanwhile nobody can write to it."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as source:
        source.execute("BEGIN IMMEDIATE")
        try:
            yield source
        finally:
            source.execute("ROLLBACK")


def tables(source: sqlite3.Connection) -> set[str]:
    """The names of its tables."""
    return set(databases.tables_of_sqlite(source))


def migrations(source: sqlite3.Connection) -> set[str]:
    """The migrations that are applied, as room.name, but for those of rooms that are no more."""
    rooms = {room for room, _ in MigrationLoader(None).disk_migrations}
    applied = source.execute("SELECT app, name FROM django_migrations")
    return {f"{room}.{name}" for room, name in applied if room in rooms}


def numbered(source: sqlite3.Connection) -> dict[str, int]:
    """The highest number that each table that numbers its rows ever gave."""
    there = source.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone()
    return dict(source.execute("SELECT name, seq FROM sqlite_sequence")) if there else {}


def _open_elsewhere(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False

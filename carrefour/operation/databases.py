"""A consistent copy of the database while others write to it, and a database made of such a copy.

SQLite's backup API (https://www.sqlite.org/backup.html) copies one committed state, and restores it
in one transaction: whoever kills it leaves the database as it was. PostgreSQL's own pg_dump and
pg_restore do the same; the rows are counted in the very snapshot that is dumped.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from carrefour.operation.errors import NotDone

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NAMES = {SQLITE: "database.sqlite3", POSTGRESQL: "database.pgdump"}  # in an archive


def kind() -> str:
    """Which database this installation has."""
    return connection.vendor


def save(to: Path) -> dict[str, int]:
    """Copy the database ``to`` a file; gives the rows of each table in the copy.

    Raises `NotDone` when it is damaged, or the tool for it is missing.
    """
    return _save_sqlite(to) if kind() == SQLITE else _save_postgresql(to)


def load(copy: Path) -> None:
    """Make the database what it was in ``copy``, all or nothing. Raises `NotDone`."""
    connection.close()
    if kind() == SQLITE:
        with closing(_opened(copy)) as source, closing(_opened(_file())) as target:
            source.backup(target)
        return
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
    _postgresql("pg_restore", *options, "--dbname", str(_told()["NAME"]), str(copy))


def rows() -> dict[str, int]:
    """The rows of each table of the database, as it is now."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        counts = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            counts[name] = int(cursor.fetchone()[0])
    return counts


def migrations() -> list[str]:
    """The migrations that are applied, as room.name."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{room}.{name}" for room, name in applied)


def size() -> int:
    """How many bytes the database takes."""
    if kind() == SQLITE:
        return _file().stat().st_size if _file().exists() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def tables_of_sqlite(opened: sqlite3.Connection) -> list[str]:
    """The names of the tables in a file of SQLite, but for its own."""
    found = opened.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\'"
    )
    return [name for (name,) in found]


def _save_sqlite(to: Path) -> dict[str, int]:
    with closing(_opened(_file())) as source, closing(_opened(to)) as copy:
        source.backup(copy)
        # Alone in its file: no journal beside it that would have to come along.
        copy.execute("PRAGMA journal_mode=DELETE")
        try:
            faults = [line for (line,) in copy.execute("PRAGMA integrity_check(5)")]
        except sqlite3.DatabaseError as error:
            faults = [str(error)]
        if faults != ["ok"]:
            raise NotDone(
                f"the database is damaged ({faults[0]}): no backup was made of it, so that the "
                "earlier ones stay. Restore one of them."
            )
        return {
            name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in tables_of_sqlite(copy)
        }


def _save_postgresql(to: Path) -> dict[str, int]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        # Uncompressed, since the archive is compressed.
        options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
        name = str(_told()["NAME"])
        _postgresql("pg_dump", *options, f"--snapshot={snapshot}", f"--file={to}", "--dbname", name)
        return rows()


def _postgresql(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's tools; the password goes by its environment, where none sees it."""
    path = shutil.which(tool)
    if path is None:
        raise NotDone(f"'{tool}' is not installed: install PostgreSQL's client programs.")
    told = _told()
    variables = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {variable: str(told[key]) for variable, key in variables.items() if told[key]}
    done = subprocess.run(  # noqa: S603 - our own arguments
        [path, *arguments], env={**os.environ, **given}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotDone(f"{tool} failed: {done.stderr.strip()[-500:]}")


def _told() -> dict[str, object]:
    return connection.settings_dict


def _file() -> Path:
    return Path(str(_told()["NAME"]))


def _opened(path: Path) -> sqlite3.Connection:
    opened = sqlite3.connect(path, timeout=20)
    opened.isolation_level = None
    return opened

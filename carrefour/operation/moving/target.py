"""The database of PostgreSQL that an installation moves to: empty, and of this version."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql
from psycopg.adapt import Loader

from carrefour.operation.errors import NotDone

# What migrations themselves write: it is replaced by what the origin has, numbers and all.
MADE_BY_MIGRATIONS = ("django_migrations", "django_content_type", "auth_permission")
_BATCH = 2_000  # rows that are on their way at a time
_PATIENCE = "10s"
Connection = psycopg.Connection[tuple[Any, ...]]


def opened(url: str) -> Connection:
    """A connection that takes times as UTC and JSON as text. Raises `NotDone`."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise NotDone("--to: write postgresql://user@host/database.")
    try:
        target = psycopg.connect(url)
        target.execute("SET TIME ZONE 'UTC'")
        target.execute(sql.SQL("SET lock_timeout = {}").format(_PATIENCE))
        target.execute("SET idle_in_transaction_session_timeout = 0")
        target.execute("SET statement_timeout = 0")
        target.commit()
    except psycopg.Error as error:
        raise NotDone(f"the new database does not answer: {str(error).strip()}") from error
    target.adapters.register_loader("jsonb", _Text)
    return target


def migrate(url: str) -> None:
    """Make the tables at ``url``, in a process that has that database alone. Raises `NotDone`."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--no-input"],
        env={**os.environ, "CARREFOUR_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = done.stderr.strip().rpartition("\n")[2]
        raise NotDone(f"the tables of the new database could not be made: {told}")


def tables(target: Connection) -> set[str]:
    """The names of its tables."""
    names = target.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    ).fetchall()
    return {name for (name,) in names}


def migrations(target: Connection) -> set[str]:
    """The migrations that are applied there, as room.name; none where it has no tables."""
    if "django_migrations" not in tables(target):
        return set()
    return {f"{a}.{n}" for a, n in target.execute("SELECT app, name FROM django_migrations")}


def filled(target: Connection) -> list[str]:
    """The tables that hold rows, but for those that migrations fill."""
    asked = sorted(tables(target) - {*MADE_BY_MIGRATIONS})
    return [
        name for name in asked if target.execute(_ask("SELECT 1 FROM {} LIMIT 1", name)).fetchone()
    ]


def take(target: Connection) -> None:
    """Be the only one who fills it until the transaction ends."""
    target.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")


def clear(target: Connection) -> None:
    """Take out what the migrations wrote."""
    names = sql.SQL(", ").join(map(sql.Identifier, MADE_BY_MIGRATIONS))
    target.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))


def columns(target: Connection, table: str) -> dict[str, str]:
    """The type of each column of ``table``, by its name."""
    return dict(
        target.execute(
            "SELECT column_name, udt_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
            [table],
        ).fetchall()
    )


def copying(table: str, names: list[str]) -> sql.Composed:
    """The statement that takes rows of ``table``."""
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), listed)


def rows(target: Connection, table: str, names: list[str]) -> Iterator[tuple[Any, ...]]:
    """Every row of ``table``, some thousand in memory at a time."""
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    with target.cursor(name="moved") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(sql.SQL("SELECT {} FROM {}").format(listed, sql.Identifier(table)))
        yield from cursor


def number_on(target: Connection, table: str, last: int) -> None:
    """Have ``table`` number its next row after ``last``, or after the highest that it holds."""
    for (column,) in target.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND pg_get_serial_sequence(quote_ident(table_name), column_name) "
        "IS NOT NULL",
        [table],
    ).fetchall():
        query = sql.SQL(
            "SELECT setval(pg_get_serial_sequence({}, {}), greatest(max({}), {}, 1), "
            "greatest(max({}), {}) > 0) FROM {}"
        )
        name, number = sql.Identifier(table), sql.Identifier(column)
        named = sql.Literal(name.as_string(target))
        target.execute(query.format(named, column, number, last, number, last, name))


def _ask(query: str, table: str) -> sql.Composed:
    return sql.SQL(query).format(sql.Identifier(table))


class _Text(Loader):
    def load(self, data: Any) -> str:
        return bytes(data).decode()

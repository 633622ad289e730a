"""From SQLite to PostgreSQL: each table copied as a stream, then counted and hashed on both sides.

All rows go in one transaction of the new database: it holds everything, or, whoever kills this,
nothing but empty tables, from which it may be begun again. The old database is only read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from carrefour.operation.errors import NotDone
from carrefour.operation.moving import origin, target
from carrefour.operation.moving.rows import READ, Tally, read

_STEP = 500  # rows after which progress is told
Progress = Callable[[str, int], None]  # the step ("copy" or "compare"), and how many rows more


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: how many tables, and rows in all."""

    tables: int
    rows: int


def move(url: str, progress: Progress) -> Moved:
    """Copy this installation's database of SQLite to the one of PostgreSQL at ``url``.

    Raises `NotDone` when something has the old one open or works, when the new one holds
    anything, when their migrations differ, or when what arrived is not what was there.
    """
    path = origin.checked()
    try:
        with origin.held(path) as source, target.opened(url) as new:
            _make_tables(url, new, source)
            moved = _fill(new, source, progress)
        with target.opened(url) as new:
            new.autocommit = True
            new.execute("ANALYZE")
    except psycopg.errors.LockNotAvailable as error:
        raise NotDone("another process uses the new database: wait, or stop it.") from error
    except (psycopg.Error, sqlite3.Error) as error:
        raise NotDone(f"nothing was moved: {str(error).strip()}") from error
    return moved


def _make_tables(url: str, new: target.Connection, source: sqlite3.Connection) -> None:
    """Bring the new database to the version of the old, unless it holds anything."""
    strange = target.tables(new) - origin.tables(source)
    if strange:
        raise NotDone(f"the new database holds other tables ({min(strange)}): make an empty one.")
    _refuse_filled(new)
    ours = origin.migrations(source)
    newer = target.migrations(new) - ours
    if newer:
        raise NotDone(f"the new database is of another Carrefour ({min(newer)}): make another.")
    new.commit()  # so that the process that makes them may
    target.migrate(url)
    if target.migrations(new) != ours or target.tables(new) != origin.tables(source):
        raise NotDone("the tables of both databases differ: run 'carrefour setup' here first.")
    new.commit()


def _refuse_filled(new: target.Connection) -> None:
    filled = target.filled(new)
    if filled:
        raise NotDone(f"the new database is not empty ({filled[0]}): nothing was touched.")


def _fill(new: target.Connection, source: sqlite3.Connection, progress: Progress) -> Moved:
    """Copy and compare, in one transaction that is committed when all is the same."""
    with new.transaction():
        target.take(new)
        _refuse_filled(new)
        target.clear(new)
        names = sorted(origin.tables(source))
        copied = {name: _copy(new, source, name, progress) for name in names}
        new.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, there in copied.items():
            if _tally(new, name, progress).told != there.told:
                raise NotDone(f"{name} did not arrive as it was: nothing was moved.")
        last = origin.numbered(source)
        for name in names:
            target.number_on(new, name, last.get(name, 0))
    return Moved(len(copied), sum(tally.rows for tally in copied.values()))


def _copy(
    new: target.Connection, source: sqlite3.Connection, table: str, progress: Progress
) -> Tally:
    kinds = target.columns(new, table)
    unknown = set(kinds.values()) - set(READ)
    if unknown:
        raise NotDone(f"{table} has a column of a kind that is not moved: {min(unknown)}.")
    tally = Tally(list(kinds.values()))
    listed = ", ".join(f'"{name}"' for name in kinds)
    found = source.execute(f'SELECT {listed} FROM "{table}"')  # noqa: S608 - names of our tables
    with new.cursor() as cursor, cursor.copy(target.copying(table, list(kinds))) as copy:
        for row in found:
            try:
                values = read(row, list(kinds.values()))
                copy.write_row(values)
            except (ValueError, psycopg.DataError) as error:  # such as a text with NUL
                raise NotDone(f"nothing was moved: {table}, {row[0]!r}: {error}") from error
            tally.add(values)
            if tally.rows % _STEP == 0:
                progress("copy", _STEP)
    return tally


def _tally(new: target.Connection, table: str, progress: Progress) -> Tally:
    kinds = target.columns(new, table)
    tally = Tally(list(kinds.values()))
    for row in target.rows(new, table, list(kinds)):
        tally.add(row)
        if tally.rows % _STEP == 0:
            progress("compare", _STEP)
    return tally

"""The database: there, whole, of this version, with room to grow."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from carrefour.operation import databases
from carrefour.operation.finding import Finding, broken, doubtful, fine

FAR = 2.0  # what a page elsewhere may cost, in pages in a row; 4 is meant for disks that turn
LEAST_FREE = 1_000_000_000  # bytes, and never less than the database could need to be rewritten


def reachable() -> Finding:
    """Whether it answers. A file that is not there is not made by looking for it."""
    name, path = "database", Path(str(connection.settings_dict["NAME"]))
    if databases.kind() == databases.SQLITE and not path.is_file():
        return broken(name, f"{path} is not there", "carrefour setup, or carrefour restore")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        cure = "look at CARREFOUR_DATABASE_URL, and whether the server runs"
        if databases.kind() == databases.SQLITE:
            cure = "look at the rights of the file; if it is damaged, carrefour restore"
        return broken(name, f"it does not answer: {str(error).strip()}", cure)
    return fine(name, f"{databases.kind()} answers")


def migrations() -> Finding:
    """Whether its tables are those of this version."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return broken("migrations", f"{len(plan)} are not applied", "carrefour setup")
    known = executor.loader.disk_migrations
    rooms = {room for room, _ in known}
    newer = [one for one in executor.loader.applied_migrations if one[0] in rooms]
    unknown = [f"{room}.{name}" for room, name in newer if (room, name) not in known]
    if unknown:
        told = f"the database is of a newer Carrefour ({unknown[0]})"
        return broken("migrations", told, "install that version again")
    return fine("migrations", "all are applied")


def journal() -> Finding:
    """Whether readers and writers of SQLite go beside one another."""
    if databases.kind() != databases.SQLITE:
        return fine("journal", "PostgreSQL keeps its own")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    if mode != "wal":
        told = f"its mode is '{mode}': a writer stops every reader"
        return doubtful("journal", told, "put CARREFOUR_VAR on a local disk, not on a network's")
    return fine("journal", "write-ahead")


def integrity() -> Finding:
    """Whether the file of SQLite is whole."""
    if databases.kind() != databases.SQLITE:
        return fine("integrity", "left to PostgreSQL")
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(3)")
            faults = [row[0] for row in cursor.fetchall()]
            cursor.execute("PRAGMA foreign_key_check")
            orphans = len(cursor.fetchall())
    except DatabaseError as error:
        faults, orphans = [str(error)], 0
    if faults != ["ok"]:
        cure = "stop the site and the worker, then carrefour restore the last backup --over"
        return broken("integrity", f"the file is damaged: {faults[0]}", cure)
    if orphans:
        told = f"{orphans} rows belong to something that is gone"
        return doubtful("integrity", told, "tell those who make Carrefour, with this message")
    return fine("integrity", "whole")


def room(least: int = LEAST_FREE) -> Finding:
    """Whether the disk has ``least`` bytes left, and as many as the database takes."""
    free, needed = shutil.disk_usage(settings.VAR_DIR).free, max(least, databases.size())
    told = f"{free / 1e9:.1f} GB are free where CARREFOUR_VAR is"
    cure = "make room, or move CARREFOUR_VAR to a larger disk"
    if free < needed / 10:
        return broken("disk", told, cure)
    return doubtful("disk", told, cure) if free < needed else fine("disk", told)


def planner() -> Finding:
    """Whether PostgreSQL knows that to read here and there costs little, as of an SSD.

    With what it takes for granted, a thousand sheets at once are looked for in whole tables:
    measured at 100,000 sheets, 30 ms a table and not 3.
    """
    if databases.kind() != databases.POSTGRESQL:
        return fine("planner", "SQLite needs none")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('random_page_cost')::float, quote_ident(current_database())"
        )
        cost, name = cursor.fetchone()
    if cost > FAR:
        told = f"PostgreSQL takes its disk for one that turns (random_page_cost is {cost:g})"
        cure = f"if it is an SSD: ALTER DATABASE {name} SET random_page_cost = 1.1"
        return doubtful("planner", told, cure)
    return fine("planner", f"random_page_cost is {cost:g}")


def role() -> Finding:
    """Whether the role that serves may change no more than rows (deploy/postgresql/roles.sql)."""
    if databases.kind() != databases.POSTGRESQL:
        return fine("role", "SQLite has none")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb OR rolcreaterole, "
            "has_schema_privilege(current_schema(), 'CREATE'), EXISTS (SELECT FROM pg_tables "
            "WHERE schemaname = current_schema() AND pg_has_role(tableowner, 'USAGE')) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        name, *may = cursor.fetchone()
    can = ("do everything", "make roles or databases", "make tables", "change or drop tables")
    if not any(may):
        return fine("role", f"{name} reads and writes rows, and no more")
    told = f"the site connects as {name}, who may {can[may.index(True)]}"
    return doubtful("role", told, "docs/operator.md, 'Roles of the database'")

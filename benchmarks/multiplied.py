"""Multiply the sheets of an installation by ten, for what is to be measured at a million.

`CARREFOUR_VAR=/tmp/million python -m benchmarks.multiplied 9`, over a copy of the database of a
hundred thousand that `benchmarks.catalogue` made. Each copy has an id of its own, a record (whose
raw content is left out), a provenance and its places; the search index is not made. Copies lie far
from one another in the order of ids, so that files do not pack better than those of as many
sheets would.
SQLite only.
"""

from __future__ import annotations

import sys
import time

from django.db import connection, transaction

from benchmarks import installation  # noqa: F401 - sets Django up

TABLES = ("catalogue_sheet", "catalogue_record", "catalogue_place", "catalogue_provenance")


def main(copies: int) -> None:
    """Add ``copies`` (at most 9, since a digit tells them) of every sheet there is."""
    if not 0 < copies < 10:
        raise SystemExit("copies are told by one digit: 1 to 9")
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(length(id)) FROM catalogue_sheet")
        if cursor.fetchone()[0] > 11:
            raise SystemExit("ids have no letter left: was this multiplied before?")
        most = {}
        for table in TABLES[1:]:
            cursor.execute(f"SELECT max(id) FROM {table}")  # noqa: S608 - ours
            most[table] = cursor.fetchone()[0]
    for copy in range(1, copies + 1):
        with transaction.atomic():
            for table in TABLES:
                _copy(table, copy, most)
        print(f"{copy + 1} times, {time.perf_counter() - began:.0f} s", flush=True)


def _copy(table: str, copy: int, most: dict[str, int]) -> None:
    told = {
        "id": f"'{copy}' || id" if table == TABLES[0] else f"id + {copy * most.get(table, 0)}",
        "sheet_id": f"'{copy}' || sheet_id",
        "record_id": f"record_id + {copy * most['catalogue_record']}",
        "external_id": f"'{copy}-' || external_id",
        "source_url": f"source_url || '-{copy}'",
        "raw": "'{}'",
    }
    original = f"id <= {most[table]}" if table in most else "length(id) = 10"
    with connection.cursor() as cursor:
        names = [c.name for c in connection.introspection.get_table_description(cursor, table)]
        values = ", ".join(told.get(name, f'"{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} "  # noqa: S608 - ours
            f"WHERE {original} ORDER BY id"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""Writing many rows that exist already."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections, models, router


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write ``fields`` of each of ``rows``, which are all of one model, by primary key.

    One prepared statement for all of them. Django's ``bulk_update`` makes one expression of a
    batch, with a case for each row and field; to build and read it costs some fifty times more.
    """
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    by_name = {field.name: field for field in model._meta.concrete_fields}
    columns, key = [by_name[name] for name in fields], model._meta.pk
    quote = connection.ops.quote_name
    given = ", ".join(f"{quote(str(column.column))} = %s" for column in columns)
    table = quote(model._meta.db_table)
    statement = f"UPDATE {table} SET {given} WHERE {quote(str(key.column))} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [
                    column.get_db_prep_save(getattr(row, column.attname), connection)
                    for column in (*columns, key)
                ]
                for row in rows
            ],
        )

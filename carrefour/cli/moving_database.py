"""`carrefour move database`: to PostgreSQL."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended

out = Console(highlight=False)


def database(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="URL",
            help="postgresql://user@host/name of an empty database; PGPASSWORD is its password",
        ),
    ],
) -> None:
    """Copy the database from SQLite to PostgreSQL; stop the site and the worker before."""
    from carrefour.cli.reports import progress_bar
    from carrefour.operation.errors import NotDone
    from carrefour.operation.moving.database import move as run

    try:
        with progress_bar("rows", {"copy": "copied", "compare": "compared"}) as progress:
            moved = run(to, progress)
    except NotDone as error:
        raise ended(error, soft_wrap=True) from error
    told = (
        f"{moved.rows} rows of {moved.tables} tables are there, counted and hashed on both sides."
    )
    out.print(told, soft_wrap=True)
    out.print(
        "Set CARREFOUR_DATABASE_URL to that address, run 'carrefour doctor', then start the site "
        "and the worker. The file of SQLite is as it was: keep it until you trust the new one.",
        soft_wrap=True,
    )

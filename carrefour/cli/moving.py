"""`carrefour move …`: to what serves more."""

from __future__ import annotations

import typer

from carrefour.cli.moving_database import database
from carrefour.cli.moving_search import search

move = typer.Typer(help="Move this installation to what serves more.", no_args_is_help=True)
move.command()(database)
move.command()(search)

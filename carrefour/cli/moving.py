"""`carrefour move …`: to what serves more."""

from __future__ import annotations

import typer

move = typer.Typer(help="Move this installation to what serves more.", no_args_is_help=True)


@move.callback()
def _more_than_one() -> None:
    """Have the command be named although it is alone."""

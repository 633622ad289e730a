"""How a command ends that cannot do what it was asked."""

from __future__ import annotations

import typer
from rich.console import Console

_err = Console(stderr=True, highlight=False)


def ended(error: object, *, soft_wrap: bool = False) -> typer.Exit:
    """Tell ``error`` on stderr; gives what to raise. ``soft_wrap`` keeps it on one line."""
    _err.print(str(error), style="red", markup=False, soft_wrap=soft_wrap)
    return typer.Exit(1)

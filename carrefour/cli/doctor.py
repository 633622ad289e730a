"""`carrefour doctor`: what is wrong with this installation, and the cure."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console

out = Console(highlight=False)
_STYLES = ("green", "yellow", "red")


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For programs")] = False,
) -> None:
    """Look at the installation: ends with 0 when all is fine, 1 in doubt, 2 when broken."""
    from carrefour.operation.doctor import examine

    worst, told = 0, []
    for found in examine():
        worst = max(worst, found.state)
        if as_json:
            state = found.state.name.lower()
            told.append(
                {"name": found.name, "state": state, "told": found.told, "cure": found.cure}
            )
            continue
        out.print(f"{found.state.name.lower():8}", style=_STYLES[found.state], end=" ")
        out.print(f"{found.name}: {found.told}", markup=False, soft_wrap=True)
        if found.cure:
            out.print(f"         -> {found.cure}", markup=False, soft_wrap=True)
    if as_json:
        typer.echo(json.dumps({"worst": worst, "findings": told}, ensure_ascii=False, indent=1))
    raise typer.Exit(worst)

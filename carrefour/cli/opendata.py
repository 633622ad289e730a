"""`carrefour dump` and `carrefour federate`: open data given, and taken from another Carrefour."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended

out = Console(highlight=False)


def dump(
    to: Annotated[Path | None, typer.Option("--to", help="Write in this folder instead")] = None,
) -> None:
    """Write the open data anew: every sheet that may be given on, in each format."""
    from carrefour.cli.reports import progress_bar
    from carrefour.opendata.writing import AlreadyWriting, write_edition

    try:
        with progress_bar("open data", {"write": "written"}) as progress:
            made = write_edition(to, lambda count: progress("write", count))
    except (AlreadyWriting, OSError) as error:
        raise ended(error) from error
    kept = sum(source["kept_back"] for source in made.sources)
    out.print(f"{made.sheets} sheets in {made.folder}; licences keep back {kept}", soft_wrap=True)
    for file in made.of_sheets():
        out.print(f"  {file.name}  {file.bytes:,} bytes", markup=False)

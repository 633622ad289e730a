"""`carrefour dump` and `carrefour federate`: open data given, and taken from another Carrefour."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended

out = Console(highlight=False)
MOST_MANIFEST = 20_000_000  # bytes


def dump(
    to: Annotated[Path | None, typer.Option("--to", help="Write in this folder instead")] = None,
) -> None:
    """Write the open data anew: every sheet that may be given on, in each format."""
    from carrefour.cli.reports import progress_bar
    from carrefour.opendata.writing import AlreadyWriting, write_edition
    from carrefour.pipeline.trouble import told

    try:
        with progress_bar("open data", {"write": "written"}) as progress:
            made = write_edition(to, lambda count: progress("write", count))
    except (AlreadyWriting, OSError) as error:
        raise ended(told(error) or error, soft_wrap=True) from error
    kept = sum(source["kept_back"] for source in made.sources)
    out.print(f"{made.sheets} sheets in {made.folder}; licences keep back {kept}", soft_wrap=True)
    for file in made.of_sheets():
        out.print(f"  {file.name}  {file.bytes:,} bytes", markup=False)


def federate(
    address: Annotated[str, typer.Argument(help="Another Carrefour: https://…")],
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only this source of it; may be repeated")
    ] = None,
) -> None:
    """Declare the sources of another Carrefour as ours, so that they are harvested from there."""
    import json

    from django.conf import settings

    from carrefour.harvest.fetch import FetchError
    from carrefour.opendata.federating import definitions, is_nearer, written
    from carrefour.pipeline.declared import declared_sources
    from carrefour.pipeline.origins import glance

    page = f"{address.rstrip('/')}/donnees/fichiers/datapackage.json"
    try:
        with glance(delay=0, most_bytes=MOST_MANIFEST) as visitor, visitor.get(page) as answer:
            found = definitions(address, json.loads(answer.path.read_text("utf-8")))
    except FetchError as error:
        raise ended(f"{page}: {error.reason}. {error.cure}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ended(f"{page}: {error}") from error
    wanted = [one for one in found if not only or one["fetch"]["url"].split("/")[-1][:-9] in only]
    settings.SOURCES_DIR.mkdir(parents=True, exist_ok=True)
    ours = [one.definition for one in declared_sources() if one.definition]
    for definition in wanted:
        if is_nearer(definition, ours):
            out.print(f"{definition['id']}: is left out, it is nearer to us already", markup=False)
            continue
        path = settings.SOURCES_DIR / f"{definition['id']}.yml"
        kept = path.exists()
        if not kept:
            path.write_text(written(definition), "utf-8")
        told = "is declared already" if kept else "declared"
        out.print(f"{definition['id']}: {told}", markup=False, soft_wrap=True)
    if not wanted:
        raise ended("It gives no such source")

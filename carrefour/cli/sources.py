"""`carrefour source …`: definitions checked, tried, recorded and listed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from carrefour.catalogue.definition import SourceDefinition
    from carrefour.harvest.connectors import Origin
    from carrefour.pipeline.trying import Trial

sources = typer.Typer(help="Source definitions.", no_args_is_help=True)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)

File = Annotated[str, typer.Argument(metavar="FILE", help="A YAML file, or the id of a source")]
Count = Annotated[int, typer.Option(min=1, max=1000, help="Records to try")]


@sources.command()
def check(
    file: File,
    copy: Annotated[
        Path | None, typer.Option("--from", help="Read this local copy instead")
    ] = None,
    recording: Annotated[
        Path | None, typer.Option(help="Read the answers saved in this folder instead")
    ] = None,
    count: Count = 10,
    offline: Annotated[
        bool, typer.Option("--offline", help="Only say whether the definition is valid")
    ] = False,
) -> None:
    """Say whether a definition is valid, try it on a few records, and show what they become.

    Ends with 2 when the definition is not valid, and with 1 when no record could be used.
    """
    from carrefour.catalogue.fetching import Fetch
    from carrefour.cli.trials import show

    definition = definition_named(file)
    fetch: Fetch = definition.fetch
    out.print(
        f"{file}: valid ({definition.title}, {definition.fetch.kind})", markup=False, soft_wrap=True
    )
    if offline:
        return
    if not (copy or recording or fetch.reachable):
        told = "it has no public address; try it on a copy with --from"
        _end(f"{file}: {told}, or say --offline", 1)
    trial = _tried(definition, _origin(copy, recording), count)
    show(trial, _last_fill(definition))
    if not trial.drafts:
        raise typer.Exit(1)


@sources.command()
def record(
    file: File,
    to: Annotated[Path, typer.Option("--to", help="Folder of the recording")],
    count: Count = 10,
) -> None:
    """Save the answers of a source's server, for `carrefour source check --recording`."""
    from carrefour.pipeline.origins import remote_for_trial

    definition = definition_named(file)
    trial = _tried(definition, remote_for_trial(record=to), count)
    if trial.error:
        err.print(f"broken: {trial.error}", style="red", markup=False)
    saved = len(list(to.glob("*.body")))
    out.print(
        f"{saved} answers with {len(trial.tried)} records in {to}", markup=False, soft_wrap=True
    )
    if not (saved and trial.tried):
        raise typer.Exit(1)


@sources.command("list")
def list_() -> None:
    """Every source that is declared, in a file or in the browser, and how it stands."""
    from rich.table import Column, Table
    from rich.text import Text

    from carrefour.pipeline.declared import declared_sources

    more = ("kind", "from", "schedule", "harvested", "sheets", "score")
    columns = [Column("id", overflow="fold"), Column("title", min_width=18)]
    columns += [Column(name, no_wrap=True) for name in more]
    table = Table(*columns, box=None)
    for source in declared_sources():
        about, harvested = source.definition, source.harvested_at
        table.add_row(
            source.id,
            Text(about.title) if about else Text("not valid", "red"),
            about.fetch.kind if about else "",
            f"v{source.version}" if source.version else "file",
            (about.watch.schedule if about else "") or "—",
            f"{harvested:%Y-%m-%d}" if harvested else "never",
            str(source.sheets),
            "—" if source.score is None else str(source.score),
        )
    out.print(table)


@sources.command()
def schema() -> None:
    """Print the JSON Schema of source definitions, for editors."""
    from carrefour.catalogue.definition_file import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def definition_named(name: str) -> SourceDefinition:
    """The definition that ``name`` stands for; ends the command with the reason if it has none."""
    from carrefour.catalogue.definition_file import DefinitionError
    from carrefour.pipeline.registry import UnknownSource, find_definition

    try:
        return find_definition(name)
    except (DefinitionError, UnknownSource) as error:
        _end(str(error), 2)
        raise


def _origin(copy: Path | None, recording: Path | None) -> Origin:
    from carrefour.harvest.connectors import LocalFile, Recording
    from carrefour.pipeline.origins import remote_for_trial

    if copy:
        return LocalFile(copy)
    return Recording(recording) if recording else remote_for_trial()


def _tried(definition: SourceDefinition, origin: Origin, count: int) -> Trial:
    from carrefour.pipeline.trying import try_source
    from carrefour.territory.gazetteer import GazetteerError

    try:
        with out.status("reading a sample…"):
            return try_source(definition, origin, count)
    except GazetteerError as error:
        _end(str(error), 2)
        raise


def _last_fill(definition: SourceDefinition) -> dict[str, int]:
    """In how many sheets each field was filled after the last harvest; empty without one."""
    from django.db import DatabaseError

    from carrefour.harvest.models import Run

    try:
        last = Run.objects.filter(source=definition.id, state=Run.State.DONE).first()
    except DatabaseError:
        return {}  # a definition may be tried before anything is set up
    return dict(last.filled) if last else {}


def _end(reason: str, code: int) -> None:
    err.print(reason, style="red", markup=False, soft_wrap=True)
    raise typer.Exit(code)

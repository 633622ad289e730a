"""`carrefour duplicates …`: records that tell the same project."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended
from carrefour.cli.noting import decided

if TYPE_CHECKING:
    from carrefour.catalogue.models import Record

duplicates = typer.Typer(help="Records that tell the same project.", no_args_is_help=True)
out = Console(highlight=False)
RecordName = Annotated[str, typer.Argument(help="A record as SOURCE/KEY, or the id of its sheet")]


@duplicates.command("find")
def find() -> None:
    """Compare all records with all others, and link those that tell the same project."""
    from carrefour.pipeline.alone import AlreadyRunning
    from carrefour.pipeline.likenesses import merged, proposed
    from carrefour.pipeline.twins import find_and_index
    from carrefour.territory.gazetteer import GazetteerError

    try:
        found = find_and_index(everything=True)
    except (AlreadyRunning, GazetteerError) as error:
        raise ended(error) from error
    out.print(
        f"{found.compared} records compared; {found.alike} pairs are alike; "
        f"{found.sheets} sheets made again; {merged().count()} sheets have several records; "
        f"{len(proposed())} pairs wait for a person"
    )


@duplicates.command("waiting")
def waiting(
    count: Annotated[int, typer.Option(min=1, help="At most so many")] = 50,
) -> None:
    """Pairs that may tell the same project and that nobody has decided on, the likeliest first."""
    from carrefour.catalogue.models import Record
    from carrefour.pipeline.likenesses import proposed, titles_of

    found = proposed()
    shown = found[:count]
    records = Record.objects.in_bulk({pk for one in shown for pk in (one.first, one.second)})
    titles = titles_of(list(records.values()))
    for one in shown:
        out.print(f"{one.score:.2f}", style="bold")
        for pk in (one.first, one.second):
            out.print(f"  {records[pk]}  {titles[pk]}", markup=False, soft_wrap=True)
    if len(found) > count:
        out.print(f"… {len(found) - count} more wait")


@duplicates.command("decide")
def decide(
    one: RecordName,
    other: RecordName,
    same: Annotated[
        bool | None, typer.Option("--same/--different", help="Whether it is one project")
    ] = None,
) -> None:
    """Say for ever whether two records tell the same project."""
    if same is None:
        raise typer.BadParameter("say --same or --different")
    _settle(one, other, same=same)


@duplicates.command("undo")
def undo(one: RecordName, other: RecordName) -> None:
    """Take back what was decided of two records; their scores count again."""
    _settle(one, other, same=None)


def _settle(one: str, other: str, *, same: bool | None) -> None:
    from carrefour.desk.acts import TWINS_APART, TWINS_SAME, TWINS_UNDONE
    from carrefour.pipeline.likenesses import NoPair, decide

    try:
        first, second = _record(one), _record(other)
        verb = TWINS_UNDONE if same is None else TWINS_SAME if same else TWINS_APART
        with decided(verb, f"sheet:{first.sheet_id}", pairs=[[str(first), str(second)]]):
            made = decide(first, second, same=same, by=getpass.getuser())
    except NoPair as error:
        raise ended(error) from error
    if made.applied_at is None:
        out.print("Decided; it is applied once the comparison that is under way has ended.")
        return
    out.print("Decided and applied.")


def _record(name: str) -> Record:
    from carrefour.catalogue.models import Record

    source, slash, key = name.partition("/")
    if slash:
        found = Record.objects.filter(source=source, external_id=key)
    else:
        found = Record.objects.filter(sheet=name).order_by("pk")
    record = found.first()
    if record is None:
        what = "no such record" if slash else "no record tells a sheet of this id"
        raise ended(f"{name}: {what}. See carrefour duplicates waiting")
    return record

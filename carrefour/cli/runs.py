"""`carrefour runs …`: what harvests did, and what a person decides of them."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from carrefour.cli.ending import ended
from carrefour.cli.noting import noted

if TYPE_CHECKING:
    from carrefour.harvest.models import Run

runs = typer.Typer(help="Harvests: waiting, under way and past.", no_args_is_help=True)
out = Console(highlight=False)

Number = Annotated[int, typer.Argument(metavar="RUN", help="Its number, as 'runs list' says")]
SHOWN = 20  # rejected records that are told unless all are asked for
_COUNTS = ("total", "new", "changed", "unchanged", "missing", "gone", "rejected")


@runs.command("list")
def list_(
    source: Annotated[str, typer.Argument(help="Only those of this source")] = "",
    count: Annotated[int, typer.Option(min=1, help="At most so many")] = 20,
) -> None:
    """The last runs, the newest first."""
    from carrefour.harvest.models import Run

    found = Run.objects.filter(**({"source": source} if source else {}))
    for run in found[:count]:
        counts = ", ".join(f"{n} {name}" for name in _COUNTS if (n := getattr(run, name)))
        line = f"{run.pk:>6}  {_time(run.asked_at)}  {run.source_id}: {_state(run)}"
        out.print(f"{line} ({counts})" if counts else line, markup=False, soft_wrap=True)


@runs.command()
def show(
    run: Number,
    everything: Annotated[bool, typer.Option("--all", help="Every rejected record")] = False,
) -> None:
    """What a run did: its counts, what it could not use and why, and what it filled."""
    from carrefour.pipeline.comparing import rates, run_before

    one = _run(run)
    by = f" by {one.asked_by}" if one.asked_by else ""
    out.print(f"[bold]Run {one.pk} of {one.source_id}[/bold]: {_state(one)}")
    out.print(f"  asked by {one.asked}{by} {_time(one.asked_at)}", markup=False)
    out.print(f"  started {_time(one.started_at)}, ended {_time(one.ended_at)}")
    out.print("  " + ", ".join(f"{getattr(one, name)} {name}" for name in _COUNTS))
    if one.error:
        out.print(f"  {one.error}", style="red", markup=False)
    if one.held_because:
        out.print(f"  held: {one.held_because}", style="yellow", markup=False)
    for warning, times in sorted(one.warnings.items(), key=lambda item: -item[1]):
        out.print(f"  {times} × {warning}", markup=False)
    rejections = list(one.rejections.all()[: None if everything else SHOWN])
    for rejection in rejections:
        out.print(f"  rejected {rejection.where}: {rejection.reason}", markup=False)
        if rejection.excerpt:
            out.print(f"    {rejection.excerpt}", style="dim", markup=False)
    if one.rejected > len(rejections):
        out.print(f"  … {one.rejected - len(rejections)} more rejected are not told here")
    before = run_before(one)
    table = Table("field", "filled", *([f"run {before.pk}"] if before else []))
    for rate in rates(one, before):
        past = [] if before is None else [_share(rate.before)]
        table.add_row(rate.name, _share(rate.now), *past, style="red" if rate.fell else None)
    if table.row_count:
        out.print(table)


@runs.command()
def accept(run: Number) -> None:
    """Apply a run that is held: what it brings, and what it misses is gone."""
    from carrefour.cli.reports import progress_bar
    from carrefour.cli.reports import show as show_report
    from carrefour.desk.acts import RUN_ACCEPTED
    from carrefour.pipeline.alone import AlreadyRunning
    from carrefour.pipeline.harvesting import NotHeld
    from carrefour.pipeline.harvesting import accept as apply
    from carrefour.territory.gazetteer import GazetteerError

    one = _run(run)
    try:
        with (
            noted(RUN_ACCEPTED, f"source:{one.source_id}", one.source.title, run=run),
            progress_bar(one.source.title) as progress,
        ):
            report = apply(one, getpass.getuser(), progress)
    except (AlreadyRunning, GazetteerError, NotHeld) as error:
        raise ended(error) from error
    show_report(report)


@runs.command()
def refuse(run: Number) -> None:
    """Drop what a run that is held brought: the catalogue stays as it is."""
    from carrefour.desk.acts import RUN_REFUSED
    from carrefour.pipeline.alone import AlreadyRunning
    from carrefour.pipeline.harvesting import NotHeld
    from carrefour.pipeline.harvesting import refuse as drop

    try:
        one = _run(run)
        with noted(RUN_REFUSED, f"source:{one.source_id}", one.source.title, run=run):
            drop(one, getpass.getuser())
    except (AlreadyRunning, NotHeld) as error:
        raise ended(error) from error
    out.print(f"Run {run} is refused; nothing was changed.")


@runs.command()
def cancel(run: Number) -> None:
    """Cancel a run that waits, or that is under way and still reads."""
    from carrefour.desk.acts import RUN_CANCELLED
    from carrefour.harvest.models import Run
    from carrefour.pipeline.queue import NotUnderWay
    from carrefour.pipeline.queue import cancel as give_up

    try:
        one = _run(run)
        with noted(RUN_CANCELLED, f"source:{one.source_id}", one.source.title, run=run):
            state = give_up(one, getpass.getuser())
    except NotUnderWay as error:
        raise ended(error) from error
    done = "is cancelled" if state == Run.State.CANCELLED else "is asked to stop"
    out.print(f"Run {run} {done}.")


def _run(number: int) -> Run:
    from carrefour.harvest.models import Run

    one = Run.objects.select_related("source").filter(pk=number).first()
    if one is None:
        raise ended(f"there is no run {number}; 'carrefour runs list' names them")
    return one


def _state(run: Run) -> str:
    if run.state == run.State.HELD and run.decided_by:
        return f"accepted by {run.decided_by}, waits for a worker"
    return str(run.state)


def _time(moment: object) -> str:
    from datetime import datetime

    from django.utils.timezone import localtime

    return f"{localtime(moment):%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else "-"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"

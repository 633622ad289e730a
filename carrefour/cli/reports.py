"""Progress while a harvest runs, and its report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from carrefour.pipeline.harvesting import Report

SHOWN = 10  # rejected records and kinds of warnings that are named
_STEPS = {"read": "read", "structure": "structured and located"}


@contextmanager
def progress_bar(
    title: str, steps: Mapping[str, str] = _STEPS
) -> Iterator[Callable[[str, int], None]]:
    """A line for each step, with how many passed it."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"))
    with Progress(*columns, TimeElapsedColumn(), transient=True) as bar:
        tasks = {
            step: bar.add_task(f"{title}: {label}", total=None) for step, label in steps.items()
        }
        yield lambda step, count: bar.advance(tasks[step], count)


def show(report: Report) -> None:
    """Print what a harvest did, and what the source's people should look at."""
    out = Console(highlight=False)
    out.print(
        f"[bold]{report.source}[/bold]: {report.new} new, {report.changed} changed, "
        f"{report.unchanged} unchanged, {report.missing} missing, {report.gone} gone, "
        f"{len(report.rejected)} rejected; "
        f"sheets: {report.sheets.new} new, {report.sheets.changed} rewritten, "
        f"{report.sheets.withdrawn} withdrawn; {report.indexed} indexed"
    )
    if report.twins.sheets:
        out.print(f"  {report.twins.sheets} sheets made again: several records tell their project")
    if report.error:
        out.print(f"  broken: {report.error}", style="red", markup=False)
    if report.held:
        out.print(
            f"  held, nothing was changed: {report.held}\n  look at it, then: carrefour runs "
            f"accept {report.run}, or carrefour runs refuse {report.run}",
            style="yellow",
            markup=False,
        )
    for where, reason in report.rejected[:SHOWN]:
        out.print(f"  rejected {where}: {reason}", markup=False)
    if len(report.rejected) > SHOWN:
        out.print(f"  … and {len(report.rejected) - SHOWN} more rejected")
    for warning, count in report.warnings.most_common(SHOWN):
        out.print(f"  {count} × {warning}", markup=False)

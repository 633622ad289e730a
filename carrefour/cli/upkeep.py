"""`carrefour images fetch`, `links check` and `quality`: what keeps sheets in good order."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

images = typer.Typer(help="The images of sheets.", no_args_is_help=True)
links = typer.Typer(help="The web pages that sheets lead to.", no_args_is_help=True)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)

SHOWN = 20
Sources = Annotated[list[str] | None, typer.Argument(help="Ids of sources; all when none is named")]
Most = Annotated[int, typer.Option("--most", min=1, help="Ask for so many at the most")]


@images.command("fetch")
def fetch(sources: Sources = None, most: Most = 5_000) -> None:
    """Fetch the images that sheets name and that are not here yet, and make them small."""
    from carrefour.cli.reports import progress_bar
    from carrefour.pipeline.measuring import measure_again
    from carrefour.pipeline.pictures import AlreadyFetching, fetch_pictures

    try:
        with progress_bar("images", {"fetch": "fetched"}) as progress:
            done = fetch_pictures(most, sources or (), lambda count: progress("fetch", count))
    except AlreadyFetching as error:
        err.print(str(error), style="red")
        raise typer.Exit(1) from error
    if done.kept or done.broken:
        measure_again(sources or ())
    out.print(
        f"{done.kept} images kept, {len(done.broken)} cannot be shown, {done.waiting} wait, "
        f"{done.forgotten} forgotten"
    )
    _tell(done.broken)


@links.command("check")
def check(sources: Sources = None, most: Most = 200) -> None:
    """Ask whether the pages answer that sheets lead to, each once a month at the most."""
    from carrefour.cli.reports import progress_bar
    from carrefour.pipeline.links import AlreadyChecking, check_links
    from carrefour.pipeline.measuring import measure_again

    try:
        with progress_bar("links", {"check": "checked"}) as progress:
            done = check_links(most, sources or (), lambda count: progress("check", count))
    except AlreadyChecking as error:
        err.print(str(error), style="red")
        raise typer.Exit(1) from error
    if done.offline:
        err.print("No host answers at all: look at this machine's network.", style="red")
        raise typer.Exit(1)
    if done.well or done.unsure or done.broken:
        measure_again(sources or ())
    out.print(
        f"{done.well} links answer, {len(done.broken)} are broken, {done.unsure} cannot be told"
    )
    _tell(done.broken)


def quality(sources: Sources = None) -> None:
    """Measure how good the sheets of sources are, and tell what to mend first."""
    from carrefour.catalogue.models import Source
    from carrefour.pipeline.measuring import measure, measured

    named = {"pk__in": sources} if sources else {}
    for source in Source.objects.filter(**named):
        measure(source)
        found = measured(source)
        if found is None:
            continue
        out.print(f"{found.score:>4}  {source.pk}, {found.sheets} sheets", markup=False)
        for lack in found.lacks[:3]:
            example = f", such as {lack.examples[0].title}" if lack.examples else ""
            line = f"      {lack.part}: {lack.count} lack it, +{lack.gain:g} points{example}"
            out.print(line, style="dim", markup=False, soft_wrap=True)


def _tell(broken: list[tuple[str, str]]) -> None:
    for address, reason in broken[:SHOWN]:
        out.print(f"  {address}: {reason}", markup=False, soft_wrap=True)
    if len(broken) > SHOWN:
        out.print(f"  … and {len(broken) - SHOWN} more")

"""`carrefour move search`: from one search engine to another."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended

out = Console(highlight=False)


def search(
    to: Annotated[str, typer.Option("--to", help="opensearch, or tantivy")],
) -> None:
    """Build the index of another search engine, and compare it; stop the worker before."""
    from django.conf import settings

    from carrefour.cli.reports import progress_bar
    from carrefour.pipeline.engine import ENGINES, engine_named, search_engine
    from carrefour.pipeline.moving import move
    from carrefour.search.engine import SearchResting

    if to not in ENGINES:
        raise ended(f"'{to}' is no search engine: write --to {' or --to '.join(ENGINES)}")
    if to == settings.SEARCH:
        raise ended(f"This installation searches by {to} already: carrefour index builds it anew.")
    try:
        with progress_bar("sheets", {"index": "indexed"}) as progress:
            moved = move(search_engine(), engine_named(to), lambda: progress("index", 1))
    except (SearchResting, ValueError) as error:
        raise ended(error, soft_wrap=True) from error
    for name, held in ((settings.SEARCH, moved.before), (to, moved.after)):
        out.print(f"{name}: {held.sheets} sheets, {held.mark}", soft_wrap=True)
    if not moved.same:
        raise ended(
            f"They differ, or do not hold the {moved.shown} sheets that are shown: stop the worker "
            "and move again. Nothing was switched.",
            soft_wrap=True,
        )
    out.print(
        f"Both hold the same. Set CARREFOUR_SEARCH to {to}, run 'carrefour doctor', then start the "
        "site and the worker again. The old index is as it was: keep it until you trust the new.",
        soft_wrap=True,
    )

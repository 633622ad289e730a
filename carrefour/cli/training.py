"""`carrefour train`, and `carrefour suggest` to try what was learnt."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

out, err = Console(highlight=False), Console(stderr=True, highlight=False)


def train(
    pairs: Annotated[
        Path | None, typer.Option("--pairs", help="CSV of source, tag and codes (EMP|INS)")
    ] = None,
) -> None:
    """Learn from what sources and people said: what tags mean, and what texts are about."""
    from carrefour.pipeline.training import train_models
    from carrefour.structure.learning.pairs import PairsError

    try:
        made = train_models(pairs)
    except PairsError as error:
        err.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from error
    for one in made:
        if one.problem:
            out.print(f"{one.name}: not trained: {one.problem}", style="yellow", markup=False)
            continue
        size = one.path.stat().st_size / 1024
        out.print(
            f"{one.name}: {one.examples} examples of {one.groups} groups, "
            f"{size:,.0f} KB in {one.path}",
            markup=False,
            soft_wrap=True,
        )
    out.print("Sheets are made by it at the next harvest of their source, or by carrefour rebuild.")


def suggest(
    least: Annotated[float, typer.Option(min=0, max=1, help="Lowest score that is told")] = 0.15,
) -> None:
    """What texts are about: reads {"title", "text"} from each line of stdin, writes codes."""
    import orjson

    from carrefour.pipeline.advising import text_adviser

    adviser = text_adviser()
    for number, line in enumerate(sys.stdin, start=1):
        try:
            told = orjson.loads(line)
            title, text = str(told["title"]), str(told.get("text", ""))
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            err.print(f"line {number}: is no {{'title', 'text'}} ({error})", style="red")
            raise typer.Exit(1) from error
        found = [
            {"code": one.code, "score": one.score, "words": one.words}
            for one in adviser.proposals(title, text, least)
        ]
        print(orjson.dumps({"title": title, "codes": found}).decode())

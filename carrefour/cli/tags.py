"""`carrefour tags …` and `carrefour decisions …`: what tags mean, and who said so."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended
from carrefour.cli.noting import decided

tags = typer.Typer(help="Tags that wait for a person, and what they mean.", no_args_is_help=True)
decisions = typer.Typer(help="What people decided, as a file.", no_args_is_help=True)
out = Console(highlight=False)

SourceOption = Annotated[str, typer.Option("--source", help="Only those of this source")]
EVERYWHERE = "all"


@tags.command("waiting")
def waiting(
    source: SourceOption = "",
    count: Annotated[int, typer.Option(min=1, help="At most so many")] = 50,
) -> None:
    """Tags that nobody has decided on: in how many sheets, and what they may mean."""
    from carrefour.pipeline.tags import looked_at, waiting_tags

    found = waiting_tags(source)
    for one in looked_at(found[:count]):
        told = "  ".join(f"{p.code} {p.score:.2f}" for p in one.proposals) or "nothing is proposed"
        line = f"{one.waiting.sheets:>6}  {one.waiting.source}: {one.waiting.tag}  →  {told}"
        out.print(line, markup=False, soft_wrap=True)
        titles = "; ".join(sheet.title for sheet in one.examples)
        out.print(f"        {titles}", style="dim", markup=False, soft_wrap=True)
    if len(found) > count:
        out.print(f"… {len(found) - count} more wait")


@tags.command("decide")
def decide(
    source: Annotated[str, typer.Argument(help=f"Id of the source, or '{EVERYWHERE}'")],
    tag: str,
    codes: Annotated[list[str] | None, typer.Argument(help="Codes, such as EMP INS")] = None,
    none: Annotated[bool, typer.Option("--none", help="It stands for no theme")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was decided")] = False,
) -> None:
    """Say once for all what a tag means; the sheets that have it are made again."""
    from carrefour.catalogue.models import Source
    from carrefour.desk.acts import TAG_DECIDED
    from carrefour.pipeline.tags import decide as settle

    if sum((bool(codes), none, undo)) != 1:
        raise typer.BadParameter("name codes, or --none, or --undo")
    where = "" if source == EVERYWHERE else source
    if where and not Source.objects.filter(pk=where).exists():
        known = ", ".join(Source.objects.values_list("pk", flat=True)) or "none"
        raise ended(f"{source}: no such source was harvested. Known: {known}", soft_wrap=True)
    try:
        after = None if undo else codes or []
        with decided(TAG_DECIDED, f"tag:{where}", tag[:300], after=after):
            made = settle(tag, after, getpass.getuser(), where)
    except ValueError as error:
        raise ended(error, soft_wrap=True) from error
    if made.applied_at is None:
        out.print("Decided; it is applied once the harvest that is under way has ended.")
        return
    out.print("Decided and applied.")


@tags.command("suggest")
def suggest(
    names: Annotated[list[str] | None, typer.Argument(help="Tags; else lines of stdin")] = None,
) -> None:
    """What tags may mean: a line of JSON for each, with codes and scores, the best first."""
    import orjson

    from carrefour.pipeline.advising import tag_adviser

    adviser = tag_adviser()
    for tag in names or (line.rstrip("\r\n") for line in sys.stdin):
        told = [{"code": one.code, "score": one.score} for one in adviser.proposals(tag)]
        print(orjson.dumps({"tag": tag, "codes": told}).decode())


@decisions.command("export")
def export_(file: Annotated[Path | None, typer.Argument(help="Else stdout")] = None) -> None:
    """Every decision that stands, a line of JSON each."""
    from carrefour.pipeline.decisions import exported

    lines = b"".join(exported())
    if file is None:
        sys.stdout.buffer.write(lines)
    else:
        count = file.write_bytes(lines) and len(lines.splitlines())
        out.print(f"{count} decisions in {file}", markup=False, soft_wrap=True)


@decisions.command("import")
def import_(file: Path) -> None:
    """Take over the decisions of a file; the newer of two on one tag stands."""
    from carrefour.desk.acts import DECISIONS_READ
    from carrefour.pipeline.decisions import bring
    from carrefour.pipeline.lines import LineError

    try:
        with file.open("rb") as lines, decided(DECISIONS_READ, "decisions", file.name):
            brought = bring(lines)
    except (LineError, OSError) as error:
        raise ended(f"{file}: {error}", soft_wrap=True) from error
    out.print(f"{brought.taken} decisions taken over, {brought.known} known already")

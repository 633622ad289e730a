"""`carrefour sheet …`: what a sheet holds, and what people correct in it."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended
from carrefour.cli.noting import decided, noted

if TYPE_CHECKING:
    from carrefour.catalogue.models import Sheet

sheets = typer.Typer(help="Sheets, and what people correct in them.", no_args_is_help=True)
out = Console(highlight=False)
Id = Annotated[str, typer.Argument(help="The last ten letters of the sheet's address")]


@sheets.command("show")
def show(id_: Id) -> None:
    """What a sheet holds in each field that can be corrected, and what was."""
    from carrefour.catalogue.models import Correction
    from carrefour.pipeline.corrections import typed

    sheet = _sheet(id_)
    for field, text in typed(sheet).items():
        out.print(f"{field}: {text}", markup=False, soft_wrap=True)
    for one in Correction.objects.standing().filter(sheet=sheet.pk):
        note = "; the source says something else since" if one.disputed else ""
        told = f"{one.field}: corrected by {one.decided_by}, {one.decided_at:%Y-%m-%d}{note}"
        out.print(told, style="yellow" if one.disputed else "green", markup=False)


@sheets.command("waiting")
def waiting(
    source: Annotated[str, typer.Option("--source", help="Only those of this source")] = "",
    count: Annotated[int, typer.Option(min=1, help="At most so many")] = 50,
) -> None:
    """Sheets whose tags tell nothing, and what their text may mean, for a person to decide."""
    from carrefour.catalogue.models import Sheet
    from carrefour.pipeline.texts import waiting_texts

    found = waiting_texts(source)
    titles = dict(
        Sheet.objects.filter(pk__in=[one.sheet for one in found[:count]]).values_list("pk", "title")
    )
    for one in found[:count]:
        told = "  ".join(f"{p.code} {p.score:.2f}" for p in one.proposals)
        line = f"{one.sheet}  {titles.get(one.sheet, '')}  →  {told}"
        out.print(line, markup=False, soft_wrap=True)
    if len(found) > count:
        out.print(f"… {len(found) - count} more wait")


@sheets.command("decide")
def decide(
    id_: Id,
    codes: Annotated[list[str] | None, typer.Argument(help="Codes, such as EMP INS")] = None,
    none: Annotated[bool, typer.Option("--none", help="Nothing of what is proposed")] = False,
) -> None:
    """Accept of what a sheet's text may mean the codes that are named, and refuse the others."""
    from carrefour.desk.acts import TEXT_DECIDED
    from carrefour.pipeline.texts import decide as settle
    from carrefour.territory.gazetteer import GazetteerError

    if bool(codes) == none:
        raise typer.BadParameter("name codes, or --none")
    try:
        sheet = _sheet(id_)
        with noted(TEXT_DECIDED, f"sheet:{id_}", sheet.title, after=codes or []):
            made = settle(sheet, codes or (), getpass.getuser())
    except (ValueError, GazetteerError) as error:
        raise ended(error, soft_wrap=True) from error
    told = ", ".join(f"{one.field}: {' '.join(one.value or ()) or '—'}" for one in made)
    out.print(told, markup=False, soft_wrap=True)


@sheets.command("correct")
def correct(
    id_: Id,
    field: str,
    lines: Annotated[
        list[str] | None, typer.Argument(help="What it says; none for nothing")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, for the log")] = "",
) -> None:
    """Have a field say something else, whatever the sources say: "Nantes (44)" of places."""
    from carrefour.desk.acts import SHEET_CORRECTED
    from carrefour.pipeline import corrections
    from carrefour.structure.odd import Odd
    from carrefour.territory.gazetteer import GazetteerError

    sheet = _sheet(id_)
    try:
        text = "\n".join(lines or ())
        changes = {field: [corrections.typed(sheet).get(field, ""), text]}
        with noted(SHEET_CORRECTED, f"sheet:{id_}", sheet.title, changes=changes, reason=reason):
            made = corrections.correct(sheet, field, text, getpass.getuser(), reason)
    except (corrections.NotCorrectable, Odd, GazetteerError) as error:
        raise ended(f"{id_}: {error}") from error
    _tell(applied=made.applied_at is not None)


@sheets.command("restore")
def restore(id_: Id, field: str) -> None:
    """Let the sources speak again of a field that was corrected."""
    from carrefour.catalogue.models import Correction
    from carrefour.desk.acts import GIVEN_BACK
    from carrefour.pipeline.corrections import take_back

    one = Correction.objects.standing().filter(sheet=id_, field=field).first()
    if one is None:
        raise ended(f"{id_}: nobody corrected '{field}'")
    with decided(GIVEN_BACK, f"sheet:{id_}", _sheet(id_).title, field=field):
        made = take_back(one, getpass.getuser())
    _tell(applied=made.applied_at is not None)


def _sheet(id_: str) -> Sheet:
    from carrefour.catalogue.models import Sheet

    sheet = Sheet.objects.filter(pk=id_).first()
    if sheet is None:
        raise ended(f"{id_}: there is no such sheet; its address ends in its id")
    return sheet


def _tell(*, applied: bool) -> None:
    later = "Written; it is applied once the harvest that is under way has ended."
    out.print("Done." if applied else later)

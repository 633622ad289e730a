"""`carrefour organisations …`: names of organisations that are one, or are not."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended
from carrefour.cli.noting import noted

if TYPE_CHECKING:
    from carrefour.catalogue.models import Organisation

organisations = typer.Typer(
    help="Names of organisations that carry projects.", no_args_is_help=True
)
out = Console(highlight=False)
Named = Annotated[str, typer.Argument(help="Its name, or the end of its page's address")]


@organisations.command("waiting")
def waiting(count: Annotated[int, typer.Option(min=1, help="At most so many")] = 50) -> None:
    """Pairs of names that may be one organisation, the likeliest first."""
    from carrefour.pipeline.namings import proposed
    from carrefour.territory.gazetteer import GazetteerError

    try:
        found = proposed()
    except GazetteerError as error:
        raise ended(error) from error
    for pair in found[:count]:
        line = f"{pair.score:.2f}  {pair.one.name} ({pair.one.pk})  =  "
        out.print(f"{line}{pair.other.name} ({pair.other.pk})", markup=False, soft_wrap=True)
    if len(found) > count:
        out.print(f"… {len(found) - count} more wait")


@organisations.command("same")
def same(name: Named, kept: Named) -> None:
    """Say for ever that two names are one organisation, known by the second."""
    _settle(name, kept, same=True)


@organisations.command("different")
def different(one: Named, other: Named) -> None:
    """Say for ever that two names are two organisations."""
    _settle(one, other, same=False)


@organisations.command("undo")
def undo(one: Named, other: Named) -> None:
    """Take back what was decided of two names."""
    _settle(one, other, same=None)


def _settle(name: str, other: str, *, same: bool | None) -> None:
    from carrefour.desk.acts import NAMES_APART, NAMES_SAME, NAMES_UNDONE
    from carrefour.pipeline.namings import APART, NoNaming, decide

    one, kept = _organisation(name), _organisation(other)
    try:
        what = kept.reference if same else APART if same is False else None
        verb = NAMES_UNDONE if same is None else NAMES_SAME if same else NAMES_APART
        with noted(verb, f"organisation:{kept.pk}", kept.name, names=[one.name]):
            decide(one, kept, what, getpass.getuser())
    except NoNaming as error:
        raise ended(error, soft_wrap=True) from error
    out.print("Decided and applied.")


def _organisation(name: str) -> Organisation:
    from carrefour.catalogue.models import Organisation
    from carrefour.structure.organisations import name_key

    found = Organisation.objects.filter(pk=name).first()
    if found:
        return found
    named = list(Organisation.objects.filter(key=name_key(name)).order_by("pk"))
    if len(named) > 1:
        told = ", ".join(one.pk for one in named)
        raise ended(f"{name}: several bear that name; say which: {told}", soft_wrap=True)
    if not named:
        raise ended(f"{name}: no organisation bears that name. See carrefour organisations waiting")
    return named[0]

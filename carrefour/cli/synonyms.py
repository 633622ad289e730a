"""`carrefour synonyms`: whether the operator's own file of synonyms says what it should."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

out, err = Console(highlight=False), Console(stderr=True, highlight=False)


def synonyms(
    words: Annotated[list[str] | None, typer.Argument(help="Words to tell the synonyms of")] = None,
) -> None:
    """Check the file of synonyms, and tell those of words; a line that says nothing is an error."""
    from django.conf import settings

    from carrefour.search.analysis import stems
    from carrefour.search.synonyms import SynonymFile

    held, problems = SynonymFile(settings.SYNONYMS_PATH).read()
    for form in words or []:
        terms = stems(form)
        others = held.others.get(tuple(terms), ())
        told = ", ".join(" ".join(other) for other in others) or "none"
        out.print(f"{form}: {told}", markup=False, soft_wrap=True)
    out.print(f"{len(held.others)} forms; your own file is {settings.SYNONYMS_PATH}", markup=False)
    for problem in problems:
        err.print(str(problem), style="red", markup=False, soft_wrap=True)
    if problems:
        raise typer.Exit(1)

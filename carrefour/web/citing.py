"""How a sheet is cited: a reference in the manner of APA, as French writes it, and BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from carrefour.catalogue.models import Sheet

# What TeX reads as a command is written so that it is read as itself.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_SPECIAL = re.compile("|".join(map(re.escape, _TEX)))


@dataclass(frozen=True, slots=True)
class Citation:
    """The parts of a reference, ``title`` being in italics, and the same as BibTeX."""

    before: str
    title: str
    after: str
    address: str
    bibtex: str


def citation(sheet: Sheet, address: str) -> Citation:
    """How ``sheet`` is cited, whose lasting address is ``address``."""
    author = sheet.holder or sheet.organisation.name
    changed = timezone.localtime(sheet.updated_at).date()
    today = timezone.localdate()
    told = {"source": sheet.source.title, "today": _day(today)}
    return Citation(
        before=f"{author.rstrip('.')}. ({_day(changed, year_first=True)}).",
        title=sheet.title,
        after=gettext(
            "Carrefour des innovations sociales, d’après %(source)s. Consulté le %(today)s, sur"
        )
        % told,
        address=address,
        bibtex=_bibtex(sheet, author, changed, today, address),
    )


def _day(day: date, *, year_first: bool = False) -> str:
    return date_format(day, "Y, j F" if year_first else "j F Y")


def _bibtex(sheet: Sheet, author: str, changed: date, today: date, address: str) -> str:
    fields = {
        "author": f"{{{_escaped(author)}}}",  # braces: an organisation has no first name
        "title": f"{{{_escaped(sheet.title)}}}",
        "year": str(changed.year),
        "month": str(changed.month),
        "publisher": gettext("Carrefour des innovations sociales"),
        "note": _escaped(gettext("d’après %(source)s") % {"source": sheet.source.title}),
        "url": address,
        "urldate": today.isoformat(),
    }
    lines = [f"  {name:<9} = {{{value}}}" for name, value in fields.items()]
    return f"@online{{carrefour-{sheet.pk},\n" + ",\n".join(lines) + "\n}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _TEX[found.group()], " ".join(text.split()))

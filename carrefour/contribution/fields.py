"""The fields that people write, whether they propose, correct or edit: one form for all.

A text stands for each field, as `carrefour.structure.correcting` reads it: one line for each value
of a field that has several. Places are typed row by row, see `carrefour.contribution.where`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language

from carrefour.catalogue.correcting import PLACES
from carrefour.catalogue.draft import Status
from carrefour.catalogue.merging import FACETS
from carrefour.catalogue.models import Correction, Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.visiting import typed
from carrefour.contribution.where import Row, posted_lines, rows_of
from carrefour.contribution.wording import HINTS, LABELS, WRONG
from carrefour.pipeline.corrections import read_all
from carrefour.pipeline.corrections import typed as typed_of
from carrefour.search.analysis import fold
from carrefour.structure.correcting import LONGEST
from carrefour.structure.odd import Odd
from carrefour.structure.text import plain

Texts = dict[str, str]
ROWS = {"summary": 3, "description": 12, "tags": 3, "partners": 3}
_UNSAID = 5_000  # letters of a field that says nothing of its length


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: what is typed in it now, and what is wrong with that, if anything.

    ``rows`` is the height of one of many lines; ``choices`` are codes or states, of which
    ``several`` may be ticked. ``said`` is what a person said of it before, ``told`` what the
    sources say.
    """

    name: str
    text: str
    wrong: str | Promise = ""
    rows: int = 0
    choices: tuple[str, ...] = ()
    several: bool = False
    places: tuple[Row, ...] = ()
    required: bool = False
    said: Correction | None = None
    told: str = ""

    @property
    def label(self) -> str | Promise:
        """What it is called."""
        return LABELS[self.name]

    @property
    def hint(self) -> str | Promise:
        """How it is filled."""
        return HINTS.get(self.name, "")

    @property
    def chosen(self) -> list[str]:
        """What is ticked."""
        return self.text.split("\n")

    @property
    def longest(self) -> int:
        """Characters that it may have."""
        return LONGEST.get(self.name, _UNSAID)


def fields(
    names: Iterable[str],
    texts: Mapping[str, str],
    wrong: Mapping[str, str | Promise] | None = None,
    said: Mapping[str, tuple[Correction, str]] | None = None,
    *,
    more_places: bool = True,
) -> list[Field]:
    """The fields of a form, filled; ``said`` is what people and sources say of some."""
    made = []
    for name in names:
        text = texts.get(name, "")
        correction, told = (said or {}).get(name, (None, ""))
        choices: tuple[str, ...] = ()
        if name in FACETS:
            language = get_language() or "fr"
            choices = tuple(
                sorted(_choices(name), key=lambda c: fold(taxonomy().label(c, language)))
            )
        elif name == "status":
            choices = ("", *Status)
        made.append(
            Field(
                name=name,
                text=text,
                wrong=(wrong or {}).get(name, ""),
                rows=ROWS.get(name, 0),
                choices=choices,
                several=name in FACETS,
                places=tuple(rows_of(text, more=more_places)) if name == PLACES else (),
                required=name == "title",
                said=correction,
                told=told,
            )
        )
    return made


def posted(request: HttpRequest, names: Iterable[str]) -> Texts:
    """What a form sent of the fields ``names``; ends of lines and unseen characters put right."""
    texts = {}
    for name in names:
        if name in FACETS:
            known = set(_choices(name))
            texts[name] = "\n".join(sorted(known.intersection(request.POST.getlist(name))))
        elif name == PLACES:
            texts[name] = "\n".join(posted_lines(request))
        else:
            # One more than may be, so that a text that is too long is told of, not cut.
            texts[name] = typed(request, name, LONGEST.get(name, _UNSAID) + 1)
    return texts


def faults(texts: Mapping[str, str], sheet: Sheet | None = None) -> dict[str, str | Promise]:
    """What is wrong, by field; asks the geocoder of places that ``sheet`` does not have yet."""
    found: dict[str, str | Promise] = {}
    for name, text in texts.items():
        try:
            read_all({name: text}, sheet)
        except Odd:
            found[name] = WRONG[name]
    return found


def texts_of(sheet: Sheet) -> Texts:
    """What ``sheet`` says in each field, as people type it: a description without its markup."""
    told = typed_of(sheet)
    texts = {name: told[name] for name in LABELS}
    texts["description"] = written(texts["description"])
    return texts


def written(markup: str) -> str:
    """A description as people write it: paragraphs parted by an empty line, lists by dashes."""
    parted = (
        markup.replace("</p>", "</p>\n\n").replace("<li>", "<li>- ").replace("</ul>", "</ul>\n")
    )
    return plain(parted) if "<" in markup else markup


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> Texts:
    """The fields of ``after`` that say something else than ``before``."""
    return {name: text for name, text in after.items() if _same(text) != _same(before[name])}


def raw_of(texts: Mapping[str, str], licence: str) -> dict[str, Any]:
    """A project as the record of it is kept, from the texts of its fields."""
    lines = {name: text.split("\n") if text else [] for name, text in texts.items()}
    codes = sorted({code for facet in FACETS for code in lines.get(facet, [])})
    places = [
        {"text": row.text, **({"lat": row.point[0], "lon": row.point[1]} if row.point else {})}
        for row in rows_of(texts.get(PLACES, ""), more=False)
    ]
    single = ("title", "summary", "description", "url", "holder", "start_date", "end_date")
    return {
        **{name: texts.get(name, "") for name in (*single, "status", "budget")},
        "partners": lines.get("partners", []),
        "tags": lines.get("tags", []),
        "codes": codes,
        "places": places,
        "licence": licence,
    }


def _same(text: str) -> str:
    """``text`` without what a form does not bring back as it was: spaces, and what no one sees."""
    seen = "".join(c for c in text if c.isprintable() or c.isspace())
    return "\n".join(" ".join(line.split()) for line in seen.strip().splitlines())


@cache
def _choices(facet: str) -> tuple[str, ...]:
    """The codes of a facet."""
    every = sorted(taxonomy().codes)
    return tuple(c for c in every if asdict(taxonomy().sort_codes([c]))[facet])

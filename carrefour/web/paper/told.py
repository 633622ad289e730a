"""What paper tells of a sheet: the words, apart from how they are set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from carrefour.catalogue.models import Sheet, Source
from carrefour.pipeline.pictures import picture_path
from carrefour.structure.text import plain
from carrefour.web.charts.layout import number
from carrefour.web.paper.blocks import Block, blocks, cut
from carrefour.web.pictures import Shown
from carrefour.web.templatetags.carrefour_web import (
    host,
    label,
    place_name,
    precision_text,
    sheet_url,
    status_label,
    when,
)

MOST_TEXT = 24_000  # characters of a sheet on its own
MOST_TEXT_OF_MANY = 2_500  # characters of each sheet of a selection
MOST_PLACES = 8
PICTURE_WIDTH = 1200  # of the file that is set, in pixels


@dataclass(frozen=True, slots=True)
class Told:
    """One sheet as paper tells it. ``facts`` are pairs of a name and a value."""

    title: str
    organisation: str
    summary: str
    story: list[Block]
    cut: bool
    facts: list[tuple[str, str]]
    origin: str
    url: str
    picture: Path | None = None
    credit: str = ""
    note: str = ""  # what those who chose it say of it


def told(sheet: Sheet, source: Source, site: str, most: int = MOST_TEXT, *, note: str = "") -> Told:
    """What paper tells of ``sheet``, which `with_pictures` has gone over; ``site`` begins its
    address, ``note`` is what those who chose it say."""
    whole = "" if plain(sheet.description) == sheet.summary else sheet.description
    story, short = cut(blocks(whole), most)
    shown: Shown | None = getattr(sheet, "picture", None)
    file = picture_path(shown.digest, PICTURE_WIDTH) if shown else None
    return Told(
        title=sheet.title,
        organisation=sheet.organisation.name,
        summary=sheet.summary,
        story=story,
        cut=short,
        facts=list(_facts(sheet)),
        origin=_origin(sheet, source),
        url=site + sheet_url(sheet),
        picture=file if file and file.exists() else None,
        credit=shown.credit if shown else "",
        note=note,
    )


def _facts(sheet: Sheet) -> Iterable[tuple[str, str]]:
    places = list(sheet.places.all())
    if places:
        named = [_place(place_name(place), precision_text(place)) for place in places[:MOST_PLACES]]
        more = [f"+{number(len(places) - MOST_PLACES)}"] if len(places) > MOST_PLACES else []
        yield _("Où"), "\n".join([*named, *more])
    pairs = (
        (_("Porteur"), sheet.holder),
        (_("Partenaires"), ", ".join(sheet.partners)),
        (_("Thèmes"), ", ".join(map(label, sheet.themes))),
        (_("Publics"), ", ".join(map(label, sheet.publics))),
        (_("Méthodes"), ", ".join(map(label, sheet.methods))),
        (_("Avancement"), status_label(sheet.status) if sheet.status else ""),
        (_("Début"), when(sheet.start_date) if sheet.start_date else ""),
        (_("Fin"), when(sheet.end_date) if sheet.end_date else ""),
        (_("Budget"), f"{number(sheet.budget)} €" if sheet.budget else ""),
        (_("Mots-clés de la source"), ", ".join(sheet.tags)),
        (_("Site web"), host(sheet.url) if sheet.url else ""),
    )
    yield from ((name, value[:600]) for name, value in pairs if value)


def _place(name: str, precision: str) -> str:
    return f"{name} ({precision})" if precision else name


def _origin(sheet: Sheet, source: Source) -> str:
    unknown = not sheet.licence or sheet.licence == "unknown"
    licence = _("non précisée par la source") if unknown else sheet.licence
    parts = [
        _("Source : %(source)s") % {"source": source.title},
        _("Licence : %(licence)s") % {"licence": licence},
        source.attribution,
        _("Fiche mise à jour le %(day)s") % {"day": date_format(sheet.updated_at, "j F Y")},
    ]
    return " · ".join(filter(None, parts))

"""Where each value of a sheet comes from, and when it was seen there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carrefour.catalogue.models import Correction, Source
from carrefour.catalogue.models.provenance import Provenance
from carrefour.catalogue.taxonomy import taxonomy

_CODED = frozenset({"themes", "publics", "methods", "suggested"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Who gave a field, which of its items, and when; a person of ours where there is no source."""

    source: Source | None
    items: list[str]
    day: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A field, as people call it, with everyone who gave it."""

    name: str
    origins: list[Origin]


def field_origins(
    provenances: Iterable[Provenance], corrections: Iterable[Correction]
) -> list[Told]:
    """Each field of a sheet with its origins, in the order in which people look for them."""
    held: dict[str, list[Origin]] = defaultdict(list)
    corrected = {one.field: one for one in corrections}
    for one in provenances:
        for field, items in one.fields.items():
            if field not in corrected:
                told = _items(field, items or ())
                held[field].append(Origin(one.record.source, told, one.collected_at))
    for field, correction in corrected.items():
        held[field].append(Origin(None, [], correction.decided_at))
    names = field_names()
    order = [*names, *(field for field in held if field not in names)]
    return [Told(names.get(field, field), held[field]) for field in order if field in held]


def field_names() -> dict[str, str]:
    """What people call each field of a sheet."""
    return {
        "title": _("titre"),
        "summary": _("résumé"),
        "description": _("description"),
        "url": _("site web"),
        "source_url": _("page d’origine"),
        "holder": _("porteur"),
        "holder_number": _("identifiant du porteur"),
        "partners": _("partenaires"),
        "start_date": _("date de début"),
        "end_date": _("date de fin"),
        "status": _("avancement"),
        "budget": _("budget"),
        "language": _("langue"),
        "licence": _("licence"),
        "contact": _("contact"),
        "images": _("images"),
        "themes": _("thèmes"),
        "publics": _("publics"),
        "methods": _("méthodes"),
        "suggested": _("proposés d’après les mots"),
        "tags": _("mots-clés"),
        "places": _("lieux"),
    }


def _items(field: str, items: Iterable[Any]) -> list[str]:
    """What an origin gave of a field of several values, as people read it."""
    if field == "images":
        return []  # addresses at the source, which say nothing to a reader
    if field in _CODED:
        codes = [one["code"] if field == "suggested" else one for one in items]
        return [taxonomy().label(code, get_language() or "fr") for code in codes]
    return [str(one) for one in items]

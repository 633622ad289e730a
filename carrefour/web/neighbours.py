"""Sheets that are like a sheet or a search, each with the reason in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext

from carrefour.catalogue.models import Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.engine import search_engine
from carrefour.search.engine import SearchResting
from carrefour.search.likeness import Neighbour
from carrefour.search.query import Query
from carrefour.territory.distance import kilometres
from carrefour.web.cards import sheets_in_order

FAR = 100  # km from which a distance is no reason any more
# Places whose point stands for a town at the most: between others a distance would be made up.
_KNOWN_TO_THE_TOWN = frozenset({"address", "street", "commune", "postcode"})


@dataclass(frozen=True, slots=True)
class Near:
    """A sheet to propose, and why."""

    sheet: Sheet
    reason: str


def neighbours_of(sheet: Sheet, limit: int = 6) -> list[Near]:
    """The sheets most like ``sheet``; none while the search rests."""
    try:
        return _told(search_engine().neighbours(sheet.pk, limit), sheet)
    except SearchResting:
        return []


def beyond(query: Query, limit: int) -> list[Near]:
    """Sheets that ``query`` does not find, like those that it does. Raises `SearchResting`."""
    return _told(search_engine().beyond(query, limit), None)


def _told(found: Iterable[Neighbour], own: Sheet | None) -> list[Near]:
    by_id = {one.id: one for one in found}
    return [Near(sheet, _reason(by_id[sheet.pk], own, sheet)) for sheet in sheets_in_order(by_id)]


def _reason(found: Neighbour, own: Sheet | None, other: Sheet) -> str:
    """Why two sheets are alike: "Même thème : Mobilité · mot commun : vélo · à 12 km"."""
    parts = [*_of_codes(found.codes)]
    if found.words:
        told = ngettext(
            "mot commun\u00a0: %(words)s", "mots communs\u00a0: %(words)s", len(found.words)
        )
        parts.append(told % {"words": ", ".join(found.words)})
    if own is not None and (where := _of_places(own, other)):
        parts.append(where)
    reason = " · ".join(parts)
    return reason[:1].upper() + reason[1:]


def _of_codes(codes: Iterable[str]) -> Iterable[str]:
    language = get_language() or "fr"
    held: dict[str, list[str]] = {"domains": [], "publics": [], "methods": []}
    for code in codes:
        facet = next(
            (f for f in ("publics", "methods") if code in taxonomy().codes_of(f)), "domains"
        )
        held[facet].append(taxonomy().label(code, language))
    if labels := held["domains"]:
        told = ngettext("même thème\u00a0: %(names)s", "mêmes thèmes\u00a0: %(names)s", len(labels))
        yield told % {"names": ", ".join(labels)}
    if labels := held["publics"]:
        told = ngettext(
            "même public\u00a0: %(names)s", "mêmes publics\u00a0: %(names)s", len(labels)
        )
        yield told % {"names": ", ".join(labels)}
    if labels := held["methods"]:
        told = ngettext(
            "même méthode\u00a0: %(names)s", "mêmes méthodes\u00a0: %(names)s", len(labels)
        )
        yield told % {"names": ", ".join(labels)}


def _of_places(own: Sheet, other: Sheet) -> str:
    """How near two sheets are, no more precisely than both are known."""
    ours, theirs = _points(own), _points(other)
    if ours and theirs:
        km = min(kilometres(one, two) for one in ours for two in theirs)
        if km < 1:
            return gettext("à moins d’un kilomètre")
        return gettext("à %(km)d km") % {"km": round(km)} if km <= FAR else ""
    shared = {p.departement for p in own.places.all()} & {p.departement for p in other.places.all()}
    return gettext("même département") if shared - {""} else ""


def _points(sheet: Sheet) -> list[tuple[float, float]]:
    return [
        (place.lat, place.lon)
        for place in sheet.places.all()
        if place.precision in _KNOWN_TO_THE_TOWN and place.lat is not None and place.lon is not None
    ]

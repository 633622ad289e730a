"""Dates, amounts and places as French pages write them."""

from __future__ import annotations

from carrefour.catalogue.draft import Status
from carrefour.demo.projects import Place

MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()
STATUSES = {Status.PLANNED: "À venir", Status.RUNNING: "En cours", Status.ENDED: "Terminé"}


def month(iso: str) -> str:
    """ "2021-03" as "mars 2021"."""
    year, number = iso.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def euros(amount: int | None) -> str:
    """An amount with its thousands apart, or nothing."""
    return "" if amount is None else f"{amount:,}\u202f€".replace(",", "\u202f")


def whereabouts(place: Place) -> str:
    """A place with what holds it: "26150 Die (Drôme)"."""
    if place.kind == "commune":
        return f"{place.line} ({place.departement})"
    return "France entière" if place.kind == "country" else place.name

"""Places as people type them: a row each, by name with proposals, or by a point on the map.

A line "12 rue des Lilas, 44000 Nantes @ 47.21, -1.55" stands for a row; people never see the
point, which holds as long as they leave the words beside it alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.http import HttpRequest

from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.geocoding import geocoder
from carrefour.territory.coordinates import in_france
from carrefour.territory.model import Level, Location, PlaceHint, Territory

MOST = 20  # places of one project
LONGEST = 300  # characters of a row
_LINE = re.compile(r"^(.*?)\s*@\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class Row:
    """A place as it is typed, and the point that stands for it, if one was set."""

    text: str
    point: tuple[float, float] | None = None

    @property
    def at(self) -> str:
        """The point as a form holds it."""
        return f"{self.point[0]:.6f},{self.point[1]:.6f}" if self.point else ""

    @property
    def line(self) -> str:
        """The row as one line."""
        return (
            f"{self.text} @ {self.point[0]:.6f}, {self.point[1]:.6f}" if self.point else self.text
        )


def rows_of(text: str, *, more: bool) -> list[Row]:
    """The rows of the lines of ``text``, and with ``more`` one that is empty."""
    rows = [_row(line) for line in text.splitlines() if line.strip()]
    return [*rows, Row("")] if more and len(rows) < MOST else rows


def posted_lines(request: HttpRequest) -> list[str]:
    """The lines of the rows that a form sent.

    Of each row it sends what is typed (``place``), the reference of the proposal that was chosen
    (``place_ref``), and a point with the words it stands for (``place_at``, ``place_was``).
    """
    names = ("place", "place_ref", "place_at", "place_was")
    columns = [request.POST.getlist(name)[:MOST] for name in names]
    lines = (_posted(*cells) for cells in zip_longest(*columns, fillvalue=""))
    return list(dict.fromkeys(line for line in lines if line))


def found_at(lat: float, lon: float) -> Row | None:
    """The row for a point on the map, named after the commune that it lies in."""
    if not in_france(lat, lon):
        return None
    found = geocoder().locate(PlaceHint(lat=lat, lon=lon))
    if not isinstance(found, Location) or not found.commune:
        return None
    commune = gazetteer().get(f"commune:{found.commune}")
    return Row(name_of(commune), (round(lat, 6), round(lon, 6))) if commune else None


def name_of(territory: Territory) -> str:
    """What a territory is called so that it is found again: a commune with its département."""
    if territory.level is Level.COMMUNE and territory.departement:
        return f"{territory.name} ({territory.departement})"
    return territory.name


def refs_of(text: str) -> Iterator[str]:
    """References of all territories that hold the places of ``text`` that are found."""
    for row in rows_of(text, more=False):
        lat, lon = row.point or (None, None)
        found = geocoder().locate(PlaceHint(text=row.text, lat=lat, lon=lon))
        if isinstance(found, Location):
            yield from found.refs()


def _row(line: str) -> Row:
    match = _LINE.match(line.strip())
    if not match:
        return Row(line.strip())
    return Row(match[1], (float(match[2]), float(match[3])))


def _posted(text: str, ref: str, at: str, was: str) -> str:
    words = " ".join(text.replace("@", " ").split())[:LONGEST]
    if not words:
        return ""
    if at and words == " ".join(was.split()):
        return _row(f"{words} @ {at}").line
    chosen = gazetteer().get(ref) if ref else None
    if chosen and chosen.name == words:
        return name_of(chosen)
    return words

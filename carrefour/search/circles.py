"""Circles: which sheets lie within one, and how far from its centre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from carrefour.search.query import Box, Circle
from carrefour.territory.distance import kilometres


@dataclass(frozen=True, slots=True)
class Around:
    """The keys of the sheets within a circle, with their distance in km.

    ``outside`` are those that lie in the circle's box but not in the circle. They are the corners,
    far fewer as a rule than what is inside: an engine finds the same by leaving them out.
    """

    box: Box
    inside: dict[int, float]
    outside: list[int]

    @property
    def inside_is_fewer(self) -> bool:
        """Whether naming what is inside is shorter than naming the corners."""
        return len(self.inside) <= len(self.outside)


def measured(circle: Circle, points: Iterable[tuple[int, float, float]]) -> Around:
    """What of the (key, lat, lon) of the box around ``circle`` lies within it.

    A sheet of several points is as near as the nearest of them.
    """
    centre = (circle.lat, circle.lon)
    nearest: dict[int, float] = {}
    for key, lat, lon in points:
        km = kilometres(centre, (lat, lon))
        if km < nearest.get(key, float("inf")):
            nearest[key] = km
    inside = {key: km for key, km in nearest.items() if km <= circle.km}
    outside = [key for key in nearest if key not in inside]
    return Around(box_around(circle), inside, outside)


def box_around(circle: Circle) -> Box:
    """The smallest box that holds ``circle``, a degree of latitude being 111.19 km."""
    high = circle.km / 111.19
    wide = min(180.0, high / max(0.01, cos(radians(min(85.0, abs(circle.lat) + high)))))
    west, east = circle.lon - wide, circle.lon + wide
    return Box(
        west if west >= -180 else west + 360,
        max(-90.0, circle.lat - high),
        east if east <= 180 else east - 360,
        min(90.0, circle.lat + high),
    )

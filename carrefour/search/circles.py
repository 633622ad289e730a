"""Circles: which sheets lie within one, and how far from its centre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, pi, radians, sin, sqrt

from carrefour.search.query import Box, Circle
from carrefour.territory.distance import EARTH_KM


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
    # The haversine formula, as in `carrefour.territory.distance`, with what concerns the centre
    # worked out once and the square root and arcsine left to those inside: cities hold thousands.
    lat0, lon0, half = radians(circle.lat), radians(circle.lon), pi / 360
    narrow0, most = cos(lat0), sin(min(circle.km / EARTH_KM, pi) / 2) ** 2
    nearest: dict[int, float] = {}
    for key, lat, lon in points:
        north, east = sin(lat * half - lat0 / 2), sin(lon * half - lon0 / 2)
        apart = north * north + narrow0 * cos(lat * half * 2) * east * east
        if key not in nearest or apart < nearest[key]:
            nearest[key] = apart
    inside = {
        key: 2 * EARTH_KM * asin(min(1.0, sqrt(apart)))
        for key, apart in nearest.items()
        if apart <= most
    }
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

"""Circles: which sheets lie within one, and how far from its centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carrefour.search.query import Box, Circle
from carrefour.territory.distance import EARTH_KM


class Points(NamedTuple):
    """Points of sheets: whose each is, and its latitude and longitude in degrees."""

    keys: NDArray[np.int64]
    lats: NDArray[np.float64]
    lons: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Around:
    """The ``keys`` of the sheets within a circle, in order, and how many ``km`` off each is.

    ``outside`` are those that lie in the circle's box but not in the circle. They are the corners,
    far fewer as a rule than what is inside: an engine finds the same by leaving them out.
    """

    box: Box
    keys: NDArray[np.int64]
    km: NDArray[np.float64]
    outside: NDArray[np.int64]

    @property
    def inside_is_fewer(self) -> bool:
        """Whether naming what is inside is shorter than naming the corners."""
        return len(self.keys) <= len(self.outside)

    def distances(self, keys: Sequence[int]) -> list[float]:
        """How far each of ``keys`` is, in km. Raises ``KeyError`` for one that is not inside."""
        wanted = np.asarray(keys, dtype=np.int64)
        places = np.searchsorted(self.keys, wanted)
        if len(wanted) and not np.array_equal(self.keys.take(places, mode="clip"), wanted):
            raise KeyError(keys)
        return [float(km) for km in self.km[places]]

    def nearest(self, number: int) -> list[int]:
        """The keys of the ``number`` nearest, in order of their distance, then of their key."""
        return [int(key) for key in self.keys[np.argsort(self.km, kind="stable")[:number]]]


def measured(circle: Circle, points: Points) -> Around:
    """What of the ``points`` in the box around ``circle`` lies within it.

    A sheet of several points is as near as the nearest of them.
    """
    # The haversine formula, as in `carrefour.territory.distance`, over all points at once.
    lat, lon, half = radians(circle.lat), radians(circle.lon), pi / 360
    north, east = np.sin(points.lats * half - lat / 2), np.sin(points.lons * half - lon / 2)
    apart = north**2 + cos(lat) * np.cos(points.lats * half * 2) * east**2
    order = np.lexsort((apart, points.keys))
    keys, first = np.unique(points.keys[order], return_index=True)
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, apart[order][first])))
    inside = km <= circle.km
    return Around(box_around(circle), keys[inside], km[inside], keys[~inside])


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

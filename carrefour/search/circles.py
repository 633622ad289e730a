"""Circles: which sheets lie within one, and how far from its middle."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, pi, radians, sin, sqrt
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
    """A circle as an index finds it: by the ``cells`` of ``zoom`` that lie in it, and by sheet.

    ``measured`` are the keys of the sheets that lie in the circle by their distance, for they
    have a point in a cell on its edge. Where there are many sheets, most are in the cells.
    """

    zoom: int
    cells: list[int]
    measured: NDArray[np.int64]


def within(circle: Circle, points: Points) -> NDArray[np.int64]:
    """The keys of the sheets that have one of ``points`` in ``circle``."""
    keys, km = _apart(circle, points)
    return keys[km <= circle.km]


def distances(circle: Circle, points: Points) -> dict[int, float]:
    """How many km each sheet, by its key, is from the middle of ``circle``."""
    keys, km = _apart(circle, points)
    return dict(zip(keys.tolist(), km.tolist(), strict=True))


def nearest(circle: Circle, points: Points, number: int) -> list[int]:
    """The keys of the ``number`` nearest sheets, by their distance, then by key."""
    keys, km = _apart(circle, points)
    first: list[int] = keys[np.argsort(km, kind="stable")[:number]].tolist()
    return first


def box_around(circle: Circle) -> Box:
    """The smallest box that holds ``circle``, a degree of latitude being 111.19 km."""
    high = circle.km / 111.19
    wide = min(180.0, high / max(0.01, cos(radians(min(85.0, abs(circle.lat) + high)))))
    return _box(circle, high, wide)


def core_of(circle: Circle) -> Box | None:
    """A box that ``circle`` holds; ``None`` for one that reaches towards a pole.

    The point of a box that is the farthest from its middle is one of its corners: these lie on the
    circle, or would, if they were not drawn in by a thousandth, so that no rounding matters.
    """
    across = 0.999 * circle.km / EARTH_KM  # radians
    high = across / sqrt(2)
    lat, far = radians(circle.lat), radians(abs(circle.lat)) + high
    if far > radians(85):
        return None
    # The haversine formula solved for the longitude, at the two latitudes of the corners.
    left = sin(across / 2) ** 2 - sin(high / 2) ** 2
    wide = min(left / (cos(lat) * cos(corner)) for corner in (far, abs(lat) - high))
    # Beyond a quarter of the globe the corners would not be the farthest.
    return _box(circle, degrees(high), degrees(2 * asin(sqrt(min(0.5, wide)))))


def _box(circle: Circle, high: float, wide: float) -> Box:
    """The box that reaches ``high`` and ``wide`` degrees from the middle of ``circle``."""
    west, east = circle.lon - wide, circle.lon + wide
    return Box(
        west if west >= -180 else west + 360,
        max(-90.0, circle.lat - high),
        east if east <= 180 else east - 360,
        min(90.0, circle.lat + high),
    )


def _apart(circle: Circle, points: Points) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The keys of sheets, in order, and how many km each is from the middle of ``circle``.

    A sheet of several points is as near as the nearest of them.
    """
    # The haversine formula, as in `carrefour.territory.distance`, over all points at once.
    lat, lon, half = radians(circle.lat), radians(circle.lon), pi / 360
    north, east = np.sin(points.lats * half - lat / 2), np.sin(points.lons * half - lon / 2)
    apart = north**2 + cos(lat) * np.cos(points.lats * half * 2) * east**2
    order = np.lexsort((apart, points.keys))
    keys, first = np.unique(points.keys[order], return_index=True)
    return keys, 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, apart[order][first])))

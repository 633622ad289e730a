"""Circles covered by the cells of the map: those that lie in one whole, and those on its edge."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, floor, pi, radians

import numpy as np
from numpy.typing import NDArray

from carrefour.search.cells import CELL_BITS, COVERED_BY, tile_row
from carrefour.search.circles import KM_OF_DEGREE, km_apart
from carrefour.search.query import Circle
from carrefour.territory.distance import EARTH_KM

ACROSS = 8  # cells along a radius, at least: more are dearer to find by than what they spare
FARTHEST = 84.0  # degrees of latitude: the map, and so its cells, end at 85
WIDEST = 60.0  # degrees of longitude on either side
CLOSE = 1e-6  # what rounding may take from a distance, as a share of it


@dataclass(frozen=True, slots=True)
class Covering:
    """Cells at ``zoom``: ``inside`` every point is in the circle, on the ``edge`` some may be."""

    zoom: int
    inside: list[int]
    edge: list[int]


def covering(circle: Circle) -> Covering | None:
    """The cells that cover ``circle``; ``None`` where it reaches a pole, or around the globe."""
    high = circle.km / KM_OF_DEGREE
    north, south = circle.lat + high, circle.lat - high
    if max(north, -south) > FARTHEST:
        return None
    wide = high / cos(radians(max(north, -south)))
    if wide > WIDEST:
        return None
    zoom = _zoom(circle)
    side = 1 << (zoom + CELL_BITS)
    first, last = (tile_row(lat, side) for lat in (north, south))
    west, east = (floor((lon + 180) / 360 * side) for lon in (circle.lon - wide, circle.lon + wide))
    rows, columns = np.arange(first, last + 2), np.arange(west, east + 2)
    lats = np.arctan(np.sinh(pi * (1 - 2 * rows / side)))
    lons = (columns / side * 2 - 1) * pi - radians(circle.lon)
    far = _corners(circle, lats, lons)
    farthest = np.maximum.reduce((far[1:, 1:], far[1:, :-1], far[:-1, 1:], far[:-1, :-1]))
    inside = farthest <= circle.km * (1 - CLOSE)
    edge = ~inside & (_nearest(circle, lats, lons) <= circle.km * (1 + CLOSE) + CLOSE)
    cells = (rows[:-1, None] << (zoom + CELL_BITS)) + columns[None, :-1] % side
    return Covering(zoom, cells[inside].tolist(), cells[edge].tolist())


def _zoom(circle: Circle) -> int:
    """The widest cells of which at least `ACROSS` lie along the radius, if there are such."""
    around = 2 * pi * EARTH_KM * cos(radians(circle.lat))
    for zoom in COVERED_BY:
        if around / (1 << (zoom + CELL_BITS)) * ACROSS <= circle.km:
            return zoom
    return COVERED_BY[-1]


def _corners(
    circle: Circle, lats: NDArray[np.float64], lons: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How many km each corner of the cells is from the middle of ``circle``."""
    return km_apart(radians(circle.lat), lats[:, None], lons[None, :])


def _nearest(
    circle: Circle, lats: NDArray[np.float64], lons: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How many km the nearest point of each cell is from the middle of ``circle``.

    It lies on the meridian of the cell that is the nearest to the middle, where this is at its
    nearest: at the foot of the great circle which meets it at a right angle, or at an end.
    """
    middle = radians(circle.lat)
    across = np.maximum(0.0, np.maximum(lons[:-1], -lons[1:]))[None, :]
    foot = np.arctan2(np.sin(middle), np.cos(middle) * np.cos(across))
    return km_apart(middle, np.clip(foot, lats[1:, None], lats[:-1, None]), across)

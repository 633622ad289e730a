"""Circles: which sheets lie within one, and how far from its middle."""

from __future__ import annotations

from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from carrefour.search.covering import ACROSS, Covering, Grid, grid_over
from carrefour.search.points import Points
from carrefour.search.query import Box, Circle
from carrefour.territory.distance import EARTH_KM

KM_OF_DEGREE = 111.19  # of latitude
WIDEST = 60.0  # degrees of longitude on either side of a circle that cells cover
CLOSE = 1e-6  # what rounding may take from a distance, as a share of it


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
    """The smallest box that holds ``circle``."""
    high = circle.km / KM_OF_DEGREE
    wide = min(180.0, high / max(0.01, cos(radians(min(85.0, abs(circle.lat) + high)))))
    west, east = circle.lon - wide, circle.lon + wide
    return Box(
        west if west >= -180 else west + 360,
        max(-90.0, circle.lat - high),
        east if east <= 180 else east - 360,
        min(90.0, circle.lat + high),
    )


def covering(circle: Circle, across: int = ACROSS) -> Covering | None:
    """The cells that cover ``circle``, ``across`` its radius or more.

    ``None`` where it reaches a pole, or around the globe.
    """
    high = circle.km / KM_OF_DEGREE
    north, south = circle.lat + high, circle.lat - high
    wide = high / max(0.01, cos(radians(min(90.0, max(north, -south)))))
    if wide > WIDEST:
        return None
    around = Box(circle.lon - wide, south, circle.lon + wide, north)
    grid = grid_over(around, circle.km / across, circle.lat)
    if grid is None:
        return None
    far = km_apart(radians(circle.lat), grid.lats[:, None], grid.lons - radians(circle.lon))
    farthest = np.maximum.reduce((far[1:, 1:], far[1:, :-1], far[:-1, 1:], far[:-1, :-1]))
    inside = farthest <= circle.km * (1 - CLOSE)
    edge = ~inside & (_nearest(circle, grid) <= circle.km * (1 + CLOSE) + CLOSE)
    return grid.covering(inside, edge)


def _nearest(circle: Circle, grid: Grid) -> NDArray[np.float64]:
    """How many km the nearest point of each cell is from the middle of ``circle``.

    It lies on the meridian of the cell that is the nearest to the middle, where this is at its
    nearest: at the foot of the great circle which meets it at a right angle, or at an end.
    """
    middle, lons = radians(circle.lat), grid.lons - radians(circle.lon)
    across = np.maximum(0.0, np.maximum(lons[:-1], -lons[1:]))[None, :]
    foot = np.arctan2(np.sin(middle), np.cos(middle) * np.cos(across))
    return km_apart(middle, np.clip(foot, grid.lats[1:, None], grid.lats[:-1, None]), across)


def _apart(circle: Circle, points: Points) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The keys of sheets, in order, and how many km each is from the middle of ``circle``.

    A sheet of several points is as near as the nearest of them.
    """
    lats, east = np.radians(points.lats), np.radians(points.lons) - radians(circle.lon)
    km = km_apart(radians(circle.lat), lats, east)
    order = np.lexsort((km, points.keys))
    keys, first = np.unique(points.keys[order], return_index=True)
    return keys, km[order][first]


def km_apart(
    middle: float, lats: NDArray[np.float64], east: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Kilometres from a point at latitude ``middle`` to others, ``east`` of it, all in radians.

    By the haversine formula, as in `carrefour.territory.distance`, over all of them at once.
    """
    square = np.sin((lats - middle) / 2) ** 2 + cos(middle) * np.cos(lats) * np.sin(east / 2) ** 2
    km: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, square)))
    return km

"""Areas that are drawn: which points lie within one, by the even-odd rule."""

from __future__ import annotations

from itertools import pairwise
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from carrefour.search.circles import KM_OF_DEGREE
from carrefour.search.covering import ACROSS, Covering, Grid, grid_over
from carrefour.search.points import Points
from carrefour.search.query import Area, Box

CLOSE = 1e-7  # degrees around an edge, a centimetre, in which no cell is said to be inside
_Numbers = NDArray[np.float64]


def within(area: Area, points: Points) -> NDArray[np.int64]:
    """The keys of the sheets that have one of ``points`` in ``area``."""
    return np.unique(points.keys[inside(area, points.lats, points.lons)])


def inside(area: Area, lats: _Numbers, lons: _Numbers) -> NDArray[np.bool_]:
    """Whether each point lies in ``area``: from there to the east, the ring is met an odd number
    of times.

    Of two areas that share an edge, one has the points that lie on it.
    """
    odd = np.zeros(np.broadcast_shapes(lats.shape, lons.shape), dtype=bool)
    for (low, start), (high, end) in _edges(area):
        west = (lons - start) * (high - low) < (lats - low) * (end - start)
        odd ^= (low <= lats) & (lats < high) & west
    return odd


def box_around(area: Area) -> Box:
    """The smallest box that holds ``area``."""
    lats, lons = zip(*area.corners, strict=True)
    return Box(min(lons), min(lats), max(lons), max(lats))


def covering(area: Area, across: int = ACROSS) -> Covering | None:
    """The cells that cover ``area``, ``across`` half of it; ``None`` where it comes near a pole."""
    box = box_around(area)
    middle = (box.south + box.north) / 2
    high, wide = box.north - box.south, (box.east - box.west) * cos(radians(middle))
    grid = grid_over(box, max(high, wide) / 2 * KM_OF_DEGREE / across, middle)
    if grid is None:
        return None
    lats, lons = np.degrees(grid.lats), np.degrees(grid.lons)
    edge = _crossed(area, grid, lats, lons)
    middles = (lats[:-1] + lats[1:])[:, None] / 2, (lons[:-1] + lons[1:])[None, :] / 2
    return grid.covering(inside(area, *middles) & ~edge, edge)


def _crossed(area: Area, grid: Grid, lats: _Numbers, lons: _Numbers) -> NDArray[np.bool_]:
    """Which cells the ring of ``area`` touches, or passes by closely.

    Each edge is cut at the lines between the rows; what lies in a row touches the columns from its
    one end to the other.
    """
    ends = np.array(_edges(area)).transpose(1, 2, 0)[..., None]
    (low, start), (high, end) = ends
    first = np.maximum(low, lats[1:] - CLOSE)
    last = np.minimum(high, lats[:-1] + CLOSE)
    level = np.where(high > low, high - low, 1.0)
    reached = [start + (at - low) / level * (end - start) for at in (first, last)]
    # A level edge has no two latitudes to be cut at.
    west = np.where(high > low, np.minimum(*reached), np.minimum(start, end)) - CLOSE
    east = np.where(high > low, np.maximum(*reached), np.maximum(start, end)) + CLOSE
    edge, row = np.nonzero(first <= last)
    from_ = np.clip(np.searchsorted(lons, west[edge, row], "right") - 1, 0, len(lons) - 2)
    until = np.clip(np.searchsorted(lons, east[edge, row], "right"), 1, len(lons) - 1)
    steps = np.zeros((len(lats) - 1, len(lons)), dtype=np.int64)
    np.add.at(steps, (row, from_), 1)
    np.add.at(steps, (row, until), -1)
    return steps.cumsum(axis=1)[:, :-1] > 0


def _edges(area: Area) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The edges of the ring of ``area``, the southern end first: an edge of two areas is one."""
    ring = [*area.corners, area.corners[0]]
    return [(min(ends), max(ends)) for ends in pairwise(ring)]

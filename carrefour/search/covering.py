"""Shapes covered by the cells of the map: those that lie in one whole, and those on its edge."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, floor, pi, radians

import numpy as np
from numpy.typing import NDArray

from carrefour.search.cells import CELL_BITS, COVERED_BY, tile_row
from carrefour.search.query import Box
from carrefour.territory.distance import EARTH_KM

ACROSS = 12  # cells along half a shape, at least: more are dearer to find by than what they spare
FARTHEST = 84.0  # degrees of latitude: the map, and so its cells, end at 85


@dataclass(frozen=True, slots=True)
class Covering:
    """Cells at ``zoom``: ``inside`` every point is in the shape, on the ``edge`` some may be."""

    zoom: int
    inside: list[int]
    edge: list[int]


@dataclass(frozen=True, slots=True)
class Covered:
    """A shape as an index finds it: by the ``cells`` of ``zoom`` that lie in it, and by sheet.

    ``measured`` are the keys of the sheets that lie in the shape by the measure of each of their
    points, for they have one in a cell on its edge. Where there are many sheets, most are in the
    cells.
    """

    zoom: int
    cells: list[int]
    measured: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of ``zoom`` over a part of the map, from its ``top`` row and ``left`` column.

    ``lats`` (from north to south) and ``lons`` are the lines between them, in radians: one more
    than there are rows and columns. Columns may run on beyond the antimeridian.
    """

    zoom: int
    top: int
    left: int
    lats: NDArray[np.float64]
    lons: NDArray[np.float64]

    def covering(self, inside: NDArray[np.bool_], edge: NDArray[np.bool_]) -> Covering:
        """The covering by the cells, by row and column, of which ``inside`` and ``edge`` tell."""
        side = 1 << (self.zoom + CELL_BITS)
        rows = np.arange(self.top, self.top + inside.shape[0])
        columns = np.arange(self.left, self.left + inside.shape[1])
        cells = rows[:, None] * side + columns[None, :] % side
        return Covering(self.zoom, cells[inside].tolist(), cells[edge].tolist())


def grid_over(box: Box, km: float, lat: float) -> Grid | None:
    """The grid over ``box`` for a shape that reaches ``km`` from its middle, at latitude ``lat``.

    ``None`` where the box comes near a pole. Its longitudes may lie beyond 180 degrees.
    """
    if max(box.north, -box.south) > FARTHEST:
        return None
    zoom = _zoom(km, lat)
    side = 1 << (zoom + CELL_BITS)
    top, bottom = (tile_row(lat, side) for lat in (box.north, box.south))
    left, right = (floor((lon + 180) / 360 * side) for lon in (box.west, box.east))
    lats = np.arctan(np.sinh(pi * (1 - 2 * np.arange(top, bottom + 2) / side)))
    lons = (np.arange(left, right + 2) / side * 2 - 1) * pi
    return Grid(zoom, top, left, lats, lons)


def _zoom(km: float, lat: float) -> int:
    """The widest cells of which at least `ACROSS` lie along ``km``, if there are such."""
    around = 2 * pi * EARTH_KM * cos(radians(lat))
    for zoom in COVERED_BY:
        if around / (1 << (zoom + CELL_BITS)) * ACROSS <= km:
            return zoom
    return COVERED_BY[-1]

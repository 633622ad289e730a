"""Shapes covered by the cells of the map: those that lie in one whole, and those on its edge."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, floor, pi, radians, sqrt

import numpy as np
from numpy.typing import NDArray

from carrefour.search.cells import CELL_BITS, COVERED_BY, numbered, tile_row
from carrefour.search.query import Box
from carrefour.territory.distance import EARTH_KM

# Cells along half a shape, at least, in a catalogue of up to `FEW` sheets, and in the largest.
ACROSS, MOST_ACROSS = 24, 48
FEW = 250_000
GATHERED = 3  # zooms by which cells that lie in a shape are gathered into wider ones
FARTHEST = 84.0  # degrees of latitude: the map, and so its cells, end at 85


@dataclass(frozen=True, slots=True)
class Covering:
    """Cells by their number among those of all zooms (`carrefour.search.cells.numbered`).

    Every point of those ``inside`` is in the shape, of those on the ``edge`` some may be. No cell
    lies in another.
    """

    inside: list[int]
    edge: list[int]


@dataclass(frozen=True, slots=True)
class Covered:
    """A shape as an index finds it: by the ``cells`` that lie in it, and by sheet.

    ``measured`` are the keys of the sheets that lie in the shape by the measure of each of their
    points, for they have one in a cell on its edge. Where there are many sheets, most are in the
    cells.
    """

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
        """The covering by the cells, by row and column, of which ``inside`` and ``edge`` tell.

        Four cells inside that make up a wider one become that one, since fewer find the same.
        """
        gathered: list[int] = []
        widest = min(GATHERED, self.zoom - COVERED_BY.start)
        for wider in range(widest):
            rows, columns = inside.shape
            quads = inside.reshape(rows // 2, 2, columns // 2, 2)
            whole = np.logical_and.reduce(quads, axis=(1, 3))
            alone = inside & ~whole.repeat(2, axis=0).repeat(2, axis=1)
            gathered += self._numbers(alone, wider)
            inside = whole
        return Covering(gathered + self._numbers(inside, widest), self._numbers(edge, 0))

    def _numbers(self, told: NDArray[np.bool_], wider: int) -> list[int]:
        """The numbers of the cells ``told`` of, by so many zooms ``wider`` than the grid's."""
        zoom = self.zoom - wider
        side = 1 << (zoom + CELL_BITS)
        rows, columns = np.nonzero(told)
        rows, columns = rows + (self.top >> wider), (columns + (self.left >> wider)) % side
        numbers: list[int] = (numbered(0, zoom) + rows * side + columns).tolist()
        return numbers


def across(sheets: int) -> int:
    """How many cells are best to lie along half a shape, where there are so many ``sheets``.

    To find by a cell takes as long as to measure a sheet or two. Twice the cells along a shape are
    twice those on its edge, and half the sheets there: of four times the sheets, as many.
    """
    return min(MOST_ACROSS, round(ACROSS * sqrt(max(1.0, sheets / FEW))))


def grid_over(box: Box, km: float, lat: float) -> Grid | None:
    """The grid over ``box`` of the widest cells of ``km`` at the most, at latitude ``lat``.

    ``None`` where the box comes near a pole. Its longitudes may lie beyond 180 degrees.
    """
    if max(box.north, -box.south) > FARTHEST:
        return None
    zoom = _zoom(km, lat)
    side = 1 << (zoom + CELL_BITS)
    rows = _lines(tile_row(box.north, side), tile_row(box.south, side))
    columns = _lines(*(floor((lon + 180) / 360 * side) for lon in (box.west, box.east)))
    lats = np.arctan(np.sinh(pi * (1 - 2 * rows / side)))
    return Grid(zoom, int(rows[0]), int(columns[0]), lats, (columns / side * 2 - 1) * pi)


def _lines(first: int, last: int) -> NDArray[np.int64]:
    """The lines around the cells from ``first`` to ``last``, and around the wider ones of these."""
    wide = 1 << GATHERED
    return np.arange(first // wide * wide, (last // wide + 1) * wide + 1)


def _zoom(km: float, lat: float) -> int:
    """The zoom of the widest cells of ``km`` at the most, if there are such."""
    around = 2 * pi * EARTH_KM * cos(radians(lat))
    for zoom in COVERED_BY:
        if around / (1 << (zoom + CELL_BITS)) <= km:
            return zoom
    return COVERED_BY[-1]

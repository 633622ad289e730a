"""The cells of a map: web-Mercator squares of 64 pixels at each zoom, by number."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, log, pi, radians, tan

# Web-map zooms at which clusters are counted by cell; a cell is 64 pixels wide at its zoom.
ZOOMS = range(16)
CELL_BITS = 2  # cells a tile side, as a power of two: 256 pixels / 64
# Zooms whose cells sheets are found by, to cover a shape: from 108 km wide in France to 0.2.
COVERED_BY = range(6, 16)


def cells_of(points: Iterable[tuple[float, float]]) -> list[set[int]]:
    """The numbers of the cells that hold ``points``, by zoom; empty for no point."""
    tiles = {tile_at(lat, lon) for lat, lon in points}
    return [{cell_of(tile, zoom) for tile in tiles} for zoom in ZOOMS] if tiles else []


def tile_at(lat: float, lon: float) -> tuple[int, int]:
    """The column and row of the web-Mercator cell that holds the point at the finest zoom."""
    side = 1 << (ZOOMS.stop - 1 + CELL_BITS)
    x = int((lon + 180) / 360 * side)
    return min(max(x, 0), side - 1), tile_row(lat, side)


def tile_row(lat: float, side: int) -> int:
    """The row that holds a latitude on a web-Mercator map of ``side`` rows."""
    angle = radians(max(-85.0, min(85.0, lat)))
    row = int((1 - log(tan(angle) + 1 / cos(angle)) / pi) / 2 * side)
    return min(max(row, 0), side - 1)


def cell_of(tile: tuple[int, int], zoom: int) -> int:
    """The number of the cell of 64 pixels at ``zoom`` that holds a cell of the finest zoom."""
    coarser = ZOOMS.stop - 1 - zoom
    return ((tile[1] >> coarser) << (zoom + CELL_BITS)) + (tile[0] >> coarser)


def numbered(cell: int, zoom: int) -> int:
    """The number among the cells of all zooms of the one of that number at ``zoom``."""
    return (1 << 2 * (zoom + CELL_BITS)) + cell


def cell_at(lat: float, lon: float, zoom: int) -> int:
    """The number of the web-Mercator cell of 64 pixels that holds the point at ``zoom``."""
    return cell_of(tile_at(lat, lon), zoom)

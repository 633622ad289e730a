"""Sheets of a view gathered into clusters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import atan, degrees, pi, sinh
from typing import Any

import tantivy

from carrefour.search.cells import CELL_BITS, ZOOMS, cell_at
from carrefour.search.keys import id_of
from carrefour.search.query import Box, Cluster, MapView
from carrefour.search.stored import number_of, points_of

FEW = 20  # sheets of a cluster that are named one by one
FEW_ON_MAP = 1_000  # sheets of a view that are placed one by one
MOST_CELLS = 4_000


def mapped(searcher: tantivy.Searcher, shown: tantivy.Query, view: Box, zoom: int) -> MapView:
    """Clusters of what ``shown`` finds, which lies in ``view``, at web-map ``zoom``."""
    zoom = at_hand(zoom)
    total = number_of(searcher, shown)
    if total <= FEW_ON_MAP:
        found = searcher.search(shown, limit=FEW_ON_MAP, count=False).hits
        points = points_of(searcher, [address for _, address in found])
        each = zip(*(column.tolist() for column in points), strict=True)
        return MapView(exact(each, zoom, view), total)
    buckets = searcher.aggregate(shown, counting(zoom))["cells"]["buckets"]
    return MapView(counted(buckets, zoom, view), total)


def at_hand(zoom: int) -> int:
    """The zoom nearest to ``zoom`` at which cells are known."""
    return min(max(zoom, ZOOMS.start), ZOOMS.stop - 1)


def counting(zoom: int) -> dict[str, Any]:
    """The aggregation that counts sheets by cell, as Tantivy and OpenSearch both take it."""
    means = {"lat": {"avg": {"field": "lat0"}}, "lon": {"avg": {"field": "lon0"}}}
    return {
        "cells": {"terms": {"field": f"cell{zoom}", "size": MOST_CELLS}, "aggs": means},
    }


def exact(points: Iterable[tuple[int, float, float]], zoom: int, view: Box) -> list[Cluster]:
    """Clusters of (key, lat, lon) in ``view`` by cell, each at the mean of its points."""
    cells: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
    for point in points:
        if _inside(point[1], point[2], view):
            cells[cell_at(point[1], point[2], zoom)].append(point)
    clusters = []
    for held in cells.values():
        keys = dict.fromkeys(key for key, _, _ in held)
        lats, lons = [p[1] for p in held], [p[2] for p in held]
        box = Box(min(lons), min(lats), max(lons), max(lats))
        clusters.append(
            Cluster(
                lat=round(sum(lats) / len(lats), 5),
                lon=round(sum(lons) / len(lons), 5),
                count=len(keys),
                ids=tuple(map(id_of, keys)) if len(keys) <= FEW else (),
                box=box if len(held) > 1 else None,
            )
        )
    return clusters


def counted(buckets: list[dict[str, Any]], zoom: int, view: Box) -> list[Cluster]:
    """Clusters of the cells that an aggregation counted, each at the mean of its first points.

    The mean also counts other places of the same sheets; one that falls outside its cell gives
    way to the middle of the cell.
    """
    clusters = []
    for bucket in buckets:
        cell = cell_box(int(bucket["key"]), zoom)
        if not overlap(cell, view):
            continue
        lat, lon = bucket["lat"]["value"], bucket["lon"]["value"]
        inside = cell.south <= lat <= cell.north and cell.west <= lon <= cell.east
        if not inside:
            lat, lon = (cell.south + cell.north) / 2, (cell.west + cell.east) / 2
        clusters.append(Cluster(round(lat, 4), round(lon, 4), int(bucket["doc_count"]), (), cell))
    return clusters


def cell_box(cell: int, zoom: int) -> Box:
    """The extent of the cell of that number; see `cell_at`."""
    side = 1 << (zoom + CELL_BITS)
    y, x = divmod(cell, side)

    def lat(row: int) -> float:
        return degrees(atan(sinh(pi * (1 - 2 * row / side))))

    west, east = x / side * 360 - 180, (x + 1) / side * 360 - 180
    return Box(round(west, 4), round(lat(y + 1), 4), round(east, 4), round(lat(y), 4))


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share a point; ``other`` may reach across the antimeridian."""
    if one.south > other.north or one.north < other.south:
        return False
    if other.west > other.east:
        return one.east >= other.west or one.west <= other.east
    return one.east >= other.west and one.west <= other.east


def _inside(lat: float, lon: float, box: Box) -> bool:
    if not box.south <= lat <= box.north:
        return False
    if box.west > box.east:
        return lon >= box.west or lon <= box.east
    return box.west <= lon <= box.east

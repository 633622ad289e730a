"""Clusters kept where a search is confined to.

A sheet that is found by one of its places has others too, and the engine places them all. Seen on a
map that says "within this area", those that lie elsewhere mislead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import radians
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carrefour.search.circles import km_apart
from carrefour.search.clusters import overlap
from carrefour.search.query import Area, Box, Circle, Cluster, Facet, MapView, Query

ROUNDED = 1e-4  # degrees that the places of clusters are rounded by, at the most
# Degrees by which a place may lie outside of the outline of its territory, which is simplified, as
# points of communes may be estimated: 12 of 69,750 lie farther off those of theirs.
DRAWN_WITHIN = 0.2
MOST_OUTLINES = 12  # of one search: the map draws no more either
_Numbers = NDArray[np.float64]
Outline = Callable[[str], dict[str, Any] | None]
_Touch = Callable[[_Numbers], NDArray[np.bool_]]


def confined(view: MapView, query: Query, outline: Outline) -> MapView:
    """``view`` without the clusters that lie wholly outside of where ``query`` is confined to.

    ``outline`` tells the GeoJSON geometry of a territory by its reference, ``None`` where it is not
    known; then nothing is left out. Where a search is confined in several ways, different places of
    a sheet may meet each, so that what any of them holds is kept. A cluster on the edge is kept
    whole, and its number counts the sheets on both sides of it.
    """
    ways = _ways(query, outline)
    if not view.clusters or not ways:
        return view
    boxes = np.array([_extent(cluster) for cluster in view.clusters])
    held = np.logical_or.reduce([touches(boxes) for touches in ways])
    kept = [cluster for cluster, inside in zip(view.clusters, held, strict=True) if inside]
    return replace(view, clusters=kept)


def _ways(query: Query, outline: Outline) -> list[_Touch]:
    """What tells which boxes touch each place that ``query`` is confined to.

    Nothing where one of its territories has no outline, or they are too many.
    """
    ways = []
    if query.box:
        ways.append(_of_box(query.box))
    if query.circle:
        ways.append(_of_circle(query.circle))
    if query.area:
        ways.append(_of_area(query.area))
    refs = list(query.territories)
    for facet in (Facet.DEPARTEMENT, Facet.REGION):
        refs += [f"{facet.value}:{code}" for code in query.values(facet)]
    if len(refs) > MOST_OUTLINES:
        return []
    for ref in refs:
        shape = outline(ref)
        if shape is None:
            return []
        ways.append(_of_outline(shape))
    return ways


def _extent(cluster: Cluster) -> Box:
    box = cluster.box or Box(cluster.lon, cluster.lat, cluster.lon, cluster.lat)
    return Box(box.west - ROUNDED, box.south - ROUNDED, box.east + ROUNDED, box.north + ROUNDED)


def _of_box(box: Box) -> _Touch:
    return lambda boxes: np.array([overlap(Box(*one), box) for one in boxes.tolist()])


def _of_circle(circle: Circle) -> _Touch:
    def touches(boxes: _Numbers) -> NDArray[np.bool_]:
        west, south, east, north = boxes.T
        # As it is seen across the antimeridian too.
        turned = circle.lon + np.array([[-360.0], [0.0], [360.0]])
        apart = np.maximum(0.0, np.maximum(west - turned, turned - east)).min(axis=0)
        nearest = np.radians(np.clip(circle.lat, south, north))
        # The nearest point of a box may lie a little off the circle's own latitude.
        near: NDArray[np.bool_] = (
            km_apart(radians(circle.lat), nearest, np.radians(apart)) <= circle.km * 1.01
        )
        return near

    return touches


def _of_area(area: Area) -> _Touch:
    ring = np.array([*area.corners, area.corners[0]])[:, ::-1]
    edges = np.hstack((ring[:-1], ring[1:]))
    return lambda boxes: _touched(edges, boxes)


def _of_outline(shape: dict[str, Any]) -> _Touch:
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    rings = [np.array(ring, dtype=np.float64)[:, :2] for polygon in polygons for ring in polygon]
    edges = np.vstack([np.hstack((ring[:-1], ring[1:])) for ring in rings])
    grown = np.array([-DRAWN_WITHIN, -DRAWN_WITHIN, DRAWN_WITHIN, DRAWN_WITHIN])
    return lambda boxes: _touched(edges, boxes + grown)


def _touched(edges: _Numbers, boxes: _Numbers) -> NDArray[np.bool_]:
    """Which ``boxes`` share a point with what ``edges`` (lon, lat, lon, lat) bound, by even-odd.

    A box does if an edge passes through it, or else if its middle is inside.
    """
    held = np.zeros(len(boxes), dtype=bool)
    low, high = np.minimum(edges[:, :2], edges[:, 2:]), np.maximum(edges[:, :2], edges[:, 2:])
    around = (boxes[:, :2] <= high.max(axis=0)) & (boxes[:, 2:] >= low.min(axis=0))
    near = np.flatnonzero(around.all(axis=1))
    if not near.size:
        return held
    west, south, east, north = boxes[near].T[:, :, None]
    box, edge = np.nonzero(
        (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south)
    )
    x, y, x2, y2 = edges[edge].T
    corners = [(boxes[near[box], i], boxes[near[box], j]) for i in (0, 2) for j in (1, 3)]
    sides = np.array([(x2 - x) * (lat - y) - (y2 - y) * (lon - x) for lon, lat in corners])
    held[near[box[(sides.min(axis=0) <= 0) & (sides.max(axis=0) >= 0)]]] = True
    lons, lats = (west + east) / 2, (south + north) / 2
    x, y, x2, y2 = edges.T
    rising = y2 > y
    eastward = ((lons - x) * (y2 - y) < (lats - y) * (x2 - x)) == rising
    odd = ((y <= lats) != (y2 <= lats)) & eastward
    held[near] |= odd.sum(axis=1) % 2 == 1
    return held

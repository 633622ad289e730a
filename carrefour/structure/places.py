"""Where a record says that its project acts: hints for the geocoder, then places."""

from __future__ import annotations

from typing import Any

from carrefour.catalogue.definition import PlaceRules
from carrefour.catalogue.expression import read
from carrefour.structure.scalars import postcode, read_number
from carrefour.structure.text import one_line
from carrefour.structure.values import value, values
from carrefour.territory.model import Geocoder, Location, PlaceHint, Precision


def hints(rules: tuple[PlaceRules, ...], record: Any) -> list[PlaceHint]:
    """A hint for each place that the record gives; none for rules that find nothing."""
    found: list[PlaceHint] = []
    for rule in rules:
        items = read(record, rule.each) if rule.each else [record]
        for item in items if isinstance(items, list) else []:
            found += _hints(rule, item)
    return [hint for hint in found if not hint.is_empty()]


def _hints(rule: PlaceRules, item: Any) -> list[PlaceHint]:
    lat, lon = _point(rule, item)
    texts = values(rule.text, item) or [""]
    return [
        PlaceHint(
            text=one_line(text)[:500],
            label=one_line(value(rule.label, item))[:300],
            address=one_line(value(rule.address, item))[:300],
            postcode=postcode(value(rule.postcode, item))[:12],
            commune=one_line(value(rule.commune, item))[:200],
            insee=postcode(value(rule.insee, item))[:5],
            departement=one_line(value(rule.departement, item))[:100],
            region=one_line(value(rule.region, item))[:100],
            country=one_line(value(rule.country, item))[:100],
            lat=lat,
            lon=lon,
        )
        for text in texts
    ]


def _point(rule: PlaceRules, item: Any) -> tuple[float | None, float | None]:
    """The coordinates that the record gives: both, or none."""
    if rule.point is not None:
        # "47,76;7,32" has decimal commas, "47.76,7.32" has not.
        joined = values(rule.point, item)
        parts = joined if len(joined) > 1 else _parted(joined[0] if joined else "")
        numbers = [read_number(part) for part in parts]
    else:
        numbers = [read_number(value(rule.lat, item)), read_number(value(rule.lon, item))]
    if len(numbers) != 2 or None in numbers:
        return None, None
    first, second = numbers
    return (second, first) if rule.point_order == "lonlat" else (first, second)


def _parted(text: str) -> list[str]:
    return text.split(";") if ";" in text else text.split("," if "," in text else None)


def located(found: list[PlaceHint], geocoder: Geocoder, warnings: list[str]) -> list[Location]:
    """The places of ``found``, each once; what could not be placed is told in ``warnings``."""
    places: list[Location] = []
    for hint in found:
        answer = geocoder.locate(hint)
        if not isinstance(answer, Location):
            warnings.append(f"place: {answer.reason}")
            continue
        warnings += [f"place: {warning}" for warning in answer.warnings]
        if all(_differ(answer, place) for place in places):
            places.append(answer)
    if len(places) > 1:
        # "France" beside towns says nothing more.
        finer = [p for p in places if p.precision is not Precision.COUNTRY]
        places = finer or places[:1]
    return places


def _differ(one: Location, other: Location) -> bool:
    if (one.lat, one.lon) == (other.lat, other.lon):
        return False
    return one.address != other.address or one.refs()[:1] != other.refs()[:1] or one.address == ""

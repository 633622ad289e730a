"""Where a record says that its project acts: hints for the geocoder, then places."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from carrefour.catalogue.definition import PlaceRules
from carrefour.catalogue.expression import read
from carrefour.structure.mending import LOST
from carrefour.structure.odd import shown
from carrefour.structure.points import NOWHERE, Point, read_code, read_number, read_point
from carrefour.structure.text import one_line
from carrefour.structure.values import first, is_filler, reader
from carrefour.territory.model import Geocoder, Location, PlaceHint, Precision

MOST_PLACES = 200  # of one record
Clean = Callable[[str], str]
_ORDER = list(Precision)

# "2avenue de la Gare"
_NUMBER_AT_STREET = re.compile(
    r"(?<=\d)(?=(?:rue|avenue|boulevard|place|chemin|route|all[ée]e)\b)", re.I
)


class PlaceReader:
    """The rules of one place, compiled: gives the hints that a record holds."""

    def __init__(self, rules: PlaceRules, clean: Clean = one_line) -> None:
        self._rules = rules
        self._clean = clean
        self._text, self._label = reader(rules.text), reader(rules.label)
        self._address, self._commune = reader(rules.address), reader(rules.commune)
        self._postcode, self._insee = reader(rules.postcode), reader(rules.insee)
        self._departement, self._region = reader(rules.departement), reader(rules.region)
        self._country = reader(rules.country)
        self._lat, self._lon = reader(rules.lat), reader(rules.lon)
        self._whole_point = reader(rules.point) if rules.point else None

    def hints(self, record: Any, warnings: list[str]) -> list[PlaceHint]:
        """A hint for each place that ``record`` gives; none when the rules find nothing."""
        items = read(record, self._rules.each) if self._rules.each else [record]
        found: list[PlaceHint] = []
        for item in (items if isinstance(items, list) else [items])[:MOST_PLACES]:
            found += self._of_item(item, warnings)
        return [hint for hint in found if not hint.is_empty()]

    def _of_item(self, item: Any, warnings: list[str]) -> list[PlaceHint]:
        lat, lon = self._point(item, warnings)
        # "NC" is a filler everywhere but here, where it is Nouvelle-Calédonie.
        country = self._clean(next(iter(self._country(item)), ""))[:100]
        texts = [t for t in map(self._clean, self._text(item)) if not is_filler(t)] or [""]
        common = PlaceHint(
            label=self._line(first(self._label(item)), 300),
            address=_NUMBER_AT_STREET.sub(" ", self._line(first(self._address(item)), 300)),
            postcode=read_code(first(self._postcode(item)), country),
            commune=self._line(first(self._commune(item)), 200),
            insee=read_code(first(self._insee(item))),
            departement=self._line(first(self._departement(item)), 100),
            region=self._line(first(self._region(item)), 100),
            country=country,
            lat=lat,
            lon=lon,
        )
        if texts == [""]:
            return [common]
        parts = {name: getattr(common, name) for name in PlaceHint.__dataclass_fields__}
        return [PlaceHint(**{**parts, "text": text[:500]}) for text in texts]

    def _line(self, text: str, most: int) -> str:
        # A letter that is lost for good must not part the name into two words.
        return self._clean(text).replace(LOST, "e")[:most].strip(" ,;") if text else ""

    def _point(self, item: Any, warnings: list[str]) -> Point:
        """The coordinates that the record gives: both, or none."""
        if self._whole_point is not None:
            written = self._whole_point(item)
            point = read_point(written, self._rules.point_order)
        else:
            lat, lon = first(self._lat(item)), first(self._lon(item))
            written = [text for text in (lat, lon) if text]
            point = (read_number(lat), read_number(lon))
        if None not in point:
            return point
        if any(not is_filler(text) for text in written):
            warnings.append(f"place: coordinates '{shown(' '.join(written))}' cannot be read")
        return NOWHERE


def located(hints: list[PlaceHint], geocoder: Geocoder, warnings: list[str]) -> list[Location]:
    """The places of ``hints``, each once; what could not be placed is told in ``warnings``.

    A coarse place that holds a finer one says nothing more, and is left out.
    """
    places: list[Location] = []
    for hint in dict.fromkeys(hints):
        for answer in geocoder.locate_all(hint):
            if isinstance(answer, Location):
                warnings += [f"place: {warning}" for warning in answer.warnings]
                places.append(answer)
            else:
                warnings.append(f"place: {answer.reason}")
    if len(places) < 2:
        return places
    kept: list[Location] = []
    for place in sorted(places, key=lambda p: _ORDER.index(p.precision)):
        if not any(_says_no_more(place, other) for other in kept):
            kept.append(place)
    return [place for place in places if any(place is k for k in kept)]


def _says_no_more(place: Location, finer: Location) -> bool:
    """Whether ``place`` adds nothing to ``finer``, a place as fine or finer."""
    same_point = place.lat is not None and (place.lat, place.lon) == (finer.lat, finer.lon)
    if same_point and (place.address == finer.address or not place.address):
        return True
    if place.precision is finer.precision:
        same = not same_point and place.refs()[:1] == finer.refs()[:1]
        return same and place.precision not in (Precision.ADDRESS, Precision.STREET)
    return bool(place.refs()) and place.refs()[0] in finer.refs()

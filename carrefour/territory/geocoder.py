"""The geocoder that needs no network: it knows the gazetteer alone.

It finds communes and what is larger. A source's own coordinates are kept when they agree with
what the source says of the place.
"""

from __future__ import annotations

from dataclasses import replace

from carrefour.territory.coordinates import check, in_france
from carrefour.territory.distance import kilometres
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.lexicon import Lexicon
from carrefour.territory.model import (
    Level,
    Location,
    NotLocated,
    PlaceHint,
    Precision,
    Territory,
)
from carrefour.territory.named import Named, Unsettled
from carrefour.territory.names import arrondissement_code, arrondissement_of_postcode, fold
from carrefour.territory.reading import (
    EMPTY,
    Reading,
    address_in,
    addresses,
    has_number,
    has_street,
    read_text,
)
from carrefour.territory.settling import Settler
from carrefour.territory.several import Item, Online, Several
from carrefour.territory.surroundings import Around, surroundings
from carrefour.territory.wider import country_code, names_france, names_online, speaks_of_online

# A source's point farther than this from the commune it names is wrong about one of the two;
# the largest metropolitan commune reaches 30 km, those of Guyane 250.
APART_KM, APART_KM_OVERSEAS = 40.0, 260.0


class GazetteerGeocoder:
    """Finds places in the gazetteer; see `Geocoder`."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._lexicon = Lexicon(gazetteer)
        self._settler = Settler(gazetteer, self._lexicon)
        self._several = Several(gazetteer, self._settler)

    def locate_all(self, hint: PlaceHint) -> list[Location | NotLocated]:
        """Every place of ``hint``: see `Geocoder`."""
        text = hint.text or hint.commune
        if not text or hint.insee or hint.lat is not None:
            return [self.locate(hint)]
        if len(lines := addresses(text)) > 1:
            return [self.locate(replace(hint, text=line, commune="", label="")) for line in lines]
        reading = read_text(text, self._lexicon.sur)
        within = [*self._refs(hint.departement), *self._refs(hint.region)]
        items = [] if hint.postcode else self._several.find(reading, within)
        if not items:
            return [self.locate(hint)]
        return [self._of_list(item) for item in items]

    def _of_list(self, item: Item) -> Location | NotLocated:
        """The place of one item of a list."""
        if isinstance(item, Online):
            return _ONLINE
        if isinstance(item, Unsettled):
            return _unsettled(item)
        if item.territory.level is Level.COUNTRY and item.territory.code != "FR":
            return _abroad(PlaceHint(), item.territory.code, item.score)
        return self._at_territory(PlaceHint(), EMPTY, item, "", "", ())

    def locate(self, hint: PlaceHint) -> Location | NotLocated:
        """The place of ``hint`` at the precision that it deserves, or why there is none."""
        if hint.is_empty():
            return NotLocated("the source names no place")
        reading = self._read(hint)
        if reading.words and hint.lat is None and names_online(reading.words):
            return _ONLINE
        country = self._country(hint)
        named: Named | NotLocated
        if country == "FR":
            named = self._name(hint, reading)
            if isinstance(named, Named) and named.territory.level is Level.COUNTRY:
                country = named.territory.code
        else:
            named = NotLocated(f"the place lies outside France ({country})")
        point, warnings = self._point(hint, country, named)
        address = hint.address or address_in(hint.text)
        postcode = hint.postcode or reading.postcode
        if point is not None:
            return self._at_point(hint, point, named, address, postcode, country, warnings)
        if country != "FR":
            score = named.score if isinstance(named, Named) else 0.5
            return replace(_abroad(hint, country, score), address=address, warnings=warnings)
        if isinstance(named, NotLocated):
            if speaks_of_online(reading.words):
                return _ONLINE
            return NotLocated("; ".join((named.reason, *warnings)))
        return self._at_territory(hint, reading, named, address, postcode, warnings)

    def _read(self, hint: PlaceHint) -> Reading:
        """The hint's free text; its name of a commune where it has no other."""
        text = hint.text or hint.commune
        if not text and not hint.insee and not (hint.departement or hint.region):
            text = hint.address
        return read_text(text, self._lexicon.sur) if text else EMPTY

    def _country(self, hint: PlaceHint) -> str:
        """The ISO code of the country that the hint names; France when it names none known."""
        if not hint.country:
            return "FR"
        if code := country_code(hint.country):
            return code
        return "FR"

    def _name(self, hint: PlaceHint, reading: Reading) -> Named | NotLocated:
        """The territory that the hint's words name."""
        if hint.insee and (commune := self._gazetteer.commune(hint.insee.upper())):
            return Named(commune, 1.0)
        postcode = hint.postcode.replace(" ", "")
        within = [*self._refs(hint.departement), *self._refs(hint.region)]
        found: Named | Unsettled | None = None
        if hint.commune:
            of_commune = read_text(hint.commune, self._lexicon.sur)
            around = surroundings(self._gazetteer, of_commune, postcode or reading.postcode, within)
            found = self._settler.settle(of_commune, around)
        around = surroundings(self._gazetteer, reading, postcode, within)
        if not isinstance(found, Named) and reading.words:
            found = self._settler.settle(reading, around) or found
        if isinstance(found, Named) and found.score >= 0.6:
            return found
        if by_postcode := self._postcode(around, hint, reading):
            return by_postcode
        if isinstance(found, Named):
            return found
        if isinstance(found, Unsettled):
            return _unsettled(found)
        if not hint.commune or not reading.words:
            for ref in within:
                return Named(self._gazetteer.territories[ref], 0.6)
        for text in (hint.text, hint.country):
            if text and names_france(fold(text).split()):
                return Named(self._gazetteer.territories["country:FR"], 0.9 if hint.text else 0.5)
        shown = hint.commune or hint.text or hint.postcode or hint.region or hint.departement
        return NotLocated(f"no territory is known as '{shown[:80]}'")

    def _refs(self, text: str) -> list[str]:
        """The references of the départements or régions that ``text`` names, by name or code."""
        if not text:
            return []
        code = text.strip().upper().zfill(2)
        for level in (Level.DEPARTEMENT, Level.REGION):
            if code.isascii() and self._gazetteer.get(f"{level}:{code}"):
                return [f"{level}:{code}"]
        reading = read_text(text)
        found = self._settler.larger(reading)
        return [found.ref] if found else []

    def _postcode(self, around: Around, hint: PlaceHint, reading: Reading) -> Named | None:
        """The commune of a postcode that serves one alone, else the postcode's middle."""
        name = hint.commune or hint.text
        if around.served:
            largest = max(around.served, key=lambda t: t.population)
            warning = (f"no commune of {around.postcode} is called '{name[:60]}'",)
            return Named(
                largest, 0.7, warning if name else (), postcode_only=len(around.served) > 1
            )
        found = self._gazetteer.get(f"departement:{around.departement}")
        return Named(found, 0.5, (f"postcode {around.postcode} is not known",)) if found else None

    def _point(
        self, hint: PlaceHint, country: str, named: Named | NotLocated
    ) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
        """The source's own point where it can be trusted, with what was said about it."""
        if hint.lat is None or hint.lon is None:
            return None, ()
        anywhere = country == "FR" and not hint.has_words()
        checked = check(hint.lat, hint.lon, country="" if anywhere else country)
        warnings = (checked.warning,) if checked.warning else ()
        if checked.point is None or isinstance(named, NotLocated):
            return checked.point, warnings
        there = named.territory
        if there.level is not Level.COMMUNE or there.lat is None or there.lon is None:
            return checked.point, warnings
        apart = kilometres(checked.point, (there.lat, there.lon))
        limit = APART_KM_OVERSEAS if there.departement == "973" else APART_KM
        if apart <= limit or self._same_departement(checked.point, there):
            return checked.point, warnings
        refused = f"coordinates lie {apart:.0f} km from {there.name}, which is named: refused"
        return None, (*warnings, refused)

    def _same_departement(self, point: tuple[float, float], commune: Territory) -> bool:
        """Whether the communes around the point say that it lies in the commune's département."""
        nearest = self._gazetteer.nearest_commune(*point)
        return nearest is not None and nearest.departement == commune.departement

    def _at_point(
        self,
        hint: PlaceHint,
        point: tuple[float, float],
        named: Named | NotLocated,
        address: str,
        postcode: str,
        country: str,
        warnings: tuple[str, ...],
    ) -> Location:
        """The place at the source's own point, held by what is named or lies nearest."""
        commune = None
        score = 0.75
        if country == "FR" and not in_france(*point):
            country = ""
            warnings = (*warnings, "the point lies outside France; no country is named")
        if isinstance(named, Named) and named.territory.level is Level.COMMUNE:
            commune, score = named.territory, max(0.8, named.score)
            warnings = (*warnings, *named.warnings)
        elif country == "FR":
            commune = self._gazetteer.nearest_commune(*point)
        precision = Precision.COMMUNE
        if has_number(address):
            precision = Precision.ADDRESS
        elif has_street(address):
            precision = Precision.STREET
        return Location(
            label=hint.label or (commune.name if commune else ""),
            address=address,
            postcode=postcode,
            lat=round(point[0], 6),
            lon=round(point[1], 6),
            precision=precision,
            score=round(score, 3),
            method="source",
            commune=commune.code if commune else "",
            epci=commune.epci if commune else "",
            departement=commune.departement if commune else "",
            region=commune.region if commune else "",
            country=country,
            warnings=warnings,
        )

    def _at_territory(
        self,
        hint: PlaceHint,
        reading: Reading,
        named: Named,
        address: str,
        postcode: str,
        warnings: tuple[str, ...],
    ) -> Location:
        """The place at the point of the territory named."""
        territory = named.territory
        precision = Precision.POSTCODE if named.postcode_only else _PRECISION[territory.level]
        own = {} if named.postcode_only else {territory.level.value: territory.code}
        epci = territory.epci if not named.postcode_only else ""
        lat, lon, label = territory.lat, territory.lon, hint.label or territory.name
        if within := self._arrondissement(hint, reading, named):
            lat, lon, label = within
        return Location(
            label=label,
            address=address,
            postcode=postcode,
            lat=lat,
            lon=lon,
            precision=precision,
            score=round(named.score, 3),
            method="gazetteer",
            commune=own.get("commune", ""),
            epci=own.get("epci", epci),
            departement=own.get("departement", territory.departement),
            region=own.get("region", territory.region),
            country="FR",
            warnings=(*warnings, *named.warnings),
        )

    def _arrondissement(
        self, hint: PlaceHint, reading: Reading, named: Named
    ) -> tuple[float, float, str] | None:
        """The point and name of the arrondissement that the hint names in the commune found."""
        commune = named.territory
        if commune.code not in _CITIES:
            return None
        found = [read_text(text).arrondissement for text in (hint.commune, hint.label) if text]
        found += [reading.arrondissement, arrondissement_of_postcode(hint.postcode)]
        for city, number in filter(None, found):
            point = self._gazetteer.arrondissements.get(arrondissement_code(city, number))
            if point and _CITIES[commune.code] == city:
                return *point, f"{commune.name} {number}{'er' if number == 1 else 'e'}"
        return None


def _abroad(hint: PlaceHint, country: str, score: float) -> Location:
    """A country other than France, of which no point is known."""
    return Location(
        hint.label, "", hint.postcode, None, None,
        Precision.COUNTRY, score, "gazetteer", country=country,
    )  # fmt: skip


def _unsettled(found: Unsettled) -> NotLocated:
    shown = ", ".join(f"{t.name} ({t.departement or t.level})" for t in found.territories[:4])
    more = "…" if len(found.territories) > 4 else ""
    return NotLocated(f"'{found.name}' may be {shown}{more}: give a postcode or a département")


_ONLINE = Location("", "", "", None, None, Precision.ONLINE, 0.95, "gazetteer", country="")
_CITIES = {"75056": "paris", "69123": "lyon", "13055": "marseille"}
_PRECISION = {
    Level.COMMUNE: Precision.COMMUNE,
    Level.EPCI: Precision.EPCI,
    Level.DEPARTEMENT: Precision.DEPARTEMENT,
    Level.REGION: Precision.REGION,
    Level.COUNTRY: Precision.COUNTRY,
}

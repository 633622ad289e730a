"""The geocoder that needs no network: it knows the gazetteer alone.

It finds communes and what is larger. A source's own coordinates are kept when they agree with
what the source says of the place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from carrefour.territory.coordinates import check, in_france
from carrefour.territory.distance import kilometres
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level, Location, NotLocated, PlaceHint, Precision, Territory
from carrefour.territory.names import (
    COUNTRIES,
    FORMER_REGIONS,
    arrondissement,
    arrondissement_code,
    arrondissement_of_postcode,
    fold,
    key,
)
from carrefour.territory.reading import Reading, has_number, has_street, read_text

# A source's point farther than this from the commune it names is wrong about one of the two;
# the largest metropolitan commune reaches 30 km, those of Guyane 250.
APART_KM, APART_KM_OVERSEAS = 40.0, 260.0
# Below this likeness (0-100) two spellings are two names.
ALIKE = 84.0
ALIKE_ALONE = 93.0


@dataclass(frozen=True, slots=True)
class _Named:
    """What the words of a hint name, how surely, and what was doubtful."""

    territory: Territory
    score: float
    warnings: tuple[str, ...] = ()
    postcode_only: bool = False


class GazetteerGeocoder:
    """Finds places in the gazetteer; see `Geocoder`."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def locate(self, hint: PlaceHint) -> Location | NotLocated:
        """The place of ``hint`` at the precision that it deserves, or why there is none."""
        if hint.is_empty():
            return NotLocated("the source names no place")
        reading = read_text(hint.text) if hint.text else Reading()
        country = self._country(hint)
        named: _Named | NotLocated
        if country == "FR":
            named = self._name(hint, reading)
        else:
            named = NotLocated(f"the place lies outside France ({country})")
        point, warnings = self._point(hint, country, named)
        address = hint.address or reading.address
        if point is not None:
            return self._at_point(hint, point, named, address, country, warnings)
        if country != "FR":
            return Location(
                hint.label, address, hint.postcode, None, None,
                Precision.COUNTRY, 0.5, "gazetteer", country=country, warnings=warnings,
            )  # fmt: skip
        if isinstance(named, NotLocated):
            reason = "; ".join((named.reason, *warnings))
            return NotLocated(reason)
        return self._at_territory(hint, named, address, warnings)

    def _country(self, hint: PlaceHint) -> str:
        """The ISO code of the country that the hint names; France when it names none known."""
        if not hint.country:
            return "FR"
        folded = fold(hint.country)
        if folded in COUNTRIES:
            return COUNTRIES[folded]
        if self._gazetteer.named(hint.country):
            return "FR"
        return folded.upper() if len(folded) == 2 else "FR"

    def _name(self, hint: PlaceHint, reading: Reading) -> _Named | NotLocated:
        """The territory that the hint's words name."""
        if hint.insee and (commune := self._gazetteer.commune(hint.insee.upper())):
            return _Named(commune, 1.0)
        postcode = (hint.postcode or reading.postcode).replace(" ", "")
        names = [n for n in (hint.commune,) if n] or list(reading.names)
        within = self._within(hint, reading)
        if hint.text and not postcode and (whole := self._overseas(hint.text)):
            return whole
        borne = [n for n in names if self._is_commune(n)]
        if not borne and not hint.commune and not postcode:
            for name in names:
                if wide := self._wide(name):
                    return wide
        answers = [self._commune(name, postcode, within) for name in borne or names]
        named = [answer for answer in answers if isinstance(answer, _Named)]
        if named:
            return max(named, key=lambda answer: answer.score)
        doubtful = next((a for a in answers if isinstance(a, NotLocated)), None)
        if not hint.commune and doubtful is None:
            for name in reading.names:
                if wide := self._wide(name):
                    return wide
        if by_postcode := self._postcode(postcode, hint, reading):
            return by_postcode
        if doubtful is None or not hint.commune:
            for territory in within:
                return _Named(territory, 0.6)
        if doubtful is None and (hint.country or hint.text):
            for text in (hint.country, hint.text):
                if COUNTRIES.get(fold(text)) == "FR":
                    return _Named(self._gazetteer.territories["country:FR"], 0.5)
        shown = hint.commune or hint.text or hint.postcode or hint.region or hint.departement
        return doubtful or NotLocated(f"no territory is known as '{shown[:80]}'")

    def _is_commune(self, name: str) -> bool:
        """Whether a commune bears ``name``, or bore it, or it is an arrondissement of one."""
        return bool(arrondissement(name) or self._gazetteer.named(name, Level.COMMUNE))

    def _overseas(self, text: str) -> _Named | None:
        """A région named exactly, with its article: "La Réunion" is no village of Gascony."""
        found = [t for t in self._region(text) if fold(t.name) == fold(text)]
        shared = len(self._gazetteer.named(text, Level.COMMUNE)) > 1
        return _Named(found[0], 0.9) if found and not shared else None

    def _within(self, hint: PlaceHint, reading: Reading) -> list[Territory]:
        """The départements and régions that the hint names, the smaller first."""
        found: list[Territory] = []
        for text in (hint.departement, reading.departement):
            if text:
                found += self._departement(text)
        if hint.region:
            found += self._region(hint.region)
        names = [n for n in reading.names if len(reading.names) > 1 or not self._is_commune(n)]
        parts = [t for n in names for t in (*self._departement(n), *self._region(n))]
        return found or parts

    def _departement(self, text: str) -> list[Territory]:
        code = text.strip().upper()
        code = code.zfill(2) if code.isdigit() else code
        exact = self._gazetteer.get(f"departement:{code}")
        return [exact] if exact else self._gazetteer.named(text, Level.DEPARTEMENT)

    def _region(self, text: str) -> list[Territory]:
        name = fold(text).removeprefix("region ").removeprefix("academie ").strip()
        if code := FORMER_REGIONS.get(key(name)):
            territory = self._gazetteer.get(f"region:{code}")
            return [territory] if territory else []
        exact = self._gazetteer.get(f"region:{text.strip().zfill(2)}") if text.isdigit() else None
        return [exact] if exact else self._gazetteer.named(name, Level.REGION)

    def _wide(self, name: str) -> _Named | None:
        """A département, région, EPCI or the country named by ``name`` alone."""
        bare = fold(name).removeprefix("departement ").removeprefix("de ").removeprefix("du ")
        for found in (self._departement(bare), self._region(name)):
            if len(found) == 1:
                return _Named(found[0], 0.9)
        if COUNTRIES.get(fold(name)) == "FR":
            return _Named(self._gazetteer.territories["country:FR"], 0.9)
        groups = self._gazetteer.named(name, Level.EPCI)
        return _Named(groups[0], 0.9) if len(groups) == 1 else None

    def _commune(
        self, name: str, postcode: str, within: list[Territory]
    ) -> _Named | NotLocated | None:
        """The commune that ``name`` means: exactly, or by a near spelling near its postcode."""
        if city := arrondissement(name):
            name = city[0]
        found = self._gazetteer.named(name, Level.COMMUNE)
        served = self._gazetteer.of_postcode(postcode)
        if found:
            return self._settle(name, found, postcode, served, within)
        close = served or self._neighbours(postcode, within)
        best = _most_alike(name, close)
        if best is not None and best[1] >= (ALIKE if served else ALIKE_ALONE):
            return _Named(best[0], 0.85 * best[1] / 100, (f"'{name}' read as {best[0].name}",))
        return None

    def _settle(
        self,
        name: str,
        found: list[Territory],
        postcode: str,
        served: list[Territory],
        within: list[Territory],
    ) -> _Named | NotLocated:
        """Which of the communes of one name is meant: by postcode, département or région."""
        by_postcode = [t for t in found if t in served]
        if len(by_postcode) == 1:
            return _Named(by_postcode[0], 0.98)
        departement = _departement_of(postcode)
        near = [t for t in found if departement and t.departement == departement]
        if not near and within:
            near = [t for t in found if any(_holds(w, t) for w in within)]
        exact = [t for t in near or found if key(t.name) == key(name)]
        candidates = near or found
        if len(candidates) > 1 and len(exact) == 1 and near:
            candidates = exact
        if len(candidates) == 1:
            only = candidates[0]
            if departement and only.departement != departement:
                best = _most_alike(name, served)
                if best is not None and best[1] >= ALIKE:
                    return _Named(best[0], 0.8)
                return _Named(only, 0.6, (f"postcode {postcode} is not one of {only.name}",))
            if within and not any(_holds(w, only) for w in within):
                return _Named(only, 0.6, (f"{only.name} does not lie in {within[0].name}",))
            return _Named(only, 0.95 if near or departement else 0.9)
        places = ", ".join(f"{t.name} ({t.departement})" for t in candidates[:4])
        return NotLocated(f"'{name}' may be {places}…: give a postcode or a département")

    def _neighbours(self, postcode: str, within: list[Territory]) -> list[Territory]:
        """The communes among which a misspelt name may be sought."""
        departement = _departement_of(postcode)
        held = [w for w in within if w.level is Level.DEPARTEMENT]
        code = departement or (held[0].code if held else "")
        return self._gazetteer.communes_of(code) if code else []

    def _postcode(self, postcode: str, hint: PlaceHint, reading: Reading) -> _Named | None:
        """The commune of a postcode that serves one alone, else the postcode's middle."""
        served = self._gazetteer.of_postcode(postcode)
        if served:
            largest = max(served, key=lambda t: t.population)
            name = hint.commune or (reading.names[0] if reading.names else "")
            warning = (f"no commune of {postcode} is called '{name[:60]}'",) if name else ()
            return _Named(largest, 0.7, warning, postcode_only=len(served) > 1)
        found = self._gazetteer.get(f"departement:{_departement_of(postcode)}")
        return _Named(found, 0.5, (f"postcode {postcode} is not known",)) if found else None

    def _point(
        self, hint: PlaceHint, country: str, named: _Named | NotLocated
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
        named: _Named | NotLocated,
        address: str,
        country: str,
        warnings: tuple[str, ...],
    ) -> Location:
        """The place at the source's own point, held by what is named or lies nearest."""
        commune = None
        score = 0.75
        if country == "FR" and not in_france(*point):
            country = ""
            warnings = (*warnings, "the point lies outside France; no country is named")
        if isinstance(named, _Named) and named.territory.level is Level.COMMUNE:
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
            postcode=hint.postcode or read_text(hint.text).postcode,
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
        self, hint: PlaceHint, named: _Named, address: str, warnings: tuple[str, ...]
    ) -> Location:
        """The place at the point of the territory named."""
        territory = named.territory
        precision = Precision.POSTCODE if named.postcode_only else _PRECISION[territory.level]
        own = {territory.level.value: territory.code}
        if named.postcode_only:
            own = {}
        epci = territory.epci if not named.postcode_only else ""
        lat, lon, label = territory.lat, territory.lon, hint.label or territory.name
        if within := self._arrondissement(hint, territory):
            lat, lon, label = within
        return Location(
            label=label,
            address=address,
            postcode=hint.postcode or read_text(hint.text).postcode,
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
        self, hint: PlaceHint, commune: Territory
    ) -> tuple[float, float, str] | None:
        """The point and name of the arrondissement that the hint names in ``commune``."""
        reading = read_text(hint.text) if hint.text else Reading()
        found = [a for n in (hint.commune, hint.label, *reading.names) if (a := arrondissement(n))]
        if by_postcode := arrondissement_of_postcode(hint.postcode or reading.postcode):
            found.append(by_postcode)
        for city, number in found:
            point = self._gazetteer.arrondissements.get(arrondissement_code(city, number))
            if point and fold(commune.name) == city:
                return *point, f"{commune.name} {number}{'er' if number == 1 else 'e'}"
        return None


# An EPCI has no precision of its own in the model: its point says no more than its département.
_PRECISION = {
    Level.COMMUNE: Precision.COMMUNE,
    Level.EPCI: Precision.DEPARTEMENT,
    Level.DEPARTEMENT: Precision.DEPARTEMENT,
    Level.REGION: Precision.REGION,
    Level.COUNTRY: Precision.COUNTRY,
}


def _departement_of(postcode: str) -> str:
    """The département that a postcode begins with; both of Corsica share 20."""
    if len(postcode) != 5 or not postcode.isdigit():
        return ""
    if postcode.startswith("20"):
        return "2A" if postcode < "20200" else "2B"
    return postcode[:3] if postcode >= "97" else postcode[:2]


def _holds(larger: Territory, commune: Territory) -> bool:
    return getattr(commune, larger.level.value, "") == larger.code


def _most_alike(name: str, communes: Iterable[Territory]) -> tuple[Territory, float] | None:
    """The commune whose name is the most like ``name``, and how like from 0 to 100."""
    wanted = key(name)
    scored = [(_likeness(wanted, key(t.name)), t.code, t) for t in communes]
    if not scored:
        return None
    score, _, best = max(scored)
    return best, score


def _likeness(wanted: str, name: str) -> float:
    """How like two folded names are, from 0 to 100; communes that merged keep the older's name."""
    if len(wanted) >= 5 and (name.startswith(f"{wanted} ") or wanted.startswith(f"{name} ")):
        return 92.0
    return fuzz.ratio(wanted, name)

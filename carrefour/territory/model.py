"""The words of the territory room: territories, hints of a place, and located places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Level(StrEnum):
    """The levels of French territories that Carrefour filters by, from small to large."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    COUNTRY = "country"


class Precision(StrEnum):
    """What a point stands for, from the finest to the coarsest.

    A place is never shown as more precise than this says: the point of a ``departement`` is the
    point of that département, not of the project.
    """

    ADDRESS = "address"
    STREET = "street"
    COMMUNE = "commune"
    POSTCODE = "postcode"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    COUNTRY = "country"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory as the gazetteer holds it.

    ``code`` is the official one: INSEE for communes, départements and régions, SIREN for EPCI,
    ISO 3166-1 alpha-2 for countries. ``epci``, ``departement`` and ``region`` are the codes of
    the territories that hold it, empty where there are none. ``lat`` and ``lon`` are WGS 84
    degrees, ``None`` where no point is known; ``estimated`` says that the point was worked out
    from the territories around.
    """

    level: Level
    code: str
    name: str
    population: int = 0
    lat: float | None = None
    lon: float | None = None
    postcodes: tuple[str, ...] = ()
    epci: str = ""
    departement: str = ""
    region: str = ""
    estimated: bool = False

    @property
    def ref(self) -> str:
        """The territory's reference in addresses and in the search index: ``commune:44109``."""
        return f"{self.level}:{self.code}"


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """What a source says of one place, as it says it; every part may be missing.

    ``text`` is free text in which a place is named ("12 rue des Lilas, 44000 Nantes");
    ``lat`` and ``lon`` are degrees as the source gave them, not yet checked.
    """

    text: str = ""
    label: str = ""
    address: str = ""
    postcode: str = ""
    commune: str = ""
    insee: str = ""
    departement: str = ""
    region: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None

    def has_words(self) -> bool:
        """Whether the source says in words or codes where the place is."""
        places = (self.text, self.address, self.postcode, self.commune, self.insee)
        return any((*places, self.departement, self.region, self.country))

    def is_empty(self) -> bool:
        """Whether the source gave nothing at all to locate."""
        return self.lat is None and not self.has_words()


@dataclass(frozen=True, slots=True)
class Location:
    """A place found: a point, what the point stands for, how sure, and who holds it.

    ``score`` runs from 0 to 1. ``method`` says how it was found (``source`` for the source's own
    coordinates, ``gazetteer``, later ``ban``, ``person``). ``commune``, ``epci``,
    ``departement``, ``region`` and ``country`` are codes, empty where unknown or too precise.
    ``zones`` are references of the zones that hold it (see `carrefour.territory.zones`).
    ``warnings`` tell in plain English what was put right or refused on the way.
    """

    label: str
    address: str
    postcode: str
    lat: float | None
    lon: float | None
    precision: Precision
    score: float
    method: str
    commune: str = ""
    epci: str = ""
    departement: str = ""
    region: str = ""
    country: str = "FR"
    zones: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=(), compare=False)

    def refs(self) -> list[str]:
        """References of all territories that hold the place, from small to large."""
        held = (
            (Level.COMMUNE, self.commune),
            (Level.EPCI, self.epci),
            (Level.DEPARTEMENT, self.departement),
            (Level.REGION, self.region),
            (Level.COUNTRY, self.country),
        )
        return [f"{level}:{code}" for level, code in held if code]


@dataclass(frozen=True, slots=True)
class NotLocated:
    """Why a hint led to no place: said to the source's people, never guessed around."""

    reason: str


class Geocoder(Protocol):
    """Anything that finds the place a hint speaks of."""

    def locate(self, hint: PlaceHint) -> Location | NotLocated:
        """The place of ``hint``, or the reason why there is none. Never raises on odd input."""
        ...

    def locate_all(self, hint: PlaceHint) -> list[Location | NotLocated]:
        """Every place of ``hint``, one at least: a text may list several ("Rennes et Nantes")."""
        ...


@runtime_checkable
class AsksTogether(Protocol):
    """A geocoder that is quicker when it is told beforehand what it will be asked."""

    def prepare(self, hints: Iterable[PlaceHint]) -> None:
        """Find out about ``hints`` together, so that asking for each is quick. Never raises."""
        ...

"""What a visitor asks: the query model, free of any engine and of any web framework."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Facet(StrEnum):
    """The closed lists a visitor narrows by. Values join by OR within a facet, AND between."""

    THEME = "theme"
    PUBLIC = "public"
    METHOD = "method"
    ORGANISATION = "organisation"
    SOURCE = "source"
    STATUS = "status"
    REGION = "region"
    DEPARTEMENT = "departement"
    ZONE = "zone"


class Sort(StrEnum):
    """The orders of results. ``DISTANCE`` needs a centre and falls back to relevance.

    ``DATE`` runs from the newest, ``PLACE`` by the code of the first département. The others run
    from A to Z. Sheets that lack what orders them come last, either way round.
    """

    RELEVANCE = "relevance"
    DATE = "date"
    DATE_UP = "date-up"
    DISTANCE = "distance"
    TITLE = "title"
    TITLE_DOWN = "title-down"
    ORGANISATION = "organisation"
    ORGANISATION_DOWN = "organisation-down"
    PLACE = "place"
    PLACE_DOWN = "place-down"
    STATUS = "status"
    STATUS_DOWN = "status-down"
    SOURCE = "source"
    SOURCE_DOWN = "source-down"


class Relaxed(StrEnum):
    """How far a search went beyond the words as typed."""

    NOT = ""
    SPELLING = "spelling"
    MORE = "more"  # few hold all the words: they come first, then those that hold some
    SOME_WORDS = "some-words"


class Reading(StrEnum):
    """How far what is typed may be read as more than words.

    ``FREE`` takes a place from the words, widens what finds nothing, and lets sheets that hold some
    of the words follow where few hold all; ``WORDS`` takes words for words, and loosens them where
    nothing is found; ``EXACT`` loosens nothing. Engines need not know of places.
    """

    FREE = "free"
    WORDS = "words"
    EXACT = "exact"


class Box(NamedTuple):
    """A bounding box in WGS 84 degrees; ``west`` may exceed ``east`` across the antimeridian."""

    west: float
    south: float
    east: float
    north: float


class Years(NamedTuple):
    """The years, both included, in which a project began."""

    first: int
    last: int


class Circle(NamedTuple):
    """A place and a radius in kilometres around it; ``of`` refers to what is in its middle."""

    lat: float
    lon: float
    km: float
    of: str = ""


class Area(NamedTuple):
    """What is drawn on the map: a ring of (lat, lon) in WGS 84 degrees, closed of itself.

    Its edges are straight in degrees, as in GeoJSON, and none crosses the antimeridian. Where it
    crosses itself the even-odd rule says what is inside: the middle of a star drawn in one go is
    not.
    """

    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One search. An empty query finds every sheet, newest first.

    ``chosen`` maps a facet to the values kept; a ``THEME`` value is a code (``EMP``) or a
    category (``domains_employment``); ``REGION`` and ``DEPARTEMENT`` values are official codes; a
    ``ZONE`` value is a kind of zone (``qpv``).
    ``territories`` are references (``commune:44109``) joined by OR among themselves; sheets of
    those in ``first`` come before the others of a search by words, and narrow nothing.
    """

    text: str = ""
    chosen: tuple[tuple[Facet, tuple[str, ...]], ...] = ()
    territories: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    circle: Circle | None = None
    box: Box | None = None
    area: Area | None = None
    years: Years | None = None
    sort: Sort = Sort.RELEVANCE
    reading: Reading = Reading.FREE

    def values(self, facet: Facet) -> tuple[str, ...]:
        """The values kept of ``facet``, empty when it does not narrow."""
        return dict(self.chosen).get(facet, ())


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: the sheet's id, its score, and the passages to show with words marked.

    ``title`` and ``passage`` are HTML, escaped but for ``<mark>``; empty where nothing matched.
    ``km`` is the distance from the query's centre where it has one.
    """

    id: str
    score: float
    title: str = ""
    passage: str = ""
    km: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results, how many there are in all, and the facets with their counts.

    Each facet is counted without its own filter, so that a visitor sees what a further value
    would add; counts run from the most to the least. ``relaxed`` says how the words were loosened
    to find anything at all, and ``corrected`` the text as it was put right, where it was. ``whole``
    is how many hold all the words: fewer than ``total`` where others follow.
    """

    total: int
    hits: list[Hit]
    facets: dict[Facet, list[tuple[str, int]]]
    relaxed: Relaxed = Relaxed.NOT
    corrected: str = ""
    whole: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What a search finds, counted: every filter narrows every count, unlike in `Results`.

    ``years`` holds (year, sheets that began in it), the earliest first; ``undated`` sheets tell no
    date.
    """

    total: int
    facets: dict[Facet, list[tuple[str, int]]]
    years: list[tuple[int, int]]
    undated: int
    relaxed: Relaxed = Relaxed.NOT


@dataclass(frozen=True, slots=True)
class Cluster:
    """Sheets that lie close together at the zoom asked: their mean point and how many.

    ``ids`` names the sheets where they are few; where they are many it is empty. ``box`` is the
    extent to zoom to, ``None`` for a lone point.
    """

    lat: float
    lon: float
    count: int
    ids: tuple[str, ...] = ()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class MapView:
    """The clusters of a view and how many sheets of the search lie in it."""

    clusters: list[Cluster]
    total: int

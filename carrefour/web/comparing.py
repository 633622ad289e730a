"""Two territories side by side: what each has, at equal population, and what sets them apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from carrefour.search.engine import SearchEngine
from carrefour.search.query import Facet, Figures, Query
from carrefour.territory.model import Territory
from carrefour.web.addresses import narrowing, search_address
from carrefour.web.charts.layout import number
from carrefour.web.figures import Share, shares

INHABITANTS = 10_000  # by which sheets are counted at equal population
FEW = 20  # sheets under which a share says little
LITTLE = 2.0  # points of difference that are none to speak of
NEAR = 1.05  # times as many: as good as equal
THEMES, ORGANISATIONS, ONLY = 15, 8, 12


@dataclass(frozen=True, slots=True)
class Side:
    """One territory: what a search finds there."""

    territory: Territory
    query: Query
    figures: Figures
    url: str
    organisations: list[tuple[Share, str]]

    @property
    def rate(self) -> float | None:
        """Sheets for each `INHABITANTS`, ``None`` where the population is not known."""
        people = self.territory.population
        return self.figures.total * INHABITANTS / people if people else None

    @property
    def rate_told(self) -> str:
        """The rate as people write it."""
        return "" if self.rate is None else str(number_format(self.rate, 2))

    @property
    def people_told(self) -> str:
        """The population as people write it."""
        return number(self.territory.population) if self.territory.population else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many sheets of a side have a theme, in which share of all its sheets, and where."""

    count: int
    percent: float
    url: str

    @property
    def percent_told(self) -> str:
        """The share as people write it, without a decimal."""
        return "< 1" if 0 < self.percent < 0.5 else f"{self.percent:.0f}"

    @property
    def bar(self) -> int:
        """The share as a bar of a hundred shows it."""
        return round(self.percent)


@dataclass(frozen=True, slots=True)
class Line:
    """A theme on both sides, and the difference in words."""

    label: str
    one: Cell
    other: Cell
    words: str

    @property
    def cells(self) -> tuple[Cell, Cell]:
        """Both, from left to right."""
        return self.one, self.other

    @property
    def apart(self) -> float:
        """The points between the shares."""
        return abs(self.one.percent - self.other.percent)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides, in words and in lines. ``only`` are themes that one has and the other has not."""

    one: Side
    other: Side
    words: str
    lines: list[Line]
    only: list[tuple[Side, list[tuple[str, Cell]]]]
    few: bool

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both, from left to right."""
        return self.one, self.other


def compare(engine: SearchEngine, query: Query, one: Territory, other: Territory) -> Comparison:
    """What ``query`` finds in either territory. Raises `SearchResting`."""
    sides = (_side(engine, query, one), _side(engine, query, other))
    lines = _lines(*sides)
    both = [line for line in lines if line.one.count and line.other.count]
    only = [
        (sides[0], [(line.label, line.one) for line in lines if not line.other.count][:ONLY]),
        (sides[1], [(line.label, line.other) for line in lines if not line.one.count][:ONLY]),
    ]
    return Comparison(
        *sides,
        words=_at_equal_population(*sides),
        lines=sorted(both, key=lambda line: -line.apart)[:THEMES],
        only=[(side, labels) for side, labels in only if labels],
        few=any(0 < side.figures.total < FEW for side in sides),
    )


def _side(engine: SearchEngine, query: Query, territory: Territory) -> Side:
    there = replace(query, territories=(territory.ref,))
    figures = engine.figures(there)
    first = shares(there, figures, Facet.ORGANISATION)[:ORGANISATIONS]
    address = narrowing(there, Facet.ORGANISATION)
    return Side(
        territory,
        there,
        figures,
        search_address(there),
        [(share, address(share.value)) for share in first],
    )


def _lines(one: Side, other: Side) -> list[Line]:
    """Every theme of either side, the most frequent first."""
    of_one, of_other = (
        {share.value: share for share in shares(side.query, side.figures, Facet.THEME)}
        for side in (one, other)
    )
    lines = []
    for value, share in (of_other | of_one).items():
        cells = (_cell(one, of_one.get(value), value), _cell(other, of_other.get(value), value))
        lines.append(Line(share.label, *cells, words=_apart(one, other, *cells)))
    return sorted(lines, key=lambda line: -(line.one.count + line.other.count))


def _cell(side: Side, share: Share | None, value: str) -> Cell:
    count = share.count if share else 0
    percent = 100 * count / side.figures.total if side.figures.total else 0.0
    return Cell(count, percent, narrowing(side.query, Facet.THEME)(value))


def _apart(one: Side, other: Side, first: Cell, second: Cell) -> str:
    points = first.percent - second.percent
    if abs(points) < LITTLE:
        return _("à peu près autant")
    name = (one if points > 0 else other).territory.name
    return _("%(points)s points de plus : %(name)s") % {
        "points": f"{abs(points):.0f}",
        "name": name,
    }


def _at_equal_population(one: Side, other: Side) -> str:
    if not one.rate or not other.rate:
        return ""
    more, less = (one, other) if one.rate >= other.rate else (other, one)
    times = (more.rate or 0) / (less.rate or 1)
    if times < NEAR:
        return _("À population égale, les deux territoires comptent à peu près autant de projets.")
    return _("À population égale, %(times)s fois plus de projets : %(more)s devant %(less)s.") % {
        "times": number_format(times, 1),
        "more": more.territory.name,
        "less": less.territory.name,
    }

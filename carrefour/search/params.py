"""A search as the parameters of an address, shared by the site and the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.http import QueryDict

from carrefour.search.query import Area, Box, Circle, Facet, Query, Reading, Sort, Years

DEFAULT_KM, MOST_KM = 20.0, 300.0
_TERRITORY = re.compile(r"(?:commune|epci|departement|region|country):[0-9A-Z]{2,9}")
_CORNER = re.compile(r"(-?\d{1,2}(?:\.\d{1,15})?),(-?\d{1,3}(?:\.\d{1,15})?)", re.ASCII)
MOST_CORNERS = 60  # of an area
CORNER_DECIMALS = 6  # of a degree: ten centimetres
_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1000, 2999
MOST_VALUES = 50  # of one facet in one address
Centre = Callable[[str], tuple[float, float] | None]


def parse(
    params: QueryDict, reading: Reading = Reading.FREE, centre: Centre | None = None
) -> tuple[Query, dict[str, str]]:
    """The search that ``params`` stand for, and what is wrong with each parameter left out.

    ``reading`` is how the words are read where ``params`` do not say. ``centre`` tells the lat and
    lon of a territory: with it, one territory and a ``radius`` are a circle, "within 20 km of
    Nantes"; without it the radius of a territory is left out.
    """
    problems: dict[str, str] = {}
    chosen = []
    for facet in Facet:
        values = tuple(dict.fromkeys(v for v in params.getlist(facet.value) if v))[:MOST_VALUES]
        if values:
            chosen.append((facet, values))
    territories = [t for t in params.getlist("territory") if t]
    for ref in territories:
        if not _TERRITORY.fullmatch(ref):
            problems["territory"] = f"'{ref}' is no reference such as commune:44109"
    sort = params.get("sort") or Sort.RELEVANCE.value
    if sort not in set(Sort):
        problems["sort"] = f"'{sort}' is not one of {', '.join(Sort)}"
        sort = Sort.RELEVANCE.value
    wanted = tuple(t for t in territories if _TERRITORY.fullmatch(t))
    around = _around(wanted, params, centre) if centre else None
    read = params.get("read") or reading.value
    if read not in set(Reading):
        problems["read"] = f"'{read}' is not one of {', '.join(Reading)}"
        read = reading.value
    query = Query(
        text=(params.get("q") or "").strip()[:400],
        chosen=tuple(chosen),
        territories=() if around else wanted,
        circle=around or _circle(params, problems),
        box=read_box(params.get("bbox") or "", problems),
        area=read_area(params.get("area") or "", problems),
        years=_years(params, problems),
        sort=Sort(sort),
        reading=Reading(read),
    )
    return query, problems


def read_box(text: str, problems: dict[str, str]) -> Box | None:
    """The box written as west,south,east,north, if ``text`` is one."""
    if not text:
        return None
    numbers = _numbers(text, 4)
    if numbers is None or not -90 <= numbers[1] <= numbers[3] <= 90:
        problems["bbox"] = f"'{text[:60]}' is not west,south,east,north in degrees"
        return None
    return Box(_turned(numbers[0]), numbers[1], _turned(numbers[2]), numbers[3])


def read_area(text: str, problems: dict[str, str]) -> Area | None:
    """The area whose corners are written as lat,lon with _ between them, if ``text`` is one.

    The ring closes itself; a corner written twice in a row is one. What crosses itself is read by
    the even-odd rule; what crosses the antimeridian would be wider than half of the globe.
    """
    if not text:
        return None
    written = text.split("_", MOST_CORNERS + 1)  # the last may repeat the first
    corners: list[tuple[float, float]] = []
    for one in written[: MOST_CORNERS + 1]:
        found = _CORNER.fullmatch(one)
        lat, lon = map(float, found.groups()) if found else (91.0, 181.0)
        if abs(lat) > 90 or abs(lon) > 180:
            problems["area"] = f"'{one[:40]}' is no corner: lat,lon in degrees, with _ between them"
            return None
        corner = round(lat, CORNER_DECIMALS) + 0.0, round(lon, CORNER_DECIMALS) + 0.0
        if corners[-1:] != [corner]:
            corners.append(corner)
    if corners[0] == corners[-1]:
        corners.pop()
    lons = [lon for _, lon in corners]
    if len(set(corners)) < 3 or len(corners) > MOST_CORNERS or len(written) > MOST_CORNERS + 1:
        problems["area"] = f"must have from 3 to {MOST_CORNERS} corners"
        return None
    if max(lons) - min(lons) > 180:
        problems["area"] = "must not cross the antimeridian, nor be wider than half of the globe"
        return None
    return Area(tuple(corners))


def _years(params: QueryDict, problems: dict[str, str]) -> Years | None:
    """The years from ``since`` to ``until``; one that is not given leaves that end open."""
    ends = []
    for name, none in (("since", FIRST_YEAR), ("until", LAST_YEAR)):
        text = (params.get(name) or "").strip()
        if text and not _YEAR.fullmatch(text):
            problems[name] = f"'{text[:20]}' is not a year of four digits"
        ends.append(int(text) if _YEAR.fullmatch(text) else none)
    years = Years(min(ends), max(ends))
    return None if years == (FIRST_YEAR, LAST_YEAR) else years


def _circle(params: QueryDict, problems: dict[str, str]) -> Circle | None:
    near = params.get("near") or ""
    if not near:
        return None
    numbers, radius = _numbers(near, 2), _numbers(params.get("radius") or str(DEFAULT_KM), 1)
    if numbers is None or not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180):
        problems["near"] = f"'{near[:60]}' is not lat,lon in degrees"
        return None
    if radius is None or not 0 < radius[0] <= MOST_KM:
        problems["radius"] = f"must be a number of kilometres up to {MOST_KM:g}"
        return Circle(numbers[0], numbers[1], DEFAULT_KM)
    return Circle(numbers[0], numbers[1], radius[0])


def _around(territories: tuple[str, ...], params: QueryDict, centre: Centre) -> Circle | None:
    """The circle around the one territory asked for, if a radius is given and no other centre."""
    radius = _numbers(params.get("radius") or "", 1)
    if len(territories) != 1 or params.get("near") or not radius or not 0 < radius[0] <= MOST_KM:
        return None
    point = centre(territories[0])
    return Circle(*point, radius[0], territories[0]) if point else None


def _numbers(text: str, count: int) -> list[float] | None:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    finite = all(abs(n) < 1e6 for n in numbers)
    return numbers if len(numbers) == count and finite else None


def _turned(lon: float) -> float:
    """A longitude within -180 and 180; a view wider than the world keeps its ends."""
    return max(-180.0, min(180.0, lon))


def to_pairs(query: Query) -> list[tuple[str, str]]:
    """The parameters that `parse` reads as ``query``, without those that say nothing."""
    pairs: list[tuple[str, str]] = [("q", query.text)] if query.text else []
    pairs += [(facet.value, value) for facet, values in query.chosen for value in values]
    pairs += [("territory", ref) for ref in query.territories]
    if query.circle and query.circle.of:
        pairs.append(("territory", query.circle.of))
    elif query.circle:
        pairs.append(("near", f"{query.circle.lat:g},{query.circle.lon:g}"))
    if query.circle:
        pairs.append(("radius", f"{query.circle.km:g}"))
    if query.box:
        pairs.append(("bbox", ",".join(f"{n:g}" for n in query.box)))
    if query.area:
        pairs.append(("area", "_".join(map(_corner, query.area.corners))))
    if query.years and query.years.first != FIRST_YEAR:
        pairs.append(("since", str(query.years.first)))
    if query.years and query.years.last != LAST_YEAR:
        pairs.append(("until", str(query.years.last)))
    if query.sort is not Sort.RELEVANCE:
        pairs.append(("sort", query.sort.value))
    if query.reading is not Reading.FREE:
        pairs.append(("read", query.reading.value))
    return pairs


def _corner(corner: tuple[float, float]) -> str:
    numbers = (f"{number:.{CORNER_DECIMALS}f}".rstrip("0").rstrip(".") for number in corner)
    return ",".join(numbers)


def encode(pairs: list[tuple[str, str]], more: Mapping[str, str] | None = None) -> str:
    """``pairs`` and ``more`` as the query part of an address."""
    return urlencode([*pairs, *(more or {}).items()])

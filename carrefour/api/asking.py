"""The search that a request asks for, and how OpenAPI describes its filters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from carrefour.api.problems import Refused
from carrefour.api.schemas import UnderstoodOut
from carrefour.pipeline.answering import Answer, Step, answer
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import centre, gazetteer
from carrefour.search.params import MOST_CORNERS, parse
from carrefour.search.query import Facet, Query, Reading, Sort

_LIST = {"type": "array", "items": {"type": "string"}}
_TEXT = {"type": "string"}
_ANY = {
    "theme": "a code (EMP) or a category (domains_employment) of /taxonomy",
    "public": "a code of /taxonomy",
    "method": "a code of /taxonomy",
    "organisation": "an id of /organisations",
    "source": "an id of /sources",
    "status": "planned, running or ended",
    "region": "an official code (52)",
    "departement": "an official code (44)",
    "zone": "qpv or rural",
    "territory": "a reference of /territories (commune:44109)",
}


def _filter(name: str, schema: dict[str, Any], text: str, example: object = None) -> dict[str, Any]:
    """One filter as OpenAPI describes it; `carrefour.search.params` reads it."""
    told = {"name": name, "in": "query", "required": False, "schema": schema, "description": text}
    return told if example is None else {**told, "example": example}


FILTERS = [
    _filter("q", _TEXT, 'Words, "phrases" and -exclusions', "jardin partagé"),
    *(
        _filter(name, _LIST, f"Any of these values: {_ANY[name]}")
        for name in (*(facet.value for facet in Facet), "territory")
    ),
    _filter("near", _TEXT, "Centre of a circle: lat,lon", "47.2,-1.5"),
    _filter("radius", {"type": "number"}, "Its radius in km: 20 if not given, at most 300"),
    _filter("bbox", _TEXT, "west,south,east,north in degrees"),
    _filter(
        "area",
        _TEXT,
        f"A drawn area: its 3 to {MOST_CORNERS} corners as lat,lon with _ between them. Edges are "
        "straight in degrees; of a ring that crosses itself, the even-odd rule tells the inside. "
        "It may not cross the antimeridian",
        "47.4,-1.9_47.5,-1.2_47,-1.4",
    ),
    _filter("since", _TEXT, "Begun in this year or later"),
    _filter("until", _TEXT, "Begun in this year or earlier"),
    _filter("sort", {"type": "string", "enum": [*Sort]}, "The order of results"),
    _filter(
        "read",
        {"type": "string", "enum": [*Reading]},
        "How q is read: 'words' (as words; the default), 'exact' (nothing is loosened) or 'free' "
        "(a place in it becomes a filter, and what finds nothing is widened, as on the site)",
    ),
]
FIELDS = _filter("fields", _TEXT, "The fields wanted, with commas between: title,places")
FORMAT = _filter(
    "format",
    {"type": "string", "enum": ["json", "geojson", "csv", "jsonld"]},
    "The format; the Accept header says it too",
)
LANGUAGE = _filter("lang", {"type": "string", "enum": ["fr", "en"]}, "The language of names")


def search_of(request: HttpRequest) -> Query:
    """The search that ``request`` asks for. Raises `Refused` when a filter cannot be read."""
    query, problems = parse(request.GET, Reading.WORDS, centre)
    if problems:
        told = "; ".join(f"{name}: {why}" for name, why in problems.items())
        raise Refused(422, told, errors=problems)
    return query


def answered(
    query: Query, *, offset: int = 0, limit: int = 0, facets: bool = False
) -> Answer:  # fmt: skip
    """What ``query`` finds. Words are words, unless it asks for more."""
    engine = search_engine()
    if query.reading is Reading.FREE:
        return answer(query, engine, gazetteer(), offset=offset, limit=limit, facets=facets)
    results = engine.search(query, offset=offset, limit=limit, facets=facets)
    return Answer(query, results, Step(query))


def understood(told: Answer) -> dict[str, Any]:
    """The search that was made in the end (`carrefour.api.schemas.UnderstoodOut`)."""
    query = told.step.query
    return UnderstoodOut(
        words=query.text,
        corrected=told.results.corrected,
        territories=list(query.territories),
        near=f"{query.circle.lat:g},{query.circle.lon:g}" if query.circle else "",
        radius=query.circle.km if query.circle else None,
        widened=[wider.value for wider in told.step.wider],
    ).model_dump()

"""Version 1 of the API: what the site finds, for programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import orjson
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError

from carrefour.api.schemas import (
    FacetValue,
    OriginOut,
    Page,
    PlaceOut,
    ProjectDetail,
    ProjectOut,
    SourceOut,
    SuggestionOut,
    TerritoryOut,
    UnderstoodOut,
)
from carrefour.catalogue.models import Place, Sheet, Source
from carrefour.catalogue.suggested import suggested_codes, suggestions_of
from carrefour.catalogue.telling import Tellers, shown_by, tellers
from carrefour.pipeline.answering import Answer, Step, answer
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import centre, gazetteer
from carrefour.pipeline.naming import labels
from carrefour.search.engine import SearchResting
from carrefour.search.params import parse
from carrefour.search.query import Facet, Reading, Sort
from carrefour.search.query import Query as Search
from carrefour.usage.counting import What, count
from carrefour.web.cards import sheets_in_order

MOST_PER_PAGE = 100
_OF_POINTS = ("slug", "title", "organisation", "themes")
MOST_PAGES = 500
MOST_FEATURES = 1000

_MANY = (*(facet.value for facet in Facet), "territory")
_LIST = {"type": "array", "items": {"type": "string"}}
_TEXT = {"type": "string"}


def _filter(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
    """One filter as OpenAPI describes it; `carrefour.search.params` reads it."""
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


_FILTERS = [
    _filter("q", _TEXT, 'Words, "phrases" and -exclusions'),
    *(_filter(name, _LIST, "Any of these values") for name in _MANY),
    _filter("near", _TEXT, "Centre of a circle: lat,lon"),
    _filter("radius", {"type": "number"}, "Its radius in km: 20 if not given, at most 300"),
    _filter("bbox", _TEXT, "west,south,east,north in degrees"),
    _filter("since", _TEXT, "Begun in this year or later"),
    _filter("until", _TEXT, "Begun in this year or earlier"),
    _filter("sort", _TEXT, ", ".join(Sort)),
    _filter(
        "read",
        _TEXT,
        "How q is read: 'words' (as words; the default), 'exact' (nothing is loosened) or 'free' "
        "(a place in it becomes a filter, and what finds nothing is widened, as on the site)",
    ),
]

api = NinjaAPI(
    title="Carrefour",
    version="1",
    description="The social innovations that the site shows, with the same filters.",
    urls_namespace="api",
    docs_url=None,
)


def _counted(call: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An operation of which each call is counted, by its name alone."""

    @wraps(call)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match = request.resolver_match
        count(request, What.CALL, match.url_name if match and match.url_name else "")
        return call(request, *args, **kwargs)

    return counted


api.add_decorator(_counted, mode="view")


@api.exception_handler(SearchResting)
def resting(_request: HttpRequest, _error: SearchResting) -> HttpResponse:
    """The engine does not answer: say so, and when to come back."""
    response = _problem(503, "Search is resting; try again in a minute.")
    response["Retry-After"] = "60"
    return response


@api.exception_handler(HttpError)
def refused(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """An error with a message of ours."""
    return _problem(error.status_code, str(error))


def _problem(status: int, detail: str) -> HttpResponse:
    body = {"title": "Error", "status": status, "detail": detail}
    return HttpResponse(orjson.dumps(body), content_type="application/problem+json", status=status)


@api.get("/projects", response=Page, openapi_extra={"parameters": _FILTERS})
def projects(
    request: HttpRequest,
    page: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> Page:
    """Projects that a search finds."""
    told = _answer(request, offset=(page - 1) * per_page, limit=per_page, facets=False)
    found = told.results
    sheets = sheets_in_order(hit.id for hit in found.hits)
    suggested = suggested_codes(sheet.pk for sheet in sheets)
    told_by = tellers(sheet.pk for sheet in sheets)
    return Page(
        total=found.total,
        page=page,
        per_page=per_page,
        relaxed=found.relaxed.value,
        understood=_understood(told),
        results=[
            ProjectOut(**_shared(request, sheet, suggested.get(sheet.pk, set()), told_by[sheet.pk]))
            for sheet in sheets
        ],
    )


@api.get("/projects.geojson", openapi_extra={"parameters": _FILTERS})
def projects_geojson(
    request: HttpRequest, limit: Annotated[int, Query(ge=1, le=MOST_FEATURES)] = MOST_FEATURES
) -> HttpResponse:
    """The same as points on a map: one feature for each place of each project."""
    told = _answer(request, limit=0, facets=False)
    ids = search_engine().ids(told.step.alone, limit) if told.results.total else []
    # Up to a thousand sheets: no more is read of each than a point tells.
    points = Prefetch("places", Place.objects.only("sheet", "lat", "lon", "precision"))
    shown = Sheet.objects.filter(withdrawn_at=None).only(*_OF_POINTS).prefetch_related(points)
    by_id = shown.in_bulk(ids)
    sheets = [by_id[id_] for id_ in ids if id_ in by_id]
    suggested = suggested_codes(sheet.pk for sheet in sheets)
    told_by = tellers(sheet.pk for sheet in sheets)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {
                "id": sheet.pk,
                "title": sheet.title,
                "url": _url(request, sheet),
                "organisation": sheet.organisation_id,
                "organisations": told_by[sheet.pk].organisations,
                "themes": sheet.themes,
                "suggested": sorted(suggested.get(sheet.pk, ())),
                "precision": place.precision,
            },
        }
        for sheet in sheets
        for place in sheet.places.all()
        if place.lat is not None
    ]
    total = told.results.total
    body = {"type": "FeatureCollection", "total": total, "features": features}
    return HttpResponse(orjson.dumps(body), content_type="application/geo+json")


@api.get("/projects/{id_}", response=ProjectDetail)
def project(request: HttpRequest, id_: str) -> ProjectDetail | HttpResponse:
    """One project with all that is known of it, and where each field comes from."""
    sheet = Sheet.objects.select_related("organisation").prefetch_related("places").filter(pk=id_)
    one = sheet.first()
    if one is None:
        raise HttpError(404, f"There is no project '{id_}'.")
    if one.merged_into_id is not None:
        return redirect("api:project", id_=one.merged_into_id)
    if one.withdrawn_at is not None:
        raise HttpError(410, f"The source of '{id_}' no longer publishes it.")
    provenances = list(one.provenances.select_related("record").order_by("record_id"))
    origins = [
        OriginOut(
            source=p.record.source_id,
            record=p.record.external_id,
            fields=[name for name in p.fields if name != "suggested"],
            collected_at=p.collected_at.isoformat(),
        )
        for p in provenances
    ]
    suggestions = [
        SuggestionOut(
            code=told.code,
            score=told.score,
            source=p.record.source_id,
            tag=told.tag,
            words=list(told.words),
        )
        for p, told in suggestions_of(provenances)
    ]
    return ProjectDetail(
        **_shared(request, one, {told.code for told in suggestions}, tellers([one.pk])[one.pk]),
        description=one.description,
        web=one.url,
        source_url=one.source_url,
        holder=one.holder,
        partners=one.partners,
        budget=one.budget,
        language=one.language,
        images=one.images,
        origins=origins,
        suggestions=suggestions,
    )


@api.get("/facets", response=dict[str, list[FacetValue]], openapi_extra={"parameters": _FILTERS})
def facets(request: HttpRequest) -> dict[str, list[FacetValue]]:
    """How many projects of a search each value of each facet would give."""
    found = _answer(request, limit=0).results
    answer = {}
    for facet, counts in found.facets.items():
        names = labels(facet, [value for value, _ in counts])
        answer[facet.value] = [FacetValue(value=v, label=names[v], count=n) for v, n in counts]
    return answer


@api.get("/sources", response=list[SourceOut])
def sources(request: HttpRequest) -> list[SourceOut]:
    """Every source, with its licence and how many projects it tells."""
    shown = shown_by("source")
    return [
        SourceOut(
            id=source.pk,
            title=source.title,
            organisation=source.organisation_id,
            homepage=source.homepage,
            licence=source.licence,
            attribution=source.attribution,
            harvested_at=source.harvested_at.isoformat() if source.harvested_at else "",
            projects=shown.get(source.pk, 0),
        )
        for source in Source.objects.all()
    ]


@api.get("/territories", response=list[TerritoryOut])
def territories(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=60)],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[TerritoryOut]:
    """Territories whose name, postcode or number begins as ``q`` does."""
    return [
        TerritoryOut(
            ref=t.ref,
            name=t.name,
            level=t.level.value,
            population=t.population,
            lat=t.lat,
            lon=t.lon,
            departement=t.departement,
            region=t.region,
        )
        for t in gazetteer().suggest(q, limit)
    ]


def _search(request: HttpRequest) -> Search:
    """The search that the request asks for; 422 when a filter cannot be read."""
    query, problems = parse(request.GET, Reading.WORDS, centre)
    if problems:
        raise HttpError(422, "; ".join(f"{name}: {why}" for name, why in problems.items()))
    return query


def _answer(
    request: HttpRequest, *, offset: int = 0, limit: int = 20, facets: bool = True
) -> Answer:
    """What the search of the request finds. Words are words, unless it asks for more."""
    query, engine = _search(request), search_engine()
    if query.reading is Reading.FREE:
        return answer(query, engine, gazetteer(), offset=offset, limit=limit, facets=facets)
    results = engine.search(query, offset=offset, limit=limit, facets=facets)
    return Answer(query, results, Step(query))


def _understood(told: Answer) -> UnderstoodOut:
    query = told.step.query
    return UnderstoodOut(
        words=query.text,
        corrected=told.results.corrected,
        territories=list(query.territories),
        near=f"{query.circle.lat:g},{query.circle.lon:g}" if query.circle else "",
        radius=query.circle.km if query.circle else None,
        widened=[wider.value for wider in told.step.wider],
    )


def _url(request: HttpRequest, sheet: Sheet) -> str:
    return request.build_absolute_uri(reverse("web:sheet", args=[sheet.slug, sheet.pk]))


def _shared(
    request: HttpRequest, sheet: Sheet, suggested: set[str], told_by: Tellers
) -> dict[str, Any]:
    """What lists and details both say."""
    names = PlaceOut.model_fields
    return {
        "id": sheet.pk,
        "url": _url(request, sheet),
        "title": sheet.title,
        "summary": sheet.summary,
        "organisation": sheet.organisation_id,
        "organisations": list(told_by.organisations),
        "source": sheet.source_id,
        "themes": sheet.themes,
        "publics": sheet.publics,
        "methods": sheet.methods,
        "suggested": sorted(suggested),
        "tags": sheet.tags,
        "status": sheet.status,
        "start_date": sheet.start_date,
        "end_date": sheet.end_date,
        "places": [{n: getattr(place, n) for n in names} for place in sheet.places.all()],
        "updated_at": sheet.updated_at.isoformat(),
        "licence": sheet.licence,
    }

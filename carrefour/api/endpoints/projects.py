"""Projects: searched, one by one, and those that are like one."""

from __future__ import annotations

import re
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from ninja import Query, Router

from carrefour.api.aging import tell_age
from carrefour.api.asking import FIELDS, FILTERS, FORMAT, LANGUAGE, answered, search_of, understood
from carrefour.api.cursor import DEEPEST, page_after, read_stand, stand_of
from carrefour.api.fields import chosen, narrowed
from carrefour.api.formats import (
    COLUMNS,
    MEDIA_TYPES,
    Format,
    as_features,
    as_graph,
    as_json,
    as_table,
    format_of,
)
from carrefour.api.points import points
from carrefour.api.problems import Refused
from carrefour.api.rows import row, rows, sheets_of
from carrefour.api.schemas import (
    FeatureCollection,
    NeighbourOut,
    OriginOut,
    Page,
    ProjectDetail,
    ProjectOut,
    SuggestedCodeOut,
)
from carrefour.catalogue.models import Sheet
from carrefour.catalogue.suggested import suggestions_of
from carrefour.catalogue.telling import tellers
from carrefour.pipeline.engine import search_engine
from carrefour.web.licences import Reuse, reuse
from carrefour.web.neighbours import neighbours_of
from carrefour.web.templatetags.carrefour_web import sheet_url

MOST_PER_PAGE = 100
MOST_ROWS = 1000  # of a page in a format that tells little of each
MOST_PAGES = 500
_ID = re.compile(r"[0-9A-Za-z]{1,12}", re.ASCII)
_CLOSED: dict[str, Any] = {
    "description": "", "web": "", "holder": "", "partners": [], "budget": None, "images": [],
    "suggestions": [],
}  # fmt: skip

router = Router(tags=["projects"])


@router.get(
    "/projects",
    response=Page,
    openapi_extra={"parameters": [*FILTERS, FIELDS, FORMAT, LANGUAGE]},
)
def projects(
    request: HttpRequest,
    cursor: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 20,
) -> HttpResponse:
    """Projects that a search finds.

    Follow `next` (or the `Link` header) to the last page: projects that come or go in between
    neither repeat nor skip others. `per_page` is 100 at the most, 1000 as CSV and GeoJSON.
    """
    form = format_of(request)
    names = chosen(request, COLUMNS if form is Format.CSV else ProjectOut.model_fields)
    if per_page > MOST_PER_PAGE and form not in (Format.CSV, Format.GEOJSON):
        why = f"at most {MOST_PER_PAGE}, and {MOST_ROWS} with format=csv or geojson"
        raise Refused(422, f"per_page: {why}.", errors={"per_page": why})
    query = search_of(request)
    told = answered(query)
    asked, engine, total = told.step.alone, search_engine(), told.results.total
    if cursor:
        ids, end = page_after(engine, asked, read_stand(cursor, asked), per_page)
    else:
        first = (page - 1) * per_page
        ids = engine.ids(asked, per_page, first) if first < total else []
        end = first + len(ids)
    more = bool(ids) and end < min(total, DEEPEST)
    following = stand_of(asked, end, ids) if more else ""
    ahead = _next(request, following) if following else ""
    if form is Format.CSV:
        response = as_table(request, ids, names)
    elif form is Format.JSONLD:
        response = as_json(as_graph(request, ids), MEDIA_TYPES[form])
    else:
        every = rows(request, sheets_of(ids))
        body: dict[str, Any] = {"total": total, "next": ahead, "cursor": following}
        if form is Format.GEOJSON:
            body |= {"type": "FeatureCollection", "features": as_features(every, names)}
        else:
            body |= {
                "page": page,
                "per_page": per_page,
                "relaxed": told.results.relaxed.value,
                "understood": understood(told),
                "results": [narrowed(one, names) for one in every],
            }
        response = as_json(body, MEDIA_TYPES[form])
    if ahead:
        response["Link"] = f'<{ahead}>; rel="next"'
    response["X-Total-Count"] = str(total)
    return response


@router.get(
    "/projects.geojson", response=FeatureCollection, openapi_extra={"parameters": [*FILTERS]}
)
def projects_geojson(
    request: HttpRequest, limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = MOST_ROWS
) -> HttpResponse:
    """The same as points on a map: one feature for each place of each project.

    `/projects?format=geojson` has pages.
    """
    told = answered(search_of(request))
    total = told.results.total
    ids = search_engine().ids(told.step.alone, limit) if total else []
    features = points(request, ids)
    body = {"type": "FeatureCollection", "total": total, "features": features}
    return as_json(body, MEDIA_TYPES[Format.GEOJSON])


@router.get(
    "/projects/{id_}",
    response=ProjectDetail,
    openapi_extra={"parameters": [FIELDS, FORMAT, LANGUAGE]},
)
def project(request: HttpRequest, id_: str) -> HttpResponse:
    """One project with all that is known of it, and where each field comes from.

    One that was merged into another leads there (302); one that its source withdrew is 410.
    """
    one, form = _sheet(id_), format_of(request)
    names = chosen(request, COLUMNS if form is Format.CSV else ProjectDetail.model_fields)
    if one.merged_into_id is not None:
        to = redirect("api:project", id_=one.merged_into_id)
        if query := request.GET.urlencode():
            to["Location"] += f"?{query}"
        return to
    if one.withdrawn_at is not None:
        raise Refused(410, f"The source of '{id_}' no longer publishes it.")
    if form is Format.CSV:
        response = as_table(request, [one.pk], names)
    elif form is Format.JSONLD:
        response = as_json(as_graph(request, [one.pk]), MEDIA_TYPES[form])
    elif form is Format.GEOJSON:
        features = as_features([_detail(request, one)], names)
        body = {"type": "FeatureCollection", "total": 1, "features": features}
        response = as_json(body, MEDIA_TYPES[form])
    else:
        response = as_json(narrowed(_detail(request, one), names))
    tell_age(response, one)
    return response


@router.get(
    "/projects/{id_}/neighbours",
    response=list[NeighbourOut],
    openapi_extra={"parameters": [FIELDS, LANGUAGE]},
)
def neighbours(
    request: HttpRequest, id_: str, limit: Annotated[int, Query(ge=1, le=20)] = 6
) -> HttpResponse:
    """The projects most like one, most alike first, each with the reason in words."""
    one, names = _sheet(id_), chosen(request, ProjectOut.model_fields)
    if one.withdrawn_at is not None:
        raise Refused(410, f"The source of '{id_}' no longer publishes it.")
    near = neighbours_of(one, limit)
    told = rows(request, [found.sheet for found in near])
    return as_json(
        [
            {"reason": found.reason, "project": narrowed(row_, names)}
            for found, row_ in zip(near, told, strict=True)
        ]
    )


def _sheet(id_: str) -> Sheet:
    """The sheet of ``id_``, shown or not. Raises `Refused` where there never was one."""
    if _ID.fullmatch(id_):
        found = Sheet.objects.prefetch_related("places").filter(pk=id_).first()
        if found is not None:
            return found
    raise Refused(404, f"There is no project '{id_[:40]}'.")


def _next(request: HttpRequest, cursor: str) -> str:
    params = request.GET.copy()
    params.pop("page", None)
    params["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{params.urlencode()}")


def _detail(request: HttpRequest, one: Sheet) -> dict[str, Any]:
    provenances = list(one.provenances.select_related("record").order_by("record_id"))
    suggestions = [
        SuggestedCodeOut(
            code=told.code,
            score=told.score,
            source=p.record.source_id,
            tag=told.tag,
            words=list(told.words),
        ).model_dump()
        for p, told in suggestions_of(provenances)
    ]
    origins = [
        OriginOut(
            source=p.record.source_id,
            record=p.record.external_id,
            fields=[name for name in p.fields if name != "suggested"],
            collected_at=p.collected_at.isoformat(),
        ).model_dump()
        for p in provenances
    ]
    url = request.build_absolute_uri(sheet_url(one))
    told = row(url, one, {each["code"] for each in suggestions}, tellers([one.pk])[one.pk])
    told |= {
        "description": one.description,
        "web": one.url,
        "source_url": one.source_url,
        "holder": one.holder,
        "partners": one.partners,
        "budget": one.budget,
        "language": one.language,
        "images": one.images,
        "origins": origins,
        "suggestions": suggestions,
    }
    return told | _CLOSED if reuse(one.licence) is Reuse.NONE else told

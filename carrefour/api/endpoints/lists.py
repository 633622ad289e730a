"""What projects are searched and told by: facets, suggestions, sources, territories, subjects."""

from __future__ import annotations

import re
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from carrefour.api.asking import FILTERS, LANGUAGE, answered, search_of
from carrefour.api.problems import Refused
from carrefour.api.schemas import (
    CategoryOut,
    CodeOut,
    FacetValue,
    SourceOut,
    SuggestionOut,
    TaxonomyFacetOut,
    TaxonomyOut,
    TerritoryOut,
)
from carrefour.catalogue.models import Source
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.catalogue.telling import shown_by
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.naming import labels
from carrefour.territory.model import Territory
from carrefour.web.suggestions import suggestions as proposals
from carrefour.web.totals import shown_of_each

_REF = re.compile(r"[a-z]{2,12}:[0-9A-Z]{2,9}", re.ASCII)

router = Router()


@router.get(
    "/facets",
    response=dict[str, list[FacetValue]],
    tags=["projects"],
    openapi_extra={"parameters": [*FILTERS, LANGUAGE]},
)
def facets(request: HttpRequest) -> dict[str, list[FacetValue]]:
    """How many projects of a search each value of each facet would give."""
    found = answered(search_of(request), facets=True).results
    answer = {}
    for facet, counts in found.facets.items():
        names = labels(facet, [value for value, _ in counts])
        answer[facet.value] = [FacetValue(value=v, label=names[v], count=n) for v, n in counts]
    return answer


@router.get(
    "/suggestions",
    response=list[SuggestionOut],
    tags=["projects"],
    openapi_extra={"parameters": [LANGUAGE]},
)
def suggestions(
    request: HttpRequest, q: Annotated[str, Query(max_length=200, description="As typed: jard")]
) -> list[SuggestionOut]:
    """What `q` may be meant for while it is typed: filters to set and projects to open."""
    return [
        SuggestionOut(
            kind=group.kind,
            label=item.label,
            hint=item.hint,
            name=item.name,
            value=item.value,
            url=request.build_absolute_uri(item.url) if item.url else "",
        )
        for group in proposals(q)
        for item in group.items
    ]


@router.get("/sources", response=list[SourceOut], tags=["sources"])
def sources(request: HttpRequest) -> list[SourceOut]:
    """Every source, with its licence and how many projects it tells."""
    shown = shown_of_each("source")
    every = Source.objects.defer("definition", "quality")
    return [_source(one, shown.get(one.pk, 0)) for one in every]


@router.get("/sources/{id_}", response=SourceOut, tags=["sources"])
def source(request: HttpRequest, id_: str) -> SourceOut:
    """One source."""
    found = Source.objects.defer("definition", "quality").filter(pk=id_[:80]).first()
    if found is None:
        raise Refused(404, f"There is no source '{id_[:80]}'.")
    return _source(found, shown_by("source", [found.pk]).get(found.pk, 0))


def _source(one: Source, projects: int) -> SourceOut:
    return SourceOut(
        id=one.pk,
        title=one.title,
        organisation=one.organisation_id,
        homepage=one.homepage,
        licence=one.licence,
        attribution=one.attribution,
        harvested_at=one.harvested_at.isoformat() if one.harvested_at else "",
        projects=projects,
    )


@router.get("/territories", response=list[TerritoryOut], tags=["territories"])
def territories(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=60, description="As typed: nan")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[TerritoryOut]:
    """Territories whose name, postcode or number begins as `q` does."""
    return [_territory(one) for one in gazetteer().suggest(q, limit)]


@router.get("/territories/{ref}", response=TerritoryOut, tags=["territories"])
def territory(request: HttpRequest, ref: str) -> TerritoryOut:
    """One territory by its reference, such as `commune:44109`."""
    found = gazetteer().get(ref) if _REF.fullmatch(ref) else None
    if found is None:
        raise Refused(404, f"There is no territory '{ref[:40]}'.")
    return _territory(found)


def _territory(one: Territory) -> TerritoryOut:
    return TerritoryOut(
        ref=one.ref,
        name=one.name,
        level=one.level.value,
        population=one.population,
        lat=one.lat,
        lon=one.lon,
        departement=one.departement,
        region=one.region,
    )


@router.get("/taxonomy", response=TaxonomyOut, tags=["subjects"])
def subjects(request: HttpRequest) -> TaxonomyOut:
    """The subjects by which projects are sorted: facets, categories and codes."""
    told = taxonomy()
    return TaxonomyOut(
        facets=[
            TaxonomyFacetOut(
                id=facet.id,
                fr=facet.fr,
                en=facet.en,
                categories=[
                    CategoryOut(id=one.id, fr=one.fr, en=one.en, codes=list(one.codes))
                    for one in facet.categories
                ],
            )
            for facet in told.facets.values()
        ],
        codes=[
            CodeOut(code=one.id, fr=one.fr, en=one.en, scope=one.scope)
            for one in told.codes.values()
        ],
    )

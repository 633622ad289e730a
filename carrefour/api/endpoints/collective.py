"""Who shares projects, and the collections that people make of them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from carrefour.api.asking import LANGUAGE
from carrefour.api.problems import Refused
from carrefour.api.rows import rows
from carrefour.api.schemas import (
    ChosenOut,
    CollectionDetail,
    CollectionOut,
    OrganisationOut,
    ProjectOut,
)
from carrefour.catalogue.telling import shown_by
from carrefour.collection.models import Collection
from carrefour.collection.showing import byline, chosen, covers, published
from carrefour.community.portraits import Portrait, of_the_collective, portrait_of
from carrefour.web.directory import directory, wanted_of

_TEXT = {"type": "string"}
_WANTED = [
    {"name": name, "in": "query", "required": False, "schema": _TEXT, "description": text}
    for name, text in (
        ("q", "Words of the name"),
        ("kind", "association, company, foundation, local-authority, network…"),
        ("part", "source, support, fund, study or spread"),
        ("theme", "A category of /taxonomy"),
        ("territory", "A reference of /territories"),
    )
]

router = Router(tags=["collective"])


@router.get(
    "/organisations",
    response=list[OrganisationOut],
    openapi_extra={"parameters": [*_WANTED, LANGUAGE]},
)
def organisations(request: HttpRequest) -> list[OrganisationOut]:
    """The organisations of the collective, those with most projects first."""
    found = directory(wanted_of(request.GET)).found
    return [_organisation(request, one.portrait, one.count) for one in found]


@router.get(
    "/organisations/{id_}", response=OrganisationOut, openapi_extra={"parameters": [LANGUAGE]}
)
def organisation(request: HttpRequest, id_: str) -> OrganisationOut:
    """One organisation of the collective."""
    found = of_the_collective().filter(pk=id_[:80]).first()
    if found is None:
        raise Refused(404, f"There is no organisation '{id_[:80]}' in the collective.")
    portrait = portrait_of(found, shares=found.sources.exists())
    return _organisation(request, portrait, shown_by("organisation", [found.pk]).get(found.pk, 0))


def _organisation(request: HttpRequest, one: Portrait, projects: int) -> OrganisationOut:
    page = reverse("web:organisation", args=[one.slug])
    return OrganisationOut(
        id=one.slug,
        url=request.build_absolute_uri(page),
        name=one.name,
        kind=one.kind,
        description=one.description,
        web=one.url,
        parts=list(one.parts),
        themes=list(one.themes),
        territory=one.territory.ref if one.territory else "",
        shares=one.shares,
        projects=projects,
    )


@router.get("/collections", response=list[CollectionOut])
def collections(
    request: HttpRequest,
    page: Annotated[int, Query(ge=1, le=500)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[CollectionOut]:
    """Published collections, the latest first."""
    some = published()[(page - 1) * per_page : page * per_page]
    return [_collection(request, one.collection, one.count) for one in covers(some)]


@router.get("/collections/{id_}", response=CollectionDetail)
def collection(request: HttpRequest, id_: str) -> CollectionDetail:
    """One published collection with its projects in their order."""
    found = published().filter(pk=id_[:12]).first()
    if found is None:
        raise Refused(404, f"There is no published collection '{id_[:40]}'.")
    items = chosen(found)
    told = rows(request, [one.sheet for one in items if one.sheet])
    projects = {one["id"]: ProjectOut(**one) for one in told}
    return CollectionDetail(
        **_collection(request, found, len(items)).model_dump(),
        items=[
            ChosenOut(
                title=one.title,
                text="\n\n".join(one.texts),
                project=projects.get(one.sheet.pk) if one.sheet else None,
            )
            for one in items
        ],
    )


def _collection(request: HttpRequest, one: Collection, projects: int) -> CollectionOut:
    page = reverse("collection:collection", args=[one.slug, one.pk])
    return CollectionOut(
        id=one.pk,
        url=request.build_absolute_uri(page),
        title=one.title,
        introduction=one.introduction,
        byline=byline(one),
        language=one.language,
        published_at=one.published_at.isoformat() if one.published_at else "",
        projects=projects,
    )

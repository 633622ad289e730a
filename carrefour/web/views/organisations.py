"""Organisations of the collective and the sources that they run."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from carrefour.catalogue.models import Organisation, Place, Sheet, Source
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.catalogue.telling import shown_by
from carrefour.community.access import user_of
from carrefour.community.portraits import portrait_of, team_of
from carrefour.community.rights import Right, Stake, standing_of
from carrefour.pipeline.carriers import meant_by
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.health import condition
from carrefour.pipeline.naming import labels
from carrefour.search.engine import SearchResting
from carrefour.search.query import Facet, Query
from carrefour.web.cards import sheets_in_order
from carrefour.web.directory import directory as found_in_directory
from carrefour.web.directory import wanted_of
from carrefour.web.pictures import with_pictures

CARRIED = 30  # projects of an organisation on its page
MAPPED = 300  # points of those that it carries
PER_PAGE = 60
MAIN_THEMES = 8


def directory(request: HttpRequest) -> HttpResponse:
    """The organisations of the collective, and those that one asks for."""
    wanted = wanted_of(request.GET)
    told = found_in_directory(wanted)
    page = Paginator(told.found, PER_PAGE).get_page(request.GET.get("page"))
    params = request.GET.copy()
    params.pop("page", None)
    context = {
        "wanted": wanted,
        "directory": told,
        "page": page,
        "params": params.urlencode(),
        "themes": [one.id for one in taxonomy().facets["domains"].categories],
    }
    return render(request, "web/organisations.html", context)


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: who it is, its people, its sources, its figures and its projects."""
    one = get_object_or_404(Organisation.objects.select_related("profile"), pk=slug)
    user = user_of(request)
    welcomed = hasattr(one, "profile")
    if not welcomed and (meant := meant_by(one)) != one:
        # Not for ever: a person may say that they are two organisations after all.
        return redirect("web:organisation", meant.pk)
    sources = list(one.sources.all())
    shown = shown_by("source", [source.pk for source in sources])
    carried = one.carried.filter(withdrawn_at=None)
    shown_here = carried.select_related("organisation").prefetch_related("places")
    standing = standing_of(user)
    own = Stake(organisations=frozenset([one.pk]))
    context = {
        "organisation": one,
        "portrait": portrait_of(one, shares=bool(sources)),
        "collective": welcomed or bool(sources),
        "team": team_of(one),
        "belongs": standing.may(Right.INVITE, own),
        "edits": standing.may(Right.EDIT_ORGANISATION, own),
        "carried": with_pictures(shown_here.order_by("-updated_at", "pk")[:CARRIED]),
        "carried_count": carried.count(),
        "operator": standing.operator,
        "count": shown_by("organisation", [slug]).get(slug, 0) if sources else 0,
        "sources": [(source, shown.get(source.pk, 0), condition(source.pk)) for source in sources],
        **(_contents(Facet.ORGANISATION, slug) if sources else _carried(carried)),
    }
    return render(request, "web/organisation.html", context)


def _carried(carried: QuerySet[Sheet]) -> dict[str, object]:
    """The themes, the départements and the points of the projects that an organisation carries."""
    counts = Counter(code for themes in carried.values_list("themes", flat=True) for code in themes)
    places = Place.objects.filter(sheet__in=carried.values("pk"))
    departements = places.exclude(departement="").values_list("departement", flat=True)
    return {
        "sheets": [],
        "themes": _bars(counts.most_common()),
        "theme_count": len(counts),
        "departement_count": departements.distinct().count(),
        "places": list(places.exclude(lat=None).order_by("sheet", "position")[:MAPPED]),
    }


def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One source: its licence, how its harvests go, and its projects."""
    one = get_object_or_404(Source.objects.select_related("organisation"), pk=slug)
    context = {
        "source": one,
        "count": shown_by("source", [slug]).get(slug, 0),
        "condition": condition(slug),
        **_contents(Facet.SOURCE, slug),
    }
    return render(request, "web/source.html", context)


def _contents(facet: Facet, value: str) -> dict[str, object]:
    """The latest sheets and the main themes of an organisation or a source."""
    try:
        results = search_engine().search(Query(chosen=((facet, (value,)),)), limit=6)
    except SearchResting:
        return {"sheets": [], "themes": []}
    themes = [(v, n) for v, n in results.facets[Facet.THEME] if v not in taxonomy().categories]
    return {
        "sheets": sheets_in_order(hit.id for hit in results.hits),
        "themes": _bars(themes),
        "theme_count": len(themes),
        "departement_count": len(results.facets[Facet.DEPARTEMENT]),
    }


def _bars(counts: list[tuple[str, int]]) -> list[tuple[str, str, int, int]]:
    """The main themes: code, name, how many projects, and the share of the first, in percent."""
    names = labels(Facet.THEME, [v for v, _ in counts[:MAIN_THEMES]])
    most = max((n for _, n in counts), default=1)
    return [(v, names[v], n, round(100 * n / most)) for v, n in counts[:MAIN_THEMES]]

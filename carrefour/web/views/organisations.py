"""Organisations of the collective and the sources that they run."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from carrefour.catalogue.models import Organisation, Source
from carrefour.catalogue.telling import shown_by
from carrefour.community.access import user_of
from carrefour.pipeline.carriers import meant_by
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.health import condition
from carrefour.pipeline.naming import labels
from carrefour.search.engine import SearchResting
from carrefour.search.query import Facet, Query
from carrefour.web.cards import sheets_in_order
from carrefour.web.pictures import with_pictures

CARRIED = 30  # projects of an organisation on its page


def directory(request: HttpRequest) -> HttpResponse:
    """Every organisation that runs a source."""
    shown = shown_by("organisation")
    run = Organisation.objects.filter(sources__isnull=False).distinct().order_by("name")
    found = [(one, shown.get(one.pk, 0)) for one in run]
    return render(request, "web/organisations.html", {"organisations": found})


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: who it is, its sources, its themes and its projects."""
    one = get_object_or_404(Organisation, pk=slug)
    user = user_of(request)
    if (meant := meant_by(one)) != one:
        # Not for ever: a person may say that they are two organisations after all.
        return redirect("web:organisation", meant.pk)
    shown = shown_by("source")
    carried = one.carried.filter(withdrawn_at=None)
    shown_here = carried.select_related("organisation").prefetch_related("places")
    context = {
        "organisation": one,
        "carried": with_pictures(shown_here.order_by("-updated_at", "pk")[:CARRIED]),
        "carried_count": carried.count(),
        "operator": bool(user and user.is_operator),
        "count": shown_by("organisation").get(slug, 0),
        "sources": [(source, shown.get(source.pk, 0)) for source in one.sources.all()],
        **_contents(Facet.ORGANISATION, slug),
    }
    return render(request, "web/organisation.html", context)


def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One source: its licence, how its harvests go, and its projects."""
    one = get_object_or_404(Source.objects.select_related("organisation"), pk=slug)
    context = {
        "source": one,
        "count": shown_by("source").get(slug, 0),
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
    counts = [(v, n) for v, n in results.facets[Facet.THEME] if "_" not in v][:8]
    names = labels(Facet.THEME, [v for v, _ in counts])
    most = max((n for _, n in counts), default=1)
    return {
        "sheets": sheets_in_order(hit.id for hit in results.hits),
        "themes": [(v, names[v], n, round(100 * n / most)) for v, n in counts],
    }

"""The sources of one's organisations: how they are read, how they fare, what to mend."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrefour.catalogue.models import Source
from carrefour.catalogue.telling import shown_by
from carrefour.community.access import insist, person, signed_in
from carrefour.community.rights import Right, Stake, standing_of
from carrefour.desk.usage_pages import NAMES, STEPS, as_csv, drawn, span_asked
from carrefour.pipeline.health import condition
from carrefour.pipeline.measuring import dead_links, lost_pictures, measured
from carrefour.usage.counting import What
from carrefour.usage.reading import of_source, sheets_read, tallied, totals

MOST = 15  # sheets of the table
REJECTED = 50  # records that are shown
OF_A_SOURCE = (What.SHOWN, What.READ, What.LEFT)


@signed_in
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source of an organisation of theirs."""
    standing = standing_of(person(request))
    shown = shown_by("source")
    every = Source.objects.filter(organisation__in=standing.member_of).order_by("title")
    found = [(one, shown.get(one.pk, 0)) for one in every.select_related("organisation")]
    return render(request, "desk/own_sources.html", {"sources": found})


@signed_in
@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them."""
    one = _theirs(request, slug)
    within = span_asked(request.GET.get("pas", ""), timezone.localdate())
    tallies = of_source(tallied(within), slug)
    sums = totals(tallies)
    fares = condition(slug)
    if fares is None:
        raise Http404
    context = {
        "source": one,
        "one": fares,
        "run": fares.run,
        "within": within,
        "steps": STEPS.items(),
        "sums": [(NAMES[what], sums[what]) for what in OF_A_SOURCE],
        "charts": drawn(tallies, OF_A_SOURCE, within),
        "sheets": sheets_read(tallies, MOST),
        "quality": measured(one),
        "dead": dead_links(one),
        "lost": lost_pictures(one),
        "rejections": fares.run.rejections.order_by("pk")[:REJECTED] if fares.run else [],
    }
    return render(request, "desk/own_source.html", context)


@signed_in
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Its figures, day by day and sheet by sheet, as a CSV file."""
    _theirs(request, slug)
    within = span_asked(request.GET.get("pas", ""), timezone.localdate())
    told = as_csv(of_source(tallied(within), slug))
    response = StreamingHttpResponse(told, content_type="text/csv; charset=utf-8")
    name = f"carrefour-{slug}-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _theirs(request: HttpRequest, slug: str) -> Source:
    """A source that they may watch over; who may not learns no more than that."""
    one = get_object_or_404(Source.objects.select_related("organisation"), pk=slug)
    insist(request, Right.WATCH_SOURCE, Stake(organisations=frozenset([one.organisation_id])))
    return one

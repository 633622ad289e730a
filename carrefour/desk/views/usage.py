"""How much the site is used, for operators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrefour.catalogue.models import Organisation, Source
from carrefour.community.access import operators_only
from carrefour.desk.usage_pages import NAMES, STEPS, as_csv, drawn, span_asked
from carrefour.usage.counting import What
from carrefour.usage.models import Unfound
from carrefour.usage.reading import by_source, most, sheets_read, tallied, totals

MOST = 25  # lines of a table
CHARTS = (What.SEARCH, What.READ, What.LEFT, What.CALL)


@operators_only
@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """Searches, sheets read and the rest, over weeks or months (``pas``)."""
    within = span_asked(request.GET.get("pas", ""), timezone.localdate())
    tallies = tallied(within)
    sources, organisations = by_source(tallies)
    titles = dict(Source.objects.values_list("pk", "title"))
    names = dict(Organisation.objects.filter(pk__in=organisations).values_list("pk", "name"))
    sums = totals(tallies)
    context = {
        "within": within,
        "steps": STEPS.items(),
        "sums": [(NAMES[what], sums[what]) for what in What if what is not What.SHOWN],
        "charts": drawn(tallies, CHARTS, within),
        "sheets": sheets_read(tallies, MOST),
        "words": Unfound.objects.exclude(text="")[:MOST],
        "sources": [(titles.get(pk, pk), pk, n) for pk, n in _most_read(sources)],
        "organisations": [(names.get(pk, pk), pk, n) for pk, n in _most_read(organisations)],
        "hosts": most(tallies, What.EMBED, MOST),
        "files": most(tallies, What.TAKEN, MOST),
        "calls": most(tallies, What.CALL, MOST),
    }
    return render(request, "desk/usage.html", context)


@operators_only
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The same span, day by day, as a CSV file."""
    within = span_asked(request.GET.get("pas", ""), timezone.localdate())
    response = StreamingHttpResponse(
        as_csv(tallied(within)), content_type="text/csv; charset=utf-8"
    )
    name = f"carrefour-chiffres-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _most_read(counted: Mapping[str, Counter[str]]) -> list[tuple[str, Counter[str]]]:
    order = sorted(counted.items(), key=lambda one: (-one[1][What.READ], one[0]))
    return order[:MOST]

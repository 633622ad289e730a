"""The log of what people changed, for operators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrefour.community.access import operators_only
from carrefour.community.audit import KEPT, VERBS
from carrefour.community.models import Act
from carrefour.desk.journal import acts, as_csv, filters, told

PER_PAGE = 50
MOST_NAMES = 200  # offered while one types who


@operators_only
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """The acts that the address asks for, the newest first."""
    wanted = filters(request.GET)
    page = Paginator(acts(wanted), PER_PAGE).get_page(request.GET.get("page"))
    done = set(Act.objects.order_by().values_list("what", flat=True).distinct())
    names = Act.objects.exclude(who="").order_by("who").values_list("who", flat=True).distinct()
    context = {
        "wanted": wanted,
        "page": page,
        "told": [told(one) for one in page],
        "pairs": wanted.pairs(),
        "verbs": sorted(((n, str(v.words)) for n, v in VERBS.items() if n in done), key=_words),
        "names": names[:MOST_NAMES],
        "years": KEPT.days // 365,
    }
    return render(request, "desk/journal.html", context)


@operators_only
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The same as a CSV file."""
    response = StreamingHttpResponse(
        as_csv(filters(request.GET)), content_type="text/csv; charset=utf-8"
    )
    name = f"carrefour-journal-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _words(verb: tuple[str, str]) -> str:
    return verb[1]

"""A search, or a sheet, to show on another site; and the page that writes the HTML for it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, override
from django.views.decorators.cache import cache_control

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.naming import search_name
from carrefour.search.engine import SearchResting
from carrefour.search.params import encode, to_pairs
from carrefour.usage.counting import What, count
from carrefour.usage.visitors import host_around
from carrefour.web.embedding import LEAST, MOST, VIEWS, Look, look
from carrefour.web.filters import chips
from carrefour.web.pictures import with_pictures
from carrefour.web.reading import answered, read
from carrefour.web.security import SANDBOX, embeddable
from carrefour.web.templatetags.carrefour_web import sheet_url
from carrefour.web.views.results import found

PER_PAGE = 10
LANGUAGES = ("fr", "en")


@cache_control(max_age=300, public=True)
@embeddable
def search(request: HttpRequest) -> HttpResponse:
    """The results of a search as ``vue`` shows them: a list, a map, or both."""
    reading, shown = read(request), look(request.GET)
    query, page = reading.query, reading.page
    context = {
        "look": shown,
        "query": query,
        "site": reading.address("web:results"),
    }
    try:
        told = answered(reading, PER_PAGE if shown.view != "map" else 0, facets=False)
    except SearchResting:
        return render(request, "web/embed/resting.html", context, status=503)
    if page == 1 and (host := host_around(request)):
        count(request, What.EMBED, host)
    results, pairs = told.results, to_pairs(query)
    pages = -(-results.total // PER_PAGE)

    def beside(number: int) -> str:
        return f"?{encode([*pairs, *shown.pairs()], {'page': str(number)})}"

    return render(
        request,
        "web/embed/search.html",
        context
        | {
            "results": results,
            "found": found(results, query, (page - 1) * PER_PAGE + 1),
            "said": ", ".join(chip.label for chip in chips(query, "")),
            "params": encode(to_pairs(told.step.alone)),
            "page": page,
            "pages": pages,
            "previous": beside(page - 1) if page > 1 else "",
            "next": beside(page + 1) if page < pages else "",
        },
    )


@cache_control(max_age=300, public=True)
@embeddable
def sheet(request: HttpRequest, id_: str) -> HttpResponse:
    """One sheet, in short."""
    related = Sheet.objects.select_related("organisation", "merged_into").prefetch_related("places")
    asked = related.filter(pk=id_).first()
    shown = asked.merged_into if asked and asked.merged_into else asked
    if shown is None or shown.withdrawn_at is not None:
        return render(request, "web/embed/gone.html", {"look": look(request.GET)}, status=404)
    if host := host_around(request):
        count(request, What.EMBED, host)
    with_pictures([shown])
    context = {"look": look(request.GET), "sheet": shown}
    return render(request, "web/embed/sheet.html", context)


def builder(request: HttpRequest) -> HttpResponse:
    """The page that writes the HTML of an embedded search, or of the sheet ``fiche``."""
    reading, shown = read(request), look(request.GET)
    wanted = request.GET.get("langue", "")
    language = wanted if wanted in LANGUAGES else get_language() or LANGUAGES[0]
    one = Sheet.objects.filter(pk=request.GET.get("fiche", "")[:40], withdrawn_at=None).first()
    pairs = [] if one else to_pairs(reading.query)
    with override(language):
        title = f"{one.title if one else search_name(reading.query)} – Carrefour"
        frame = reverse("web:embed-sheet", args=[one.pk]) if one else reverse("web:embed")
        page = sheet_url(one) if one else reverse("web:results")
    site = request.build_absolute_uri("/").rstrip("/")
    context = {
        "look": shown,
        "views": VIEWS,
        "least": LEAST,
        "most": MOST,
        "language": language,
        "sheet": one,
        "held": pairs,
        "said": search_name(reading.query) if pairs else "",
        "frame_title": title,
        "frame": _address(frame, [*pairs, *shown.pairs()]),
        "element": _element(site, _address(page, pairs), title, shown),
        "iframe": _iframe(site + _address(frame, [*pairs, *shown.pairs()]), title, shown),
        "back": sheet_url(one) if one else reading.address("web:results"),
    }
    return render(request, "web/embed/builder.html", context)


def _address(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{encode(pairs)}" if pairs else path


def _element(site: str, page: str, title: str, shown: Look) -> str:
    """The HTML of a search that is as high as what it holds, by a script of ours."""
    told = format_html_join("", ' {}="{}"', shown.pairs())
    # Not by its hashed name: it must answer for as long as the pages that it is written in.
    script = f"{site}{settings.STATIC_URL}dist/embed.js"
    return format_html(
        '<script type="module" src="{}"></script>\n'
        '<carrefour-recherche src="{}" title="{}"{}></carrefour-recherche>',
        script, site + page, title, told,
    )  # fmt: skip


def _iframe(address: str, title: str, shown: Look) -> str:
    """The HTML of the same in a frame of a fixed height, without any script."""
    height = shown.height + (80 if shown.view == "map" else 480)
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"\n'
        '  sandbox="{}"></iframe>',
        address, title, height, SANDBOX,
    )  # fmt: skip

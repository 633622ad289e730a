"""Sitemaps (sitemaps.org, 0.9) and robots.txt: what search engines may read, and where it is."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Max
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.web.templatetags.carrefour_web import sheet_url

PART = 50_000  # addresses in one file, which is the most that the protocol allows
FRESH = 3600  # seconds
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PAGES = ("web:home", "web:organisations", "opendata:files", "collection:directory")
# Searches are without end, and accounts and forms say nothing to a search engine.
_ROBOTS = """User-agent: *
Disallow: /compte/
Disallow: /pilotage/
Disallow: /atelier/
Disallow: /redaction/
Disallow: /projets/export.
Disallow: /projets/*?
Disallow: /selection/
Disallow: /integrer/
Disallow: /en/account/

Sitemap: {sitemap}
"""


@require_safe
@cache_control(public=True, max_age=FRESH)
def index(request: HttpRequest) -> HttpResponse:
    """The parts: the pages first, then the sheets in the order of their ids."""
    shown = Sheet.objects.filter(withdrawn_at=None)
    parts = 1 + -(-shown.count() // PART)
    newest = shown.aggregate(last=Max("updated_at"))["last"]
    when = f"<lastmod>{newest:%Y-%m-%d}</lastmod>" if newest else ""
    rows = "".join(
        f"<sitemap><loc>{settings.SITE_URL}{reverse('open:sitemap-part', args=[n])}</loc>"
        f"{when}</sitemap>\n"
        for n in range(1, parts + 1)
    )
    body = f"{_HEAD}<sitemapindex {_SPACE}>\n{rows}</sitemapindex>\n"
    return HttpResponse(body, content_type="application/xml")


@require_safe
@cache_control(public=True, max_age=FRESH)
def part(request: HttpRequest, number: int) -> HttpResponseBase:
    """One part; it is written as the sheets are read."""
    if number == 1:
        return StreamingHttpResponse(_listed(_pages()), content_type="application/xml")
    first = (number - 2) * PART
    shown = Sheet.objects.filter(withdrawn_at=None).order_by("pk")
    if number < 1 or number > 10_000 or not shown[first : first + 1].exists():
        raise Http404
    return StreamingHttpResponse(_listed(_sheets(first)), content_type="application/xml")


@require_safe
@cache_control(public=True, max_age=FRESH)
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read."""
    sitemap = settings.SITE_URL + reverse("open:sitemap")
    return HttpResponse(_ROBOTS.format(sitemap=sitemap), content_type="text/plain")


def _listed(urls: Iterator[str]) -> Iterator[str]:
    yield f"{_HEAD}<urlset {_SPACE}>\n"
    yield from urls
    yield "</urlset>\n"


def _pages() -> Iterator[str]:
    for name in _PAGES:
        yield f"<url><loc>{escape(settings.SITE_URL + reverse(name))}</loc></url>\n"
    for slug in Organisation.objects.order_by("pk").values_list("pk", flat=True)[: PART - 100]:
        address = settings.SITE_URL + reverse("web:organisation", args=[slug])
        yield f"<url><loc>{escape(address)}</loc></url>\n"


def _sheets(first: int) -> Iterator[str]:
    shown = Sheet.objects.filter(withdrawn_at=None).order_by("pk").only("slug", "updated_at")
    for sheet in shown[first : first + PART].iterator(chunk_size=2_000):
        address = escape(settings.SITE_URL + sheet_url(sheet))
        yield (
            f"<url><loc>{address}</loc>"
            f"<lastmod>{sheet.updated_at:%Y-%m-%dT%H:%M:%S+00:00}</lastmod></url>\n"
        )

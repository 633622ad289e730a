"""A sheet and a selection as PDF, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from threading import BoundedSemaphore

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import condition, require_safe

from carrefour.catalogue.models import Sheet, Source
from carrefour.usage.counting import What, count
from carrefour.web import selection
from carrefour.web.cards import sheets_in_order
from carrefour.web.paper.setting import selection_pdf, sheet_pdf
from carrefour.web.paper.told import MOST_TEXT_OF_MANY, told
from carrefour.web.pictures import with_pictures

# Setting a page takes a processor for a while: one at a time in a process, others wait so long.
_SETTING, PATIENCE = BoundedSemaphore(1), 15  # seconds
_EDITION = "1"  # of how pages are set: a new one makes browsers ask again


def _sheet_tag(_request: HttpRequest, slug: str, id_: str) -> str | None:
    found = Sheet.objects.filter(pk=id_, withdrawn_at=None).values_list("fingerprint").first()
    return _tag(found[0]) if found else None


def _selection_tag(request: HttpRequest) -> str | None:
    ids, _cut = selection.ids_of(request.GET.getlist("id"))
    last = Sheet.objects.filter(pk__in=ids).aggregate(last=Max("updated_at"))["last"]
    asked = sha256(" ".join(ids).encode()).hexdigest()[:32]
    return _tag(f"{asked}-{last:%Y%m%d%H%M%S%f}") if last else None


def _tag(told: str) -> str:
    return f'"{told}-{get_language()}-{_EDITION}"'


@require_safe
@condition(etag_func=_sheet_tag)
def sheet(request: HttpRequest, slug: str, id_: str) -> HttpResponseBase:
    """One sheet as PDF."""
    shown = Sheet.objects.select_related("organisation").prefetch_related("places")
    one = shown.filter(pk=id_, withdrawn_at=None).first()
    if one is None:
        raise Http404
    if one.slug != slug:
        return redirect(reverse("web:sheet-pdf", args=[one.slug, one.pk]))
    with_pictures([one])
    source = Source.objects.defer("definition").get(pk=one.source_id)
    site = f"{request.scheme}://{request.get_host()}"
    count(request, What.TAKEN, "pdf")
    return as_pdf(lambda: sheet_pdf(told(one, source, site), site), f"{slug}.pdf")


@require_safe
@condition(etag_func=_selection_tag)
def selected(request: HttpRequest) -> HttpResponseBase:
    """The sheets of a selection as one PDF."""
    ids, _cut = selection.ids_of(request.GET.getlist("id"))
    sheets = sheets_in_order(ids)
    if not sheets:
        raise Http404
    sources = Source.objects.defer("definition").in_bulk({sheet.source_id for sheet in sheets})
    site = f"{request.scheme}://{request.get_host()}"
    title = ngettext("Sélection de %(n)s projet", "Sélection de %(n)s projets", len(sheets))
    papers = [told(one, sources[one.source_id], site, MOST_TEXT_OF_MANY) for one in sheets]
    count(request, What.TAKEN, "pdf")
    return as_pdf(
        lambda: selection_pdf(papers, title % {"n": len(sheets)}, site),
        "carrefour-selection.pdf",
    )


def as_pdf(make: Callable[[], bytes], name: str) -> HttpResponse:
    """The document that ``make`` sets, called ``name``; 503 when too many are being set."""
    if not _SETTING.acquire(timeout=PATIENCE):
        busy = gettext("Trop de documents sont demandés en ce moment ; réessayez dans une minute.")
        return HttpResponse(busy, status=503, headers={"Retry-After": "60"})
    try:
        made = make()
    finally:
        _SETTING.release()
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "public, max-age=600",
            "X-Robots-Tag": "noindex",
        },
    )

"""A collection as a file to keep: PDF, CSV, JSON, GeoJSON."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from carrefour.catalogue.models import Source
from carrefour.collection.models import Collection
from carrefour.collection.showing import byline, chosen
from carrefour.collection.views.finding import readable
from carrefour.web.paper.setting import selection_pdf
from carrefour.web.paper.told import MOST_TEXT_OF_MANY, told
from carrefour.web.reading import FILES
from carrefour.web.views.exports import file_of
from carrefour.web.views.paper import as_pdf


@require_safe
def pdf(request: HttpRequest, slug: str, id_: str) -> HttpResponseBase:
    """A collection on paper: its introduction, then each sheet under what is said of it."""
    one = readable(request, id_)
    if one.slug != slug:
        return redirect("collection:pdf", one.slug, one.pk)
    notes = _notes(one)
    sheets = [each.sheet for each in chosen(one) if each.sheet]
    sources = Source.objects.defer("definition").in_bulk({sheet.source_id for sheet in sheets})
    site = f"{request.scheme}://{request.get_host()}"
    papers = [
        told(sheet, sources[sheet.source_id], site, MOST_TEXT_OF_MANY, note=notes[sheet.pk])
        for sheet in sheets
    ]
    response = as_pdf(
        lambda: selection_pdf(
            papers, one.title, site, byline=byline(one), introduction=one.introduction
        ),
        f"{one.slug}.pdf",
    )
    return _for_whom(response, one)


@require_safe
def export(request: HttpRequest, slug: str, id_: str, kind: str) -> HttpResponseBase:
    """Its sheets, with what is said of each, as ``kind``: csv, json or geojson."""
    one = readable(request, id_)
    if kind not in FILES:
        raise Http404
    notes = _notes(one)
    return _for_whom(file_of(request, list(notes), kind, one.slug, notes), one)


def _notes(one: Collection) -> dict[str, str]:
    return {each.sheet.pk: "\n".join(each.texts) for each in chosen(one) if each.sheet}


def _for_whom(response: HttpResponseBase, one: Collection) -> HttpResponseBase:
    """Only what is open may be kept by others on the way."""
    if not one.is_open:
        del response.headers["Cache-Control"]
        patch_cache_control(response, private=True, no_store=True)
    return response

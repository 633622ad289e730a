"""One sheet as linked data: for PAIR platforms, federated servers, and whoever reads RDF."""

from __future__ import annotations

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from carrefour.catalogue.models import Sheet
from carrefour.opendata.formats.linked import prologue, turtle
from carrefour.opendata.sheets import free_sheets, origins_of, told
from carrefour.opendata.vocabulary import document, node_of
from carrefour.web.templatetags.carrefour_web import sheet_url

FRESH = 300  # seconds


@require_safe
def sheet(request: HttpRequest, id_: str, kind: str) -> HttpResponse:
    """A sheet that may be given on, as ``jsonld`` or ``ttl``; one that was absorbed leads on."""
    if kind not in ("jsonld", "ttl"):
        raise Http404
    one = Sheet.objects.select_related("source", "organisation").filter(pk=id_).first()
    if one is None:
        raise Http404
    if one.merged_into_id:
        return redirect("open:sheet", one.merged_into_id, kind)
    if one.withdrawn_at:
        return HttpResponse(status=410)
    if not free_sheets().filter(pk=id_).exists():
        raise Http404
    site = settings.SITE_URL
    whole = told(one, one.source, site + sheet_url(one), origins_of(one))
    if kind == "ttl":
        answer = HttpResponse(
            prologue() + turtle(node_of(whole, site)), content_type="text/turtle; charset=utf-8"
        )
    else:
        body = orjson.dumps(document(whole, site))
        answer = HttpResponse(body, content_type="application/ld+json")
    answer["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer

"""What changes, as activities that federated servers read (ActivityStreams 2.0).

An ordered collection (https://www.w3.org/TR/activitystreams-core/#collections), the latest first:
each sheet once, as ``Create``, ``Update``, or ``Delete`` with a ``Tombstone`` in its place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from carrefour.catalogue.models import Sheet
from carrefour.opendata import oai
from carrefour.opendata.giving import is_gone
from carrefour.web.templatetags.carrefour_web import sheet_url

CONTEXT = "https://www.w3.org/ns/activitystreams"
MEDIA_TYPE = "application/activity+json"
PAGE = 50  # activities
FRESH = 300  # seconds


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """The collection, or with ``before`` and ``id`` the page of what changed before these."""
    if "before" not in request.GET:
        return _answer(
            {
                "id": _here(),
                "type": "OrderedCollection",
                "attributedTo": _actor(),
                "totalItems": oai.records().count(),
                "first": _here(before="9000-01-01T00:00:00+00:00", id=""),
            }
        )
    moment, id_ = _moment(request.GET["before"]), request.GET.get("id", "")[:12]
    before = Q(told_at__lte=moment) & (Q(told_at__lt=moment) | Q(pk__lt=id_))
    told = oai.records().filter(before).order_by("-told_at", "-pk")
    found = list(told[: PAGE + 1])
    page = found[:PAGE]
    body: dict[str, Any] = {
        "id": _here(before=request.GET["before"][:40], id=id_),
        "type": "OrderedCollectionPage",
        "partOf": _here(),
        "orderedItems": [_activity(sheet) for sheet in page],
    }
    if len(found) > PAGE:
        last = page[-1]
        body["next"] = _here(before=oai.stamp_of(last).isoformat(), id=last.pk)
    return _answer(body)


def _activity(sheet: Sheet) -> dict[str, Any]:
    page = settings.SITE_URL + sheet_url(sheet)
    at = oai.stamp_of(sheet).isoformat(timespec="seconds")
    told: dict[str, Any] = {"id": f"{page}#projet", "type": "Page"}
    if is_gone(sheet):
        kind = "Delete"
        told |= {"type": "Tombstone", "formerType": "Page", "deleted": at}
    else:
        fresh = sheet.published_at is None or sheet.updated_at <= sheet.published_at
        kind = "Create" if fresh else "Update"
        told |= {
            "name": sheet.title,
            "url": page,
            "updated": sheet.updated_at.isoformat(timespec="seconds"),
            "mediaType": "text/html",
        }
    return {
        "id": f"{page}#{kind.lower()}-{int(oai.stamp_of(sheet).timestamp())}",
        "type": kind,
        "actor": _actor()["id"],
        "published": at,
        "object": told,
    }


def _actor() -> dict[str, str]:
    return {"id": f"{settings.SITE_URL}/", "type": "Service", "name": "Carrefour"}


def _here(**params: str) -> str:
    query = f"?{urlencode(params)}" if params else ""
    return settings.SITE_URL + reverse("open:activities") + query


def _moment(text: str) -> datetime:
    """The moment in an address of ours. Raises `Http404` for what is none."""
    try:
        # A "+" that an address does not escape is read as a space.
        moment = parse_datetime(text[:40].replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1970 <= moment.year <= 9000:
        raise Http404
    return moment


def _answer(body: dict[str, Any]) -> HttpResponse:
    whole = orjson.dumps({"@context": CONTEXT, **body})
    answer = HttpResponse(whole, content_type=MEDIA_TYPE)
    answer["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer

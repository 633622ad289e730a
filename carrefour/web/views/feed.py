"""Each search as an Atom feed, for those who follow it in a feed reader."""

from __future__ import annotations

import hashlib
from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from carrefour.pipeline.arrivals import changed_last
from carrefour.pipeline.gazetteer import centre
from carrefour.pipeline.naming import search_name
from carrefour.search.engine import SearchResting
from carrefour.search.params import encode, parse, to_pairs
from carrefour.web.atom import BEGAN
from carrefour.web.cards import sheets_in_order
from carrefour.web.feed import SearchFeed, atom

ENTRIES = 50
FRESH = 300  # seconds for which a reader need not ask again
RESTING = 120  # seconds after which it should
_FORM = "1"  # of what entries hold: readers are given them anew when it changes


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The sheets of a search that were new or changed last, by the parameters of its page.

    A parameter that cannot be read is refused: a reader that is told of everything instead would
    never learn why.
    """
    query, problems = parse(request.GET, centre=centre)
    if problems:
        told = "".join(f"{name}: {problem}\n" for name, problem in problems.items())
        return HttpResponse(told, status=400, content_type="text/plain; charset=utf-8")
    try:
        sheets = sheets_in_order(changed_last(query, ENTRIES))
    except SearchResting:
        return HttpResponse(status=503, headers={"Retry-After": str(RESTING)})
    stamps = [f"{sheet.pk} {sheet.updated_at.isoformat()}" for sheet in sheets]
    params = encode(to_pairs(query))
    told = "\n".join([_FORM, get_language() or "", request.get_host(), params, *stamps])
    etag = quote_etag(hashlib.sha256(told.encode()).hexdigest()[:32])
    changed = max((sheet.updated_at for sheet in sheets), default=BEGAN).astimezone(UTC)
    response = get_conditional_response(
        request, etag=etag, last_modified=int(changed.timestamp())
    ) or HttpResponse(
        atom(sheets, name=search_name(query), params=params, whole=request.build_absolute_uri),
        content_type=SearchFeed.content_type,
    )
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    patch_cache_control(response, public=True, max_age=FRESH)
    return response

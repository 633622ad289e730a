"""What people are told while a part of the site cannot do its work: what, and when to come back."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from carrefour.pipeline.trouble import is_full, of_database

log = logging.getLogger(__name__)
AGAIN = "60"  # seconds


class PassingFaults:
    """Have nobody keep an answer that says that something rests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 503:
            response["Cache-Control"] = "no-store"
            response.headers.setdefault("Retry-After", AGAIN)
        return response


def failed(request: HttpRequest) -> HttpResponse:
    """The page for what was raised: 503 where it passes, as when the database is busy; else 500.

    It asks nothing of the database.
    """
    error = sys.exc_info()[1]
    full = is_full(error)
    if full or of_database(error):
        log.error("%s cannot be answered now: %s", request.path, error)
        return HttpResponse(render_to_string("503.html", {"full": full}), status=503)
    return HttpResponse(render_to_string("500.html"), status=500)

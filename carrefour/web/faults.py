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
_BARE = (
    '<!doctype html><html lang="fr"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Carrefour</title>'
    "<h1>Une erreur est survenue</h1><p>Elle vient de nous. Réessayez dans un instant. — "
    '<span lang="en">Something went wrong on our side; please try again.</span></p></html>'
)


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

    It asks nothing of the database; where even the page cannot be made, as without static files,
    it is a bare one.
    """
    error = sys.exc_info()[1]
    full = is_full(error)
    if full or of_database(error):
        log.error("%s cannot be answered now: %s", request.path, error)
        return HttpResponse(_page("503.html", {"full": full}), status=503)
    return HttpResponse(_page("500.html"), status=500)


def _page(template: str, context: dict[str, object] | None = None) -> str:
    try:
        return render_to_string(template, context)
    except Exception:
        log.exception("%s cannot be shown", template)
        return _BARE

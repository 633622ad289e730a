"""How much may be sent at once: what is larger is refused before any of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_path, override

MOST = 25_000_000  # bytes: a file for the workshop has 20 MB at the most
_SAID = (
    "Ce que vous envoyez est trop grand\u00a0: 25 Mo au plus.\n"
    "What you send is too large: 25 MB at the most.\n"
)


class Bounded:
    """Refuses bodies of over `MOST` bytes, whoever sends them.

    Django reads a form, files and all, before it knows who sent it; they would fill the disk. A
    body without a length is none to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = str(request.META.get("CONTENT_LENGTH") or "0")
        if not told.isdecimal() or len(told) > 18 or int(told) > MOST:
            return _refused(request)
        return self.get_response(request)


def _refused(request: HttpRequest) -> HttpResponse:
    """A page for browsers, in the language of the address; two lines for others."""
    if "text/html" not in request.headers.get("Accept", ""):
        return HttpResponse(_SAID, status=413, content_type="text/plain; charset=utf-8")
    with override(get_language_from_path(request.path_info) or "fr"):
        return HttpResponse(render_to_string("413.html", {"most": MOST // 1_000_000}), status=413)

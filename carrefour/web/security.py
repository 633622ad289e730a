"""The content security policy: scripts, styles and fonts are our own alone."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ContentSecurityPolicy:
    """Adds the policy to every answer.

    Images are our own too, since we keep those of the sources; the map may also talk to the host
    of the style that the operator has set, and show what it draws with.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        tiles = urlsplit(settings.MAP_STYLE_URL)
        host = f" {tiles.scheme}://{tiles.netloc}" if tiles.netloc else ""
        self.policy = (
            f"default-src 'self'; img-src 'self' data: blob:{host}; "
            f"connect-src 'self'{host}; worker-src 'self' blob:; object-src 'none'; "
            "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response

"""What browsers are told to refuse: scripts, styles and fonts are our own alone, and no other site
may frame a page, or show what stands at an address, but what is made to be embedded."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt

from carrefour.web.embedding import look

Arguments = ParamSpec("Arguments")
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
ANYWHERE = "cross-origin"
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


# Of what a page could ask of a device, ours ask for where it is and to copy a line. Names that
# Chromium does not know it complains of, so they are those that it knows.
PERMISSIONS = ", ".join(
    [
        *(f"{asked}=(self)" for asked in ("geolocation", "clipboard-write", "fullscreen")),
        *(
            f"{refused}=()"
            for refused in (
                "accelerometer", "autoplay", "browsing-topics", "camera",
                "clipboard-read", "display-capture", "encrypted-media", "gamepad", "gyroscope",
                "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
                "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock",
                "serial", "storage-access", "usb", "xr-spatial-tracking",
            )
        ),
    ]
)  # fmt: skip


class Refusals:
    """Tells browsers what to refuse, with every answer that does not say otherwise itself.

    Images are our own too, since we keep those of the sources; the map may also talk to the host
    of the style that the operator has set, and show what it draws with. What scripts of any origin
    may read, and static files, which embedded pages without an origin load, may be shown anywhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = f"{_common()}; worker-src 'self' blob:; frame-ancestors 'none'"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return response  # what was said with the answer that is kept goes on, embedded or not
        told = response.headers
        told.setdefault("Content-Security-Policy", self.policy)
        # Django's own middleware would say it with a 304 too, of a page that may be framed.
        if not getattr(response, "xframe_options_exempt", False):
            told.setdefault("X-Frame-Options", "DENY")
        told.setdefault("Permissions-Policy", PERMISSIONS)
        shared = told.get("Access-Control-Allow-Origin") == "*" or request.path.startswith(
            settings.STATIC_URL
        )
        told.setdefault(RESOURCE_POLICY, ANYWHERE if shared else "same-origin")
        return response


def embeddable(view: View[Arguments]) -> View[Arguments]:
    """A page that any site may frame, with one style of its own: that of its `Look`.

    It is sandboxed whoever frames it: it has no origin, so no cookie and no storage of ours, and
    can neither send forms nor move the page around it. Its links open pages that are free again.
    """

    @wraps(view)
    def framed(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        style = b64encode(sha256(look(request.GET).style.encode()).digest()).decode()
        # The map's worker has no origin either, and is started from its text.
        response.headers["Content-Security-Policy"] = (
            f"{_common()}; style-src 'self' 'sha256-{style}'; worker-src data:; "
            f"frame-ancestors *; sandbox {SANDBOX}"
        )
        response.headers[RESOURCE_POLICY] = ANYWHERE
        return response

    return xframe_options_exempt(framed)


def open_to_all(view: View[Arguments]) -> View[Arguments]:
    """An answer that scripts of any origin may read: it is public, and the same for all."""

    @wraps(view)
    def shared(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return shared


def _common() -> str:
    tiles = urlsplit(settings.MAP_STYLE_URL)
    host = f" {tiles.scheme}://{tiles.netloc}" if tiles.netloc else ""
    return (
        f"default-src 'self'; img-src 'self' data: blob:{host}; connect-src 'self'{host}; "
        "object-src 'none'; base-uri 'none'; form-action 'self'"
    )

"""Pictures, served from our own files."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from carrefour.community.logos import logo_path
from carrefour.pipeline.pictures import picture_path
from carrefour.web.security import ANYWHERE, RESOURCE_POLICY


@require_safe
def picture(request: HttpRequest, digest: str, width: str) -> FileResponse:
    """One file of a picture."""
    return _lasting(picture_path(digest, int(width)))


@require_safe
def logo(request: HttpRequest, digest: str) -> FileResponse:
    """The logo of an organisation, as it was drawn anew."""
    return _lasting(logo_path(digest))


def _lasting(path: Path) -> FileResponse:
    """A file whose name is that of its content, so that a browser never asks for it again."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(file, content_type="image/webp")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers[RESOURCE_POLICY] = ANYWHERE  # embedded pages show them, and have no origin
    return answer

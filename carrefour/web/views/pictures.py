"""Pictures, served from our own files."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from carrefour.pipeline.pictures import picture_path


@require_safe
def picture(request: HttpRequest, digest: str, width: str) -> FileResponse:
    """One file. Its name is that of its content, so that a browser never asks for it again."""
    try:
        file = picture_path(digest, int(width)).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(file, content_type="image/webp")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer

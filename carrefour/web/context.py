"""What every template may use."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The map's style and the contact that the operator has set."""
    return {"map_style_url": settings.MAP_STYLE_URL, "contact_url": settings.CONTACT_URL}

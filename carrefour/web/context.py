"""What every template may use."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The map's style, the contact, and whether mail goes out, as the operator has set them."""
    return {
        "map_style_url": settings.MAP_STYLE_URL,
        "contact_url": settings.CONTACT_URL,
        "mail_goes_out": bool(settings.EMAIL_HOST),
    }

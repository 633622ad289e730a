"""Whom to tell of a fault of security (RFC 9116)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# RFC 9116, 2.5.5: less than a year is recommended. It is written anew at each request.
_HOLDS = timedelta(days=90)


@require_safe
@cache_control(max_age=3600, public=True)
def security_txt(request: HttpRequest) -> HttpResponse:
    """The address that the operator gave for it; 404 when there is none."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (timezone.now() + _HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": until,
        "Preferred-Languages": "fr, en",
        "Canonical": f"{settings.SITE_URL}{request.path}",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")

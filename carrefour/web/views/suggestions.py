"""Proposals while a visitor types, as JSON."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control

from carrefour.search.engine import SearchResting
from carrefour.web.suggestions import suggestions as proposals


@cache_control(max_age=300, public=True)
def suggestions(request: HttpRequest) -> JsonResponse:
    """What ``q`` may be meant for: ``groups`` of proposals, each a filter or a project."""
    try:
        groups = proposals(request.GET.get("q", ""))
    except SearchResting:
        return JsonResponse({"resting": True, "groups": []}, status=503)
    return JsonResponse({"groups": [asdict(group) for group in groups]})

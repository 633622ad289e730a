"""The territories that a field proposes as one types."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control

from carrefour.pipeline.gazetteer import gazetteer
from carrefour.territory.model import Level, Territory
from carrefour.web.proposing import LEVELS, holder


@cache_control(max_age=3600, public=True)
def territories(request: HttpRequest) -> JsonResponse:
    """Territories whose name begins as ``q`` does."""
    return JsonResponse({"territories": list(_suggested(request.GET.get("q", "")[:60]))})


@lru_cache(maxsize=4096)
def _suggested(text: str) -> tuple[dict[str, str], ...]:
    return tuple(
        {"ref": t.ref, "name": t.name, "level": t.level.value, "context": _context(t)}
        for t in gazetteer().suggest(text, 8, LEVELS)
    )


def _context(territory: Territory) -> str:
    """What tells a territory from its namesakes: its postcode, its département or région."""
    if territory.level is Level.COMMUNE and territory.postcodes:
        return f"{territory.postcodes[0]} · {holder(territory)}"
    return holder(territory)

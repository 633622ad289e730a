"""Counts over all sheets, which take long and seldom change: made again when a sheet has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.core.cache import cache
from django.db.models import Max

from carrefour.catalogue.models import Sheet
from carrefour.catalogue.telling import shown_by

COUNTED_AGAIN = 600  # seconds, whatever the sheets say


def counted(what: str, count: Callable[[], dict[str, int]]) -> dict[str, int]:
    """What ``count`` told, of the name ``what``, since a sheet last changed or went."""
    changed = Sheet.objects.aggregate(last=Max("told_at"))["last"]
    question = f"{what}-{changed.timestamp() if changed else 0}"
    return cache.get_or_set(question, count, COUNTED_AGAIN) or {}


def shown_of_each(field: Literal["organisation", "source"]) -> dict[str, int]:
    """How many sheets are shown of each organisation or source that tells any."""
    return counted(f"shown-of-each-{field}", lambda: shown_by(field))

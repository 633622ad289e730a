"""Sheets as lists show them: read from the database in few queries, in the order asked."""

from __future__ import annotations

from collections.abc import Iterable

from carrefour.catalogue.models import Sheet
from carrefour.web.pictures import with_pictures


def sheets_in_order(ids: Iterable[str]) -> list[Sheet]:
    """The sheets of ``ids`` that are shown, in that order, with all that a card tells."""
    wanted = list(ids)
    shown = Sheet.objects.filter(pk__in=wanted, withdrawn_at=None)
    found = shown.select_related("organisation").prefetch_related("places").in_bulk()
    return with_pictures(found[id_] for id_ in wanted if id_ in found)


def latest(count: int) -> list[Sheet]:
    """The sheets that joined last."""
    shown = Sheet.objects.filter(withdrawn_at=None).order_by("-created_at", "pk")
    return with_pictures(shown.select_related("organisation").prefetch_related("places")[:count])

"""Harvests that are asked for in the workshop."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from carrefour.catalogue.models import Source
from carrefour.harvest.models import Run


def ask_for_harvest(source: Source, by: str) -> None:
    """Have ``source`` harvested in its turn, unless that is asked for already."""
    try:
        with transaction.atomic():
            Run.objects.create(
                source=source, state=Run.State.WAITING, asked=Run.Asked.PERSON, asked_by=by[:150]
            )
    except IntegrityError:
        return

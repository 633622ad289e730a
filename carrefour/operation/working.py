"""Whether a worker works at this installation."""

from __future__ import annotations

from django.utils import timezone

from carrefour.harvest.models import Worker
from carrefour.operation.errors import NotDone
from carrefour.pipeline.queue import SILENCE


def refuse_while_someone_works() -> None:
    """Raises `NotDone` while a worker gives signs of life."""
    alive = Worker.objects.filter(beat_at__gt=timezone.now() - SILENCE).first()
    if alive:
        raise NotDone(
            f"the worker {alive} is at work: stop it, and the site. One that was killed is "
            f"forgotten after {SILENCE.seconds // 60} minutes."
        )

"""A declared source and a past for it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.models import Source
from carrefour.harvest.models import Run
from carrefour.pipeline.registry import register

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class History:
    """One source in the folder of sources, with the runs that a test gives it."""

    def __init__(self, folder: Path, id_: str = "essai", schedule: str = "every day") -> None:
        fetch = {"kind": "json", "url": "https://source.example/data.json"}
        definition = {
            "id": id_,
            "title": f"Source {id_}",
            "organisation": {"id": "org", "name": "Organisation d’essai"},
            "licence": "CC0-1.0",
            "fetch": fetch,
            "watch": {"schedule": schedule},
            "record_id": "{id}",
            "fields": {"title": "nom", "description": "texte"},
        }
        folder.mkdir(exist_ok=True)
        self.path = folder / f"{id_}.yml"
        self.path.write_text(json.dumps(definition), "utf-8")
        self.source: Source = register(SourceDefinition.model_validate(definition))

    def ran(self, state: Run.State, ago: timedelta, total: int = 100, **more: object) -> Run:
        """Add a run that started so long ago and took a minute; call it in the order of time."""
        at = timezone.now() - ago
        ended = None if state in (Run.State.WAITING, Run.State.RUNNING) else at + timedelta(0, 60)
        run = Run.objects.create(
            source=self.source,
            state=state,
            asked=Run.Asked.SCHEDULE,
            asked_at=at,
            started_at=None if state == Run.State.WAITING else at,
            ended_at=ended,
            total=total,
            **more,
        )
        if state == Run.State.DONE:
            self.source.harvested_at = ended
            self.source.save()
        return run

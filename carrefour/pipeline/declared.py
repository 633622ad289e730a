"""Every source that is declared, in a file or in the browser, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import DefinitionError
from carrefour.catalogue.models import Source
from carrefour.catalogue.quality import quality_of_fill
from carrefour.harvest.models import DefinitionVersion, Run
from carrefour.pipeline.registry import find_definition, known_sources


@dataclass(frozen=True, slots=True)
class Declared:
    """One source.

    ``definition`` is ``None`` when it is not valid, and ``error`` says why. ``version`` is the
    number of the one saved in the browser, 0 for one that stands in a file. ``run`` is the last
    run; ``score`` is that of the sheets as they were last measured, or, before anyone did, an
    estimate from how they were filled by the last run that was applied.
    """

    id: str
    definition: SourceDefinition | None
    error: str
    version: int
    harvested_at: datetime | None
    sheets: int
    run: Run | None
    score: int | None


def declared_sources() -> list[Declared]:
    """All sources, by id."""
    current = DefinitionVersion.objects.filter(current=True)
    versions = dict(current.values_list("source", "number"))
    shown = Count("sheets", filter=Q(sheets__withdrawn_at=None))
    kept = {s.pk: (s.harvested_at, s.shown) for s in Source.objects.annotate(shown=shown)}
    found = Source.objects.exclude(quality=None).values_list("pk", "quality__score")
    measured = {id_: score for id_, score in found if score is not None}
    last = _last_of_each(Run.objects.all())
    applied = _last_of_each(Run.objects.filter(state=Run.State.DONE))
    told = []
    for id_ in known_sources():
        definition, error = _definition(id_)
        harvested_at, sheets = kept.get(id_, (None, 0))
        filled = applied[id_].filled if id_ in applied else {}
        score = quality_of_fill(filled).score if filled.get("sheets") else None
        score = measured.get(id_, score)
        version = versions.get(id_, 0)
        told.append(
            Declared(id_, definition, error, version, harvested_at, sheets, last.get(id_), score)
        )
    return told


def _last_of_each(runs: QuerySet[Run]) -> dict[str, Run]:
    last = runs.order_by().values("source").annotate(last=Max("pk")).values("last")
    return {run.source_id: run for run in Run.objects.filter(pk__in=last)}


def _definition(id_: str) -> tuple[SourceDefinition | None, str]:
    try:
        return find_definition(id_), ""
    except DefinitionError as error:
        return None, str(error)

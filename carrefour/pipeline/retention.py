"""The history of runs is kept; of the many records that an old run rejected, the first."""

from __future__ import annotations

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from carrefour.harvest.models import Rejection, Run

WHOLE = 20  # of the last runs of a source keep every rejected record
SAMPLE = 10  # that older runs keep
_BATCH = 500


def thin_history() -> int:
    """Thin what runs that are long past rejected; returns how many rejections are gone."""
    by_source = Window(RowNumber(), partition_by=F("source"), order_by=F("pk").desc())
    numbered = Run.objects.annotate(number=by_source).filter(number__gt=WHOLE)
    old = list(numbered.order_by().values_list("pk", flat=True))
    gone = 0
    for start in range(0, len(old), _BATCH):
        some = Run.objects.filter(pk__in=old[start : start + _BATCH])
        for run in some.annotate(kept=Count("rejections")).filter(kept__gt=SAMPLE):
            gone += _thin(run)
    return gone


def _thin(run: Run) -> int:
    gone = 0
    kept = run.rejections.order_by("pk").values_list("pk", flat=True)
    while beyond := list(kept[SAMPLE : SAMPLE + _BATCH]):
        gone += Rejection.objects.filter(pk__in=beyond).delete()[0]
    return gone

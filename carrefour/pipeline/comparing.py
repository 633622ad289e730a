"""How well a run filled each field, beside the run that was applied before it."""

from __future__ import annotations

from dataclasses import dataclass

from carrefour.harvest.models import Run
from carrefour.pipeline.filling import LISTS, TEXTS

# A field whose rate falls by more than this share of itself has fallen.
FALL = 0.1
FIELDS = (*TEXTS, *LISTS, "budget", "contact", "places")


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of records or sheets in which something is filled, now and before.

    ``before`` is ``None`` when it cannot be told, ``now`` when nothing was read.
    """

    name: str
    now: float | None
    before: float | None

    @property
    def fell(self) -> bool:
        """Whether it is filled clearly less often than it was."""
        if self.before is None or self.now is None:
            return False
        return self.now < self.before * (1 - FALL)


def run_before(run: Run) -> Run | None:
    """The last run of the same source that was applied before ``run``."""
    earlier = Run.objects.filter(source=run.source_id, pk__lt=run.pk, state=Run.State.DONE)
    return earlier.first()


def rates(run: Run, before: Run | None) -> list[Rate]:
    """The rate of each field of the sheets that is filled in some, now or before."""
    names = [n for n in FIELDS if run.filled.get(n) or (before and before.filled.get(n))]
    return [_rate(n, "filled", "sheets", run, before) for n in names]


def key_rates(run: Run, before: Run | None) -> list[Rate]:
    """The rate of each key of the records as the source gave them."""
    names = dict.fromkeys([*(before.keys if before else {}), *run.keys])
    return [_rate(n, "keys", "", run, before) for n in names]


def _rate(name: str, counts: str, whole: str, run: Run, before: Run | None) -> Rate:
    def share(of: Run | None) -> float | None:
        if of is None:
            return None
        told = getattr(of, counts)
        total = told.get(whole, 0) if whole else of.total
        return told.get(name, 0) / total if total else None

    return Rate(name, share(run), share(before))

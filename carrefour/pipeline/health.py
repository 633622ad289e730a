"""How each source fares: fresh, late, failing, shrinking, held, or never harvested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import dropwhile

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.models import Source
from carrefour.harvest.models import Run
from carrefour.pipeline.due import interval, next_due
from carrefour.pipeline.schedules import Definitions, definitions

LOOKED_AT = 20  # of the last runs of a source
BEST_OF = 10  # of the last runs that were applied
SHRUNK = 0.8  # of the best of these: fewer records than that is a source that shrinks
_State = Run.State
# What says nothing of the source itself.
_NEUTRAL = (_State.WAITING, _State.RUNNING, _State.CANCELLED, _State.REFUSED)


class Health(StrEnum):
    """How a source fares, the most urgent first."""

    HELD = "held"
    FAILING = "failing"
    LATE = "late"
    SHRINKING = "shrinking"
    NEVER = "never"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Condition:
    """How one source fares.

    ``runs`` are its last ones, the newest first. ``run`` is the last that tells how it fares,
    ``applied`` the last that was applied, ``current`` the one that waits or is under way.
    ``since`` is when the present state began, ``due`` when it is harvested next by schedule.
    ``source`` is ``None`` as long as nobody has asked for a harvest of it. ``broken`` says what
    is wrong with its definition.
    """

    id: str
    title: str
    health: Health
    source: Source | None
    runs: tuple[Run, ...]
    run: Run | None
    applied: Run | None
    current: Run | None
    since: datetime | None
    due: datetime | None
    schedule: str
    reachable: bool
    sheets: int
    broken: str

    @property
    def totals(self) -> list[int]:
        """How many records each of the last runs that read the source found, the oldest first."""
        read = (_State.DONE, _State.HELD, _State.REFUSED, _State.FAILED)
        return [run.total for run in reversed(self.runs) if run.state in read]

    @property
    def best(self) -> int:
        """The most records that one of the last runs that were applied found."""
        applied = [run.total for run in self.runs if run.state == _State.DONE]
        return max(applied[:BEST_OF], default=0)

    @property
    def decided(self) -> bool:
        """Whether someone has accepted the run that is held, and a worker is to apply it."""
        return self.health is Health.HELD and bool(self.run and self.run.decided_by)

    @property
    def reason(self) -> str:
        """Why it does not fare well, as the harvest tells it."""
        if self.broken:
            return self.broken
        if self.run and self.health is Health.HELD:
            return self.run.held_because
        if self.run and self.health is Health.FAILING:
            return self.run.error.removeprefix(f"{self.id}: ")
        return ""

    @property
    def public_reason(self) -> str:
        """`reason` as far as it is the source's own affair; a fault of ours is not told."""
        ours = self.broken or "Carrefour " in self.reason
        return "" if ours else self.reason


def conditions(now: datetime | None = None) -> list[Condition]:
    """How every source fares that is declared or was harvested; the most urgent first."""
    moment, found = now or timezone.now(), definitions()
    kept = Source.objects.in_bulk()
    told = _conditions(kept, {*kept, *found.valid, *found.broken}, found, moment)
    order = list(Health)
    return sorted(told, key=lambda one: (order.index(one.health), one.title.lower()))


def condition(id_: str, now: datetime | None = None) -> Condition | None:
    """How the source of that id fares, ``None`` when there is none."""
    found, kept = definitions(), Source.objects.filter(pk=id_).in_bulk()
    if not (kept or id_ in found.valid or id_ in found.broken):
        return None
    return _conditions(kept, [id_], found, now or timezone.now())[0]


def _conditions(
    kept: dict[str, Source], ids: Iterable[str], found: Definitions, now: datetime
) -> list[Condition]:
    wanted = list(ids)
    runs = _last_runs(wanted)
    shown = Count("sheets", filter=Q(sheets__withdrawn_at=None))
    counts = dict(Source.objects.filter(pk__in=wanted).annotate(n=shown).values_list("pk", "n"))
    return [
        _condition(
            id_,
            kept.get(id_),
            found.valid.get(id_),
            found.broken.get(id_, ""),
            tuple(runs[id_]),
            counts.get(id_, 0),
            now,
        )
        for id_ in wanted
    ]


def _last_runs(ids: list[str]) -> dict[str, list[Run]]:
    number = Window(RowNumber(), partition_by=F("source"), order_by=F("pk").desc())
    rows = Run.objects.filter(source__in=ids).annotate(number=number).filter(number__lte=LOOKED_AT)
    last: dict[str, list[Run]] = defaultdict(list)
    for run in rows.defer("keys", "filled", "warnings").order_by("-pk"):
        last[run.source_id].append(run)
    return last


def _condition(
    id_: str,
    source: Source | None,
    definition: SourceDefinition | None,
    broken: str,
    runs: tuple[Run, ...],
    sheets: int,
    now: datetime,
) -> Condition:
    current = next((r for r in runs if r.state in (_State.WAITING, _State.RUNNING)), None)
    telling = [run for run in runs if run.state not in _NEUTRAL]
    if current:
        # One that died and is asked for again tells nothing yet.
        telling = list(dropwhile(lambda r: r.state == _State.INTERRUPTED, telling))
    run = telling[0] if telling else None
    applied = next((r for r in runs if r.state == _State.DONE), None)
    reachable = bool(definition and definition.fetch.reachable)
    schedule = definition.watch.schedule if definition and reachable else ""
    due = next_due(schedule, [r for r in runs if r != current], now) if schedule else None
    late = _late(schedule, applied, now)
    totals = [r.total for r in runs if r.state == _State.DONE][:BEST_OF]
    if run and run.state == _State.HELD:
        health, since = Health.HELD, run.ended_at
    elif broken or (run and run.state in (_State.FAILED, _State.INTERRUPTED)):
        health, since = Health.FAILING, _first_failure(telling)
    elif late:
        health, since = Health.LATE, late
    elif totals and totals[0] < SHRUNK * max(totals):
        health, since = Health.SHRINKING, applied.ended_at if applied else None
    elif source and source.harvested_at:
        health, since = Health.FRESH, source.harvested_at
    else:
        health, since = Health.NEVER, None
    title = source.title if source else definition.title if definition else id_
    return Condition(
        id_, title, health, source, runs, run, applied, current, since, due, schedule,
        reachable, sheets, broken,
    )  # fmt: skip


def _first_failure(telling: list[Run]) -> datetime | None:
    """When the first of the last failures in a row ended."""
    since = None
    for run in telling:
        if run.state not in (_State.FAILED, _State.INTERRUPTED):
            break
        since = run.ended_at
    return since


def _late(schedule: str, applied: Run | None, now: datetime) -> datetime | None:
    """Since when new records are overdue: by half an interval after the run that should have."""
    if not schedule or applied is None or applied.started_at is None:
        return None
    due = next_due(schedule, [applied], now)
    overdue = due + interval(schedule, applied.started_at) / 2
    return due if now > overdue else None

"""How the sources fare, for programs: as JSON, and as figures for Prometheus.

Computed from the database at each request, so that it is the same whichever process answers; times
of answers are counted by the processes together.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from carrefour.catalogue.models import Record, Sheet
from carrefour.community.models import Mail
from carrefour.desk.models import Mail as MailToWatchers
from carrefour.desk.views.home import workers
from carrefour.harvest.models import Run
from carrefour.observation.figures import counted
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.health import Condition, Health, conditions
from carrefour.pipeline.indexing import waiting as to_index
from carrefour.search.engine import SearchResting
from carrefour.search.query import Query

_COUNTS = ("total", "new", "changed", "unchanged", "missing", "gone", "rejected")


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """That this process answers; whoever starts it again when it does not asks for this."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether visitors can be sent here: 503 while the database does not answer or has no tables.

    A search that rests is told and is no reason to send nobody: sheets can still be read.
    """
    try:
        search = "answers" if search_engine().ready() else "rests"
    except SearchResting:
        search = "rests"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "does not answer", "search": search}, status=503)
    try:
        Sheet.objects.exists()
    except DatabaseError:
        return JsonResponse({"database": "is not set up", "search": search}, status=503)
    return JsonResponse({"database": "answers", "search": search})


@require_safe
@cache_control(max_age=10, public=True)
def health(request: HttpRequest) -> JsonResponse:
    """Every source: its state, its last run and its counts."""
    now = timezone.now()
    told = {"at": now.isoformat(), "sources": [_told(one) for one in conditions(now)]}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures())
    told = generate_latest(registry) + generate_latest(counted())
    return HttpResponse(told, content_type=CONTENT_TYPE_LATEST)


def _told(one: Condition) -> dict[str, object]:
    run = one.run
    last = run and {
        "state": run.state,
        "started": run.started_at,
        "ended": run.ended_at,
        **{name: getattr(run, name) for name in _COUNTS},
    }
    return {
        "id": one.id,
        "title": one.title,
        "state": one.health,
        "since": one.since,
        "reason": one.public_reason,
        "schedule": one.schedule,
        "due": one.due,
        "harvested": one.source.harvested_at if one.source else None,
        "under_way": bool(one.current and one.current.state == Run.State.RUNNING),
        "sheets": one.sheets,
        "quality": _quality(one),
        "last_run": last,
    }


def _quality(one: Condition) -> dict[str, object] | None:
    """The score of its sheets, and how many lack each part; ``None`` before anyone looked."""
    told = one.source.quality if one.source else None
    if not told or told["score"] is None:
        return None
    lacking = {part: lack["count"] for part, lack in told["lacking"].items()}
    return {"score": told["score"], "measured": told["at"], "lacking": lacking}


class _Figures(Collector):
    def collect(self) -> Iterator[Metric]:
        """Every figure, as it is now."""
        sources = conditions()
        yield from _of_sources(sources)
        runs = GaugeMetricFamily("carrefour_runs_total", "Runs kept, by state", labels=["state"])
        counted = dict(Run.objects.order_by().values_list("state").annotate(Count("pk")))
        for state in Run.State:
            runs.add_metric([state], counted.get(state, 0))
        yield runs
        yield _figure("queue_waiting", "Runs that wait", counted.get(Run.State.WAITING, 0))
        yield _figure("workers", "Workers that live", workers())
        yield _figure("queue_oldest_seconds", "For how long the oldest run waits", _oldest_run())
        yield _figure("mail_waiting", "Mail that waits to go out", _mail_waiting())
        yield _figure("mail_oldest_seconds", "For how long the oldest mail waits", _oldest_mail())
        yield _figure("database_bytes", "What the database takes", _database_bytes())
        free = shutil.disk_usage(settings.VAR_DIR).free
        yield _figure("disk_free_bytes", "What is free where CARREFOUR_VAR lies", free)
        shown = Sheet.objects.filter(withdrawn_at=None)
        yield _figure("sheets_total", "Sheets that are shown", shown.count())
        waiting = to_index().count()
        yield _figure("sheets_to_index", "Sheets that wait for the index", waiting)
        yield _figure("index_documents", "Sheets that the index holds", _indexed())


def _of_sources(sources: list[Condition]) -> Iterator[Metric]:
    def family(name: str, text: str, *more: str) -> GaugeMetricFamily:
        return GaugeMetricFamily(f"carrefour_source_{name}", text, labels=["source", *more])

    states = family("state", "1 for the state that a source is in", "state")
    records = family("records", "Records that the catalogue holds of a source")
    sheets = family("sheets", "Sheets of a source that are shown")
    success = family(
        "last_success_timestamp_seconds", "When a run of a source was last applied, Unix time"
    )
    rejected = family("rejected", "Records that the last run of a source rejected")
    live = Record.objects.filter(gone_at=None).order_by().values_list("source")
    kept = dict(live.annotate(Count("pk")))
    for one in sources:
        for state in Health:
            states.add_metric([one.id, state], one.health is state)
        records.add_metric([one.id], kept.get(one.id, 0))
        sheets.add_metric([one.id], one.sheets)
        if one.source and one.source.harvested_at:
            success.add_metric([one.id], one.source.harvested_at.timestamp())
        if one.run:
            rejected.add_metric([one.id], one.run.rejected)
    yield from (states, records, sheets, success, rejected)


def _figure(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"carrefour_{name}", text, value=value)


def _indexed() -> int:
    try:
        return search_engine().search(Query(), limit=0).total
    except SearchResting:
        return 0


def _oldest_run() -> float:
    return _since(Run.objects.filter(state=Run.State.WAITING).aggregate(at=Min("asked_at"))["at"])


def _oldest_mail() -> float:
    made = [kind.objects.aggregate(at=Min("made_at"))["at"] for kind in (Mail, MailToWatchers)]
    return max(map(_since, made))


def _since(moment: datetime | None) -> float:
    """Seconds since ``moment``, none if there is none or the clock was set back."""
    return max(0.0, (timezone.now() - moment).total_seconds()) if moment else 0.0


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            )
        return int(cursor.fetchone()[0])


def _mail_waiting() -> int:
    return Mail.objects.count() + MailToWatchers.objects.count()

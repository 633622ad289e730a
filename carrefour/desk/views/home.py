"""The first page of the desk: how every source fares, and what waits for a person."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from carrefour.community.access import operators_only
from carrefour.community.models import Mail, Message, Report
from carrefour.desk.models import Mail as MailToWatchers
from carrefour.desk.views.visitors import TO_READ
from carrefour.harvest.models import Run, Watcher, Worker
from carrefour.pipeline.health import Health, conditions

SILENT = timedelta(minutes=1)  # a worker that gave no sign of life for so long is not there


@operators_only
def home(request: HttpRequest) -> HttpResponse:
    """One row a source, the most urgent first; ``etat`` shows those of one state alone."""
    every = conditions()
    counts = Counter(one.health for one in every)
    chosen = request.GET.get("etat", "")
    shown = [one for one in every if one.health == chosen] if chosen in list(Health) else every
    context = {
        "conditions": shown,
        "chosen": chosen if chosen in list(Health) else "",
        "counts": [(health, counts[health]) for health in Health if counts[health]],
        "every": len(every),
        "busy": any(one.current or one.decided for one in every),
        "waiting": Run.objects.filter(state=Run.State.WAITING).count(),
        "workers": workers(),
        "mute": not settings.EMAIL_HOST and Watcher.objects.exists(),
        "reports": Report.objects.filter(state=Report.State.OPEN).count(),
        "letters": Message.objects.filter(TO_READ).count(),
        **_stuck(),
    }
    return render(request, "desk/home.html", context)


def _stuck() -> dict[str, object]:
    """How many mails were tried in vain, and since when the oldest waits."""
    tried = [
        kind.objects.filter(tries__gt=0, next_try__gt=timezone.now()).aggregate(
            n=Count("pk"), since=Min("made_at")
        )
        for kind in (Mail, MailToWatchers)
    ]
    since = min((one["since"] for one in tried if one["n"]), default=None)
    return {"stuck": sum(one["n"] for one in tried), "stuck_since": since}


def workers() -> int:
    """How many workers live."""
    return Worker.objects.filter(beat_at__gt=timezone.now() - SILENT).count()

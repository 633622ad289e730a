"""The first page of the desk: how every source fares, and what waits for a person."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from carrefour.community.access import operators_only
from carrefour.community.slots import listed
from carrefour.desk.waiting import SLOT, mute, stuck
from carrefour.harvest.models import Run, Worker
from carrefour.pipeline.health import Health, conditions

SILENT = timedelta(minutes=1)  # a worker that gave no sign of life for so long is not there


@operators_only
def home(request: HttpRequest) -> HttpResponse:
    """One row a source, the most urgent first; ``etat`` shows those of one state alone."""
    every = conditions()
    counts = Counter(one.health for one in every)
    chosen = request.GET.get("etat", "")
    shown = [one for one in every if one.health == chosen] if chosen in list(Health) else every
    number, since = stuck()
    context = {
        "conditions": shown,
        "chosen": chosen if chosen in list(Health) else "",
        "counts": [(health, counts[health]) for health in Health if counts[health]],
        "every": len(every),
        "busy": any(one.current or one.decided for one in every),
        "waits": []
        if "HX-Request" in request.headers
        else [one for one in listed(SLOT, request) if one.count],
        "waiting": Run.objects.filter(state=Run.State.WAITING).count(),
        "workers": workers(),
        "mute": mute(),
        "stuck": number,
        "stuck_since": since,
    }
    return render(request, "desk/home.html", context)


def workers() -> int:
    """How many workers live."""
    return Worker.objects.filter(beat_at__gt=timezone.now() - SILENT).count()

"""What goes on in the background: the worker, runs, mail, definitions, and the clock."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max, Q
from django.utils import timezone

from carrefour.community.models import Mail
from carrefour.desk.models import Mail as MailToWatchers
from carrefour.desk.views.home import SILENT
from carrefour.editorial.models import IssueMail
from carrefour.harvest.models import Run, Worker
from carrefour.operation.finding import Finding, broken, doubtful, fine
from carrefour.pipeline.queue import SILENCE
from carrefour.pipeline.schedules import definitions

PATIENCE = timedelta(hours=6)  # a run that waits for longer is not taken
AHEAD = timedelta(minutes=2)  # by which clocks of two machines may differ


def worker() -> Finding:
    """Whether one gives signs of life."""
    alive = Worker.objects.filter(beat_at__gt=timezone.now() - SILENT).count()
    if alive:
        return fine("worker", f"{alive} at work")
    told = "none is at work: nothing is harvested, no mail goes out"
    return doubtful("worker", told, "start carrefour worker, as a service")


def runs() -> Finding:
    """Whether a run is stuck, at work or in the queue."""
    now = timezone.now()
    silent = Q(heartbeat__lt=now - SILENCE) | Q(heartbeat=None, started_at__lt=now - SILENCE)
    dead = Run.objects.filter(silent, state=Run.State.RUNNING).values_list("source", flat=True)
    late = Run.objects.filter(state=Run.State.WAITING, asked_at__lt=now - PATIENCE)
    stuck = sorted({*dead, *late.values_list("source", flat=True)})
    if stuck:
        told = f"stuck: {', '.join(stuck[:5])}"
        return doubtful("runs", told, "start carrefour worker, which does them again")
    return fine("runs", "none is stuck")


def mail_waiting() -> Finding:
    """Whether mail was tried in vain, or waits for nobody to send it."""
    since = timezone.now() - timedelta(hours=1)
    late = Q(tries__gt=0) | Q(made_at__lt=since)
    number = sum(k.objects.filter(late).count() for k in (Mail, MailToWatchers, IssueMail))
    if number:
        cure = "see 'mail' and 'worker' here, and the worker's log"
        return doubtful("waiting mail", f"{number} could not go out", cure)
    return fine("waiting mail", "none is late")


def sources() -> Finding:
    """Whether every definition of a source can be read."""
    wrong = definitions().broken
    if wrong:
        first = next(iter(sorted(wrong)))
        told = f"{len(wrong)} definitions cannot be read, such as {first}: {wrong[first]}"
        return doubtful("sources", told, "carrefour source check, or mend it in the workshop")
    return fine("sources", "all definitions can be read")


def clock() -> Finding:
    """Whether something happened later than now: the clock was set back, or differs by machine."""
    runs = Run.objects.aggregate(a=Max("started_at"), b=Max("ended_at"), c=Max("heartbeat"))
    seen = [*runs.values(), Worker.objects.aggregate(at=Max("beat_at"))["at"]]
    last = max((moment for moment in seen if moment), default=None)
    if last and last > timezone.now() + AHEAD:
        told = f"something happened at {last:%Y-%m-%d %H:%M} UTC, which is to come"
        return broken("clock", told, "set the clock of every machine by NTP (timedatectl)")
    return fine("clock", "nothing happened in the future")

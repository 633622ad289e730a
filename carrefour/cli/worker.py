"""`carrefour worker`: empties the queue of harvests."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Annotated

import typer

AtOnce = Annotated[int, typer.Option("--at-once", min=1, max=64, help="Sources at a time")]


def worker(
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits any more")] = False,
    at_once: AtOnce = 2,
) -> None:
    """Harvest what is due or asked for, fetch images, check links, and tell what breaks.

    Ends cleanly on SIGTERM: what was only being read goes back to the queue.
    """
    from django.contrib.sessions.backends.db import SessionStore

    from carrefour.community.audit import forget_acts
    from carrefour.community.contacting import forget_messages
    from carrefour.community.following import forget_unconfirmed
    from carrefour.community.limits import forget_old
    from carrefour.community.models import Mail
    from carrefour.community.post import send_waiting
    from carrefour.community.reporting import forget_reports
    from carrefour.community.telling import tell_followers
    from carrefour.desk.alerts import watch_over
    from carrefour.desk.models import Mail as MailToWatchers
    from carrefour.desk.summary import summarise
    from carrefour.pipeline.aside import Aside
    from carrefour.pipeline.decisions import apply_what_waits
    from carrefour.pipeline.links import links_due
    from carrefour.pipeline.pictures import pictures_due
    from carrefour.pipeline.retention import thin_history
    from carrefour.pipeline.twins import find_what_waits
    from carrefour.pipeline.worker import Chore, Worker
    from carrefour.usage.keeping import fold
    from carrefour.usage.unfound import forget_unfound

    asides = [
        Aside(["images", "fetch"], pictures_due),
        Aside(["links", "check"], links_due),
    ]
    chores = [
        Chore("watching over sources", 15, watch_over),
        Chore("applying what people decided", 5, apply_what_waits),
        Chore("linking what tells the same project", 5, find_what_waits),
        Chore("telling of new projects", 15, tell_followers),
        Chore("summing up what waits", 600, summarise),
        Chore("sending mail to watchers", 15, lambda: send_waiting(MailToWatchers.objects)),
        Chore("sending mail to visitors", 15, lambda: send_waiting(Mail.objects)),
        Chore("fetching images", 30, asides[0]),
        Chore("checking links", 3600, asides[1]),
        Chore("thinning the history", 3600, thin_history),
        Chore("forgetting what was counted", 3600, forget_old),
        Chore("forgetting who never confirmed", 3600, forget_unconfirmed),
        Chore("forgetting messages", 3600, forget_messages),
        Chore("forgetting reports", 3600, forget_reports),
        Chore("folding figures of use", 24 * 3600, fold),
        Chore("forgetting what was looked for", 24 * 3600, forget_unfound),
        Chore("forgetting old acts", 24 * 3600, forget_acts),
        Chore("forgetting ended sessions", 24 * 3600, SessionStore.clear_expired),
    ]
    try:
        Worker(at_once, chores).work(once=once)
    finally:
        for aside in asides:
            aside.end(wait=once)


def do(run: int, right: int) -> None:
    """Do one run that a worker claimed (for the worker alone)."""
    from carrefour.pipeline import job
    from carrefour.pipeline.stopping import heed_stop

    heed_stop()
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    job.do(run, right)


def _end_with_the_worker() -> None:
    """Stop when the pipe from the worker ends: it is dead, and nobody would look after us."""
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)

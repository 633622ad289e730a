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
    from carrefour.cli.chores import asides, chores
    from carrefour.pipeline.worker import Worker

    beside = asides()
    try:
        Worker(at_once, chores(beside)).work(once=once)
    finally:
        for aside in beside.values():
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

"""What the processes of the site count of their answers, for Prometheus.

They count together in files of a folder of the memory (`share_figures`), so that whichever of them
is asked tells of all. On a disk that is full, writing to a mapped file would end a process.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as prometheus_client reads it, when it is loaded
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
_NAMED = "carrefour-figures-"
_OURS = CollectorRegistry(auto_describe=False)
_REQUESTS = Histogram(
    "carrefour_request_seconds",
    "Time to answer, by the view that answered and the status",
    ["view", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_OURS,
)
_SEARCHES = Histogram(
    "carrefour_search_seconds",
    "Time that the search engine takes for a search",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
    registry=_OURS,
)


def share_figures() -> None:
    """Have the processes that this one starts, or becomes, count together."""
    within = _MEMORY if os.access(_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    for left in within.glob(f"{_NAMED}*-*"):
        if not _lives(left.name.removeprefix(_NAMED).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    os.environ[FOLDER] = tempfile.mkdtemp(prefix=f"{_NAMED}{os.getpid()}-", dir=within)


def _lives(process: str) -> bool:
    """Whether there is a process of that number: one that ended leaves its folder behind."""
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:  # someone else's
        pass
    return True


def count_answer(view: str, status: int, seconds: float) -> None:
    """Count an answer of ``view``; "none" stands for an address that there is not."""
    _REQUESTS.labels(view or "none", str(status)).observe(seconds)


def count_search(seconds: float) -> None:
    """Count a question to the search engine."""
    _SEARCHES.observe(seconds)


def counted() -> CollectorRegistry:
    """What was counted: by all processes that count together, else by this one."""
    if FOLDER not in os.environ:
        return _OURS
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together

"""Time calls, and read the memory of processes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path


def timed(ask: Callable[[], object], rounds: int) -> list[float]:
    """How long each of ``rounds`` calls took, in ms, sorted; a few calls warm up before."""
    for _ in range(5):
        ask()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


def summary(times: list[float]) -> str:
    """The median and the 95th centile of sorted times."""
    return f"{statistics.median(times):.1f} median, {times[int(len(times) * 0.95)]:.1f} p95"


def memory(pid: int | str = "self") -> dict[str, float]:
    """MB of a process: ``Rss`` all it maps, ``Pss`` with shared pages shared out."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = (line.split() for line in lines)
    return {name.rstrip(":"): int(kilobytes) / 1024 for name, kilobytes, *_ in sizes}

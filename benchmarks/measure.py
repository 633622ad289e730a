"""Time calls, and read the memory and the work of processes.

Other work on the same machine lengthens what a call takes, much less its time on the processor:
both are told.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path


def timed(ask: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    """How long each of ``rounds`` calls took, and how long on the processor, in ms, sorted."""
    for _ in range(5):
        ask()
    times, worked = [], []
    for _ in range(rounds):
        started, at_work = time.perf_counter(), time.thread_time()
        ask()
        times.append((time.perf_counter() - started) * 1000)
        worked.append((time.thread_time() - at_work) * 1000)
    return sorted(times), sorted(worked)


def summary(times: list[float]) -> str:
    """The median and the 95th centile of sorted times."""
    return f"{statistics.median(times):.1f} median, {times[int(len(times) * 0.95)]:.1f} p95"


def memory(pid: int | str = "self") -> dict[str, float]:
    """MB of a process: ``Rss`` all it maps, ``Pss`` with shared pages shared out."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = (line.split() for line in lines)
    return {name.rstrip(":"): int(kilobytes) / 1024 for name, kilobytes, *_ in sizes}


def work(pids: Iterable[int]) -> float:
    """Seconds on the processor of processes since they began."""
    fields = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(f[11]) + int(f[12]) for f in fields) / os.sysconf("SC_CLK_TCK")


def threads(pids: Iterable[int]) -> dict[tuple[int, int], float]:
    """Milliseconds on the processor of each thread of processes, to the microsecond."""
    found = {}
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            for task in Path(f"/proc/{pid}/task").iterdir():
                told = (task / "schedstat").read_text().split()
                found[pid, int(task.name)] = int(told[0]) / 1e6
    return found


def since(before: dict[tuple[int, int], float], now: dict[tuple[int, int], float]) -> float:
    """What the threads of `threads` worked between two looks, those that came since among them."""
    return sum(worked - before.get(thread, 0.0) for thread, worked in now.items())

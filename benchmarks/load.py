"""Searches at a steady rate: `CARREFOUR_VAR=/tmp/large python -m benchmarks.load --rate 50`.

Serves the installation that `benchmarks.catalogue` filled, on loopback, and sends mixed searches
when their time has come, whether those before are answered or not: what waits in a queue is seen,
as it is not by clients that wait for their answers. A search counts from the moment when it was to
be sent. They come by chance at the rate asked, as from visitors who do not know of each other.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from benchmarks.corpus import SEED
from benchmarks.measure import memory, work
from benchmarks.pages import questions
from benchmarks.serving import served

MOST_RATE, MOST_SECONDS = 200.0, 600.0
PATIENCE = 20.0  # seconds after which a search has failed
WARMING = 10.0  # seconds at the same rate before the clock starts
# How many of a hundred searches are of which kind of `benchmarks.pages`.
MIX = {
    "results: one word": 30,
    "results: everything": 5,
    "results: word, theme, département": 20,
    "results: word, 20 km": 10,
    "map of France, one word": 10,
    "map of a region": 10,
    "API: projects": 10,
    "API: facets": 5,
}


@dataclass(frozen=True, slots=True)
class Search:
    """One search as it went: seconds from when it was due until sent and until answered."""

    kind: str
    late: float
    taken: float
    trouble: str = ""


def main() -> None:
    """Serve, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--rate", type=_below(MOST_RATE), default=50.0, help="searches a second")
    parser.add_argument("--seconds", type=_below(MOST_SECONDS), default=60.0)
    given = parser.parse_args()
    with served() as (site, family):
        kinds = questions(site)
        asyncio.run(_ask(site, kinds, given.rate, WARMING))
        held = sum(memory(pid)["Pss"] for pid in family)
        before, own = work(family), time.process_time()
        started = time.perf_counter()
        done = asyncio.run(_ask(site, kinds, given.rate, given.seconds))
        passed = time.perf_counter() - started
        worked, own = work(family) - before, time.process_time() - own
        _print(done, passed)
        print(f"processor: the site {worked / passed:.0%} of one, its client {own / passed:.0%}")
        now = sum(memory(pid)["Pss"] for pid in family)
        print(f"memory of the site: {held:.0f} MB at the start, {now:.0f} MB at the end")
        load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
        print(f"{os.cpu_count()} processors, load {load}")


async def _ask(
    site: str, kinds: dict[str, Callable[[], str]], rate: float, seconds: float
) -> list[Search]:
    """Send searches for ``seconds``, and wait for the answers of all."""
    chance = random.Random(SEED)  # noqa: S311 - a choice of questions, not a secret
    # The server closes what rests for 2 seconds: a connection must not be taken up just then.
    limits = httpx.Limits(max_connections=None, keepalive_expiry=1.0)
    async with httpx.AsyncClient(
        base_url=site, headers={"accept-encoding": "gzip"}, timeout=PATIENCE, limits=limits
    ) as client:
        start, due = time.perf_counter() + 0.1, 0.0
        tasks = []
        while (due := due + chance.expovariate(rate)) < seconds:
            kind = chance.choices(list(MIX), [*MIX.values()])[0]
            await asyncio.sleep(max(0.0, start + due - time.perf_counter()))
            tasks.append(asyncio.create_task(_send(client, kind, kinds[kind](), start + due)))
        return await asyncio.gather(*tasks)


async def _send(client: httpx.AsyncClient, kind: str, path: str, due: float) -> Search:
    late = time.perf_counter() - due
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await client.get(path)
    except (httpx.HTTPError, TimeoutError) as broken:
        trouble = type(broken).__name__
    else:
        trouble = "" if answer.status_code == 200 else str(answer.status_code)
    return Search(kind, late, time.perf_counter() - due, trouble)


def _print(done: list[Search], passed: float) -> None:
    good = [one for one in done if not one.trouble]
    print(f"{len(done)} searches sent, {len(good) / passed:.1f} a second answered")
    print(f"all: {_times(good)}")
    for kind in MIX:
        print(f"{kind}: {_times([one for one in good if one.kind == kind])}")
    troubles = Counter(one.trouble for one in done if one.trouble)
    print(f"failed: {', '.join(f'{n} {why}' for why, n in troubles.items()) or 'none'}")
    # Where this is much, the client had no processor left, and the times are its own.
    print(f"sent late: {max(one.late for one in done) * 1000:.0f} ms at the most")


def _times(done: list[Search]) -> str:
    """Centiles in ms."""
    if not done:
        return "none"
    times = sorted(one.taken * 1000 for one in done)
    centiles = (f"{times[int(len(times) * part / 100)]:.0f} p{part}" for part in (50, 95, 99))
    return f"{', '.join(centiles)}, {times[-1]:.0f} at the most, of {len(times)}"


def _below(most: float) -> Callable[[str], float]:
    def number(text: str) -> float:
        if not 0 < (value := float(text)) <= most:
            raise argparse.ArgumentTypeError(f"more than 0, {most:.0f} at the most")
        return value

    return number


if __name__ == "__main__":
    main()

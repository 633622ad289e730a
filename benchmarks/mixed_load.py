"""A day's visitors in ten minutes: `CARREFOUR_VAR=/tmp/large-copy python -m benchmarks.mixed_load`.

Serves a copy of the installation that `benchmarks.catalogue` filled (it is written to), and has
visitors look at it at once: each asks, reads for a while, and asks again. Most search, by words as
people type them, and read sheets; some move the map, type what is completed letter by letter, call
the API, read feeds or embedded pages; now and then one takes a file. One in ten is signed in. The
use of the site is counted, and a third of the way a source is harvested beside it. Prints what was
answered, how long it took, what failed, and what the site's processes held, each ten seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.corpus import SEED, vocabulary
from benchmarks.measure import memory, work
from benchmarks.pages import CODES, DEPARTEMENTS, questions
from benchmarks.serving import family, served

PATIENCE = 30.0  # seconds after which an answer is missed
SAMPLED = 10.0  # seconds between two looks at the memory
SETTLING = 120.0  # seconds in which memory grows: caches fill, and modules are loaded
HARVESTED = 2_000  # records of the source that is harvested meanwhile
READER, PASSWORD = "lecteur@exemple.fr", "une lecture de dix minutes"
# A browser, whose use is counted.
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
# How many of a thousand turns of a visitor are of which kind; most kinds are of `benchmarks.pages`.
MIX = {
    "home": 70,
    "results: words": 180,
    "results: words, badly typed": 40,
    "results: word, theme, département": 110,
    "results: word, 20 km": 50,
    "results: page 40": 10,
    "typing": 80,
    "map of France, one word": 40,
    "map of a region": 60,
    "map of a city": 40,
    "sheet": 180,
    "organisation": 20,
    "source": 10,
    "figures: one word": 10,
    "table: one word": 10,
    "feed: one word": 15,
    "embedded": 15,
    "API: projects": 25,
    "API: project": 10,
    "API: facets": 10,
    "API: 100 changes": 10,
    "export: CSV": 3,
    "export: GeoJSON": 2,
}


@dataclass
class Told:
    """What came of all requests, and what the site held meanwhile."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # ms, by kind
    troubles: Counter[str] = field(default_factory=Counter)
    held: list[tuple[float, float]] = field(default_factory=list)  # seconds, MB
    processes: set[int] = field(default_factory=set)
    harvest: str = ""
    ended: float = 0.0  # when the last visitor left: a harvest may go on


def main() -> None:
    """Serve, have it visited, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mixed_load")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=30, help="visitors at once")
    parser.add_argument(
        "--think", type=float, default=1.0, help="seconds between turns, on average"
    )
    given = parser.parse_args()
    os.environ |= {"CARREFOUR_INSECURE_COOKIES": "1", "CARREFOUR_SECOND_STEP": "free"}
    _make_reader()
    with served() as (site, pids):
        kinds = _kinds(site)
        before, began, told = work(pids), time.perf_counter(), Told()
        asyncio.run(_visit(site, pids[0], kinds, told, given))
        worked, own = work(pids) - before, time.process_time()
        passed = told.ended - began
        _print(told, passed)
        print(f"processor: the site {worked / passed:.0%} of one, its visitors {own / passed:.0%}")
        print(f"harvest beside it: {told.harvest or 'not ended'}")
        started_again = len(told.processes) - len(pids)
        print(f"processes of the site: {len(pids)}, of which {started_again} were started again")
        load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
        print(f"{os.cpu_count()} processors, load {load}")


def _kinds(site: str) -> dict[str, Callable[[], str]]:
    """The address of the next request of each kind."""
    chance = random.Random(SEED)  # noqa: S311 - a choice of questions, not a secret
    words = vocabulary(random.Random(SEED))[5:2000]  # noqa: S311
    pick = chance.choice

    def typed() -> str:
        return "+".join(chance.choices(words, k=pick((1, 1, 2, 2, 3))))

    def badly() -> str:
        word = pick([one for one in words[:500] if len(one) > 6])
        at = chance.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return questions(site) | {
        "results: words": lambda: f"/projets/?q={typed()}",
        "results: words, badly typed": lambda: f"/projets/?q={badly()}",
        "typing": lambda: f"/suggestions.json?q={pick(words)[: pick((2, 3, 4, 5))]}",
        "embedded": lambda: (
            f"/integrer/projets/?q={pick(words)}&territory=departement:{pick(DEPARTEMENTS)}"
        ),
        "export: CSV": lambda: f"/projets/export.csv?q={pick(words)}",
        "export: GeoJSON": lambda: f"/projets/export.geojson?theme={pick(CODES)}&q={pick(words)}",
    }


async def _visit(
    site: str,
    master: int,
    kinds: dict[str, Callable[[], str]],
    told: Told,
    given: argparse.Namespace,
) -> None:
    seconds = given.minutes * 60
    ends = time.perf_counter() + seconds
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_weigh(master, told, ends))
        tasks.create_task(_harvest(told, seconds / 3))
        for number in range(given.clients):
            tasks.create_task(_visitor(site, number, kinds, told, given.think, ends))


async def _visitor(
    site: str,
    number: int,
    kinds: dict[str, Callable[[], str]],
    told: Told,
    think: float,
    ends: float,
) -> None:
    """One visitor after another, each with a connection of their own."""
    chance = random.Random(SEED + number)  # noqa: S311
    headers = {"accept-encoding": "gzip", "user-agent": AGENT}
    # The server closes what rests for 2 seconds: a connection must not be taken up just then.
    limits = httpx.Limits(keepalive_expiry=1.0)
    async with httpx.AsyncClient(
        base_url=site, headers=headers, timeout=PATIENCE, limits=limits
    ) as client:
        await asyncio.sleep(chance.uniform(0, think))
        mix = dict(MIX)
        if number % 10 == 0:
            await _sign_in(client, told)
            mix["account"] = 60
        while time.perf_counter() < ends:
            kind = chance.choices(list(mix), [*mix.values()])[0]
            await _ask(client, kind, "/compte/" if kind == "account" else kinds[kind](), told)
            await asyncio.sleep(chance.expovariate(1 / think))
    told.ended = time.perf_counter()


async def _sign_in(client: httpx.AsyncClient, told: Told) -> None:
    page = await client.get("/compte/connexion/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    words = {
        "username": READER,
        "password": PASSWORD,
        "csrfmiddlewaretoken": token[1] if token else "",
    }
    began = time.perf_counter()
    answer = await client.post("/compte/connexion/", data=words)
    told.taken["signing in"].append((time.perf_counter() - began) * 1000)
    if answer.status_code != 302:
        told.troubles[f"signing in: {answer.status_code}"] += 1


async def _ask(client: httpx.AsyncClient, kind: str, path: str, told: Told) -> None:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await client.get(path)
    except (httpx.HTTPError, TimeoutError) as broken:
        told.troubles[f"{kind}: {type(broken).__name__}"] += 1
        return
    told.taken[kind].append((time.perf_counter() - began) * 1000)
    if answer.status_code != 200:
        told.troubles[f"{kind}: {answer.status_code}"] += 1


async def _weigh(master: int, told: Told, ends: float) -> None:
    """Note what the site's processes hold together, until it is over."""
    began = time.perf_counter()
    while time.perf_counter() < ends:
        pids = family(master)
        told.processes.update(pids)
        told.held.append((time.perf_counter() - began, sum(memory(pid)["Pss"] for pid in pids)))
        await asyncio.sleep(SAMPLED)


async def _harvest(told: Told, wait: float) -> None:
    """Harvest a source of its own, as a worker does beside a site."""
    chance = random.Random(SEED)  # noqa: S311
    words = vocabulary(random.Random(SEED))[5:2000]  # noqa: S311
    await asyncio.sleep(wait)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [
            {
                "id": n,
                "nom": " ".join(chance.choices(words, k=5)),
                "texte": " ".join(chance.choices(words, k=80)),
            }
            for n in range(HARVESTED)
        ]
        (folder / "copy.json").write_text(json.dumps(rows), "utf-8")
        definition = {
            "id": "sous-charge",
            "title": "Source moissonnée sous charge",
            "organisation": {"id": "sous-charge", "name": "Sous charge"},
            "licence": "CC0-1.0",
            "fetch": {"kind": "json"},
            "record_id": "{id}",
            "fields": {"title": "nom", "description": "texte"},
        }
        (folder / "sous-charge.yml").write_text(json.dumps(definition), "utf-8")
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "carrefour.cli", "harvest", str(folder / "sous-charge.yml"),
            "--from", str(folder / "copy.json"),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
        taken = time.perf_counter() - began
        words_said = " ".join(said.decode().split())
        told.harvest = f"{taken:.0f} s, status {process.returncode}: {words_said[-200:]}"


def _make_reader() -> None:
    """An account to sign in with, in the installation that is visited."""
    code = f"""
import django
django.setup()
from carrefour.community.models import User
if not User.objects.filter(email={READER!r}).exists():
    User.objects.create_user({READER!r}, {PASSWORD!r})
"""
    own = {**os.environ, "DJANGO_SETTINGS_MODULE": "carrefour.settings"}
    subprocess.run([sys.executable, "-c", code], env=own, check=True)  # noqa: S603


def _print(told: Told, passed: float) -> None:
    everything = [one for some in told.taken.values() for one in some]
    print(f"{len(everything)} answers in {passed:.0f} s, {len(everything) / passed:.1f} a second")
    print(f"all: {_times(everything)}")
    for kind in (*MIX, "account", "signing in"):
        print(f"{kind}: {_times(told.taken[kind])}")
    troubles = ", ".join(f"{n} × {what}" for what, n in told.troubles.most_common())
    print(f"errors: {told.troubles.total()}{f' ({troubles})' if troubles else ''}")
    print("memory of the site, MB: " + ", ".join(f"{mb:.0f}" for _, mb in told.held))
    settled = [one for one in told.held if one[0] > min(SETTLING, passed / 2)]
    print(f"its slope, once settled: {_slope(settled) * 60:+.2f} MB a minute")


def _times(taken: list[float]) -> str:
    """Centiles in ms."""
    if not taken:
        return "none"
    times = sorted(taken)
    centiles = (f"{times[int(len(times) * part / 100)]:.0f} p{part}" for part in (50, 95, 99))
    return f"{', '.join(centiles)}, {times[-1]:.0f} at the most, of {len(times)}"


def _slope(points: list[tuple[float, float]]) -> float:
    """How much the second of each grows with the first, by least squares."""
    if len(points) < 2:
        return 0.0
    x, y = (sum(column) / len(points) for column in zip(*points, strict=True))
    spread = sum((a - x) ** 2 for a, _ in points)
    return sum((a - x) * (b - y) for a, b in points) / spread if spread else 0.0


if __name__ == "__main__":
    main()

"""Time the site over HTTP: `CARREFOUR_VAR=/tmp/large python -m benchmarks.pages`.

Serves the installation that `benchmarks.catalogue` filled with `carrefour serve` on a free port
of loopback, asks for each kind of page many times, one after the other and then by four clients
at once, and prints medians and p95 in ms that passed and of processor, bytes on the wire, and the
memory of each process. ``--database PID`` is PostgreSQL's first process, where it is on this
machine: what those of its processes work that answer is told too, and in the figures of processor.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from benchmarks.corpus import SEED, vocabulary
from benchmarks.measure import memory, since, summary, threads
from benchmarks.serving import backends, served

ROUNDS, WARM, CLIENTS = 120, 5, 4
CODES = ("EMP", "AGR", "ENE", "NUM", "DEC")
DEPARTEMENTS = ("35", "75", "13", "974", "44", "59", "69", "33")
Look = tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]
TOWNS = ("47.22,-1.55", "48.85,2.35", "43.3,5.37", "45.76,4.84", "50.63,3.06", "44.84,-0.58")


def main() -> None:
    """Serve, ask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", type=int, metavar="PID")
    postgres: int | None = parser.parse_args().database
    with served() as (site, processes):

        def look() -> Look:
            return threads(processes), threads(backends(postgres)) if postgres else {}

        kinds = questions(site)
        for name, address in kinds.items():
            before = look()
            times, worked, sizes = _ask(site, address, ROUNDS, look)
            of_database = since(before[1], look()[1]) / (ROUNDS + WARM)
            print(
                f"{name}: {summary(times)}; processor {summary(worked)}"
                f"{f', {of_database:.1f} in the mean the database' if postgres else ''}; "
                f"{max(sizes) / 1000:.1f} kB",
                flush=True,
            )
        mixed = [address for address in kinds.values() for _ in range(30)]
        random.Random(SEED).shuffle(mixed)  # noqa: S311
        started = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            parts = [mixed[n::CLIENTS] for n in range(CLIENTS)]
            done = list(pool.map(lambda part: _ask_all(site, part), parts))
        times = sorted(t for part in done for t in part)
        rate = len(times) / (time.perf_counter() - started)
        print(f"all of it, {CLIENTS} clients: {summary(times)}, {rate:.0f} a second")
        _weigh_home(site)
        for pid in processes:
            now = memory(pid)
            own = now["Anonymous"]
            print(f"process {pid}: RSS {now['Rss']:.0f} MB, PSS {now['Pss']:.0f}, heap {own:.0f}")


def questions(site: str) -> dict[str, Callable[[], str]]:
    """Addresses by kind; the words and places of each differ from one call to the next."""
    chance = random.Random(SEED)  # noqa: S311
    words = vocabulary(random.Random(SEED))[5:2000]  # noqa: S311
    pick = chance.choice

    def word() -> str:
        return pick(words)

    def view(size: float) -> str:
        lat, lon = (float(part) for part in pick(TOWNS).split(","))
        lon += chance.gauss(0, 0.05)
        return f"{lon - size:.3f},{lat - size / 2:.3f},{lon + size:.3f},{lat + size / 2:.3f}"

    pages = [httpx.get(f"{site}/projets/?q={word()}").text for _ in range(10)]
    sheets = [path for page in pages for path in re.findall(r'href="(/fiches/[^"#?]+)[?"]', page)]
    ids = [path.rstrip("/").rpartition("-")[2] for path in sheets]
    france = "/projets/carte.json?view=-5.2,41.3,9.7,51.2&zoom=5"
    return {
        "home": lambda: "/",
        "home, not cached": lambda: f"/?{word()}",
        "results: everything": lambda: "/projets/",
        "results: one word": lambda: f"/projets/?q={word()}",
        "results: word, theme, département": lambda: (
            f"/projets/?q={word()}&theme={pick(CODES)}&territory=departement:{pick(DEPARTEMENTS)}"
        ),
        "results: word, 20 km": lambda: f"/projets/?q={word()}&near={pick(TOWNS)}",
        "results: page 40": lambda: f"/projets/?theme={pick(CODES)}&page=40",
        "feed: one word": lambda: f"/projets/flux.atom?q={word()}",
        "table: one word": lambda: f"/projets/tableau/?q={word()}",
        "table: by organisation": lambda: (
            f"/projets/tableau/?sort=organisation&theme={pick(CODES)}"
        ),
        "table: oldest first, page 40": lambda: (
            f"/projets/tableau/?sort=date-up&page=40&q={word()}"
        ),
        "figures: everything": lambda: "/projets/chiffres/",
        "figures: one word": lambda: f"/projets/chiffres/?q={word()}",
        "figures: a chart as SVG": lambda: f"/projets/chiffres/theme.svg?q={word()}",
        "two territories": lambda: (
            f"/projets/comparer/?q={word()}"
            f"&a=departement:{pick(DEPARTEMENTS)}&b=departement:{pick(DEPARTEMENTS)}"
        ),
        "selection of 20": lambda: "/selection/?" + "&".join(f"id={id_}" for id_ in ids[:20]),
        "sheet as PDF": lambda: f"{pick(sheets).rstrip('/')}.pdf",
        "map of France": lambda: france,
        "map of France, one word": lambda: f"{france}&q={word()}",
        "map of a region": lambda: f"/projets/carte.json?zoom=8&view={view(1.5)}",
        "map of a city": lambda: f"/projets/carte.json?zoom=11&view={view(0.15)}",
        "sheet": lambda: pick(sheets),
        "organisations": lambda: "/organisations/",
        "organisation": lambda: f"/organisations/organisation-{chance.randrange(10)}/",
        "source": lambda: f"/sources/organisation-{chance.randrange(10)}/",
        "data and licences": lambda: "/donnees/",
        "territories as typed": lambda: f"/territoires.json?q={word()[:3]}",
        "API: projects": lambda: f"/api/v1/projects?q={word()}",
        "API: projects, département": lambda: (
            f"/api/v1/projects?q={word()}&territory=departement:{pick(DEPARTEMENTS)}"
        ),
        "API: project": lambda: f"/api/v1/projects/{pick(ids)}",
        "API: neighbours": lambda: f"/api/v1/projects/{pick(ids)}/neighbours",
        "API: 100 changes": lambda: f"/api/v1/changes?since=2026-01-{pick(range(10, 29))}",
        "API: CSV of 100": lambda: f"/api/v1/projects?q={word()}&format=csv&per_page=100",
        "API: JSON-LD of 20": lambda: f"/api/v1/projects?q={word()}&format=jsonld",
        "API: suggestions": lambda: f"/api/v1/suggestions?q={word()[:4]}",
        "API: organisations": lambda: "/api/v1/organisations",
        "API: facets": lambda: f"/api/v1/facets?q={word()}",
        "API: territories": lambda: f"/api/v1/territories?q={word()[:3]}",
        "API: sources": lambda: "/api/v1/sources",
        "API: 1000 points": lambda: f"/api/v1/projects.geojson?theme={pick(CODES)}",
    }


def _client(site: str) -> httpx.Client:
    return httpx.Client(base_url=site, headers={"accept-encoding": "gzip"}, timeout=60)


def _ask(
    site: str, address: Callable[[], str], rounds: int, look: Callable[[], Look]
) -> tuple[list[float], list[float], list[int]]:
    """How long each answer took, and how long on the processor, in ms, sorted; sizes as it came."""
    times, worked, sizes = [], [], []
    with _client(site) as client:
        for number in range(rounds + WARM):
            path = address()
            before, started = look(), time.perf_counter()
            with client.stream("GET", path) as response:
                size = sum(len(part) for part in response.iter_raw())
            taken = (time.perf_counter() - started) * 1000
            if response.status_code != 200:
                raise SystemExit(f"{path} answered {response.status_code}")
            if number >= WARM:
                times.append(taken)
                worked.append(sum(map(since, before, look())))
                sizes.append(size)
    return sorted(times), sorted(worked), sizes


def _ask_all(site: str, addresses: list[Callable[[], str]]) -> list[float]:
    times = []
    with _client(site) as client:
        for address in addresses:
            started = time.perf_counter()
            client.get(address()).raise_for_status()
            times.append((time.perf_counter() - started) * 1000)
    return times


def _weigh_home(site: str) -> None:
    """The bytes that a first visit to the first page brings before its map is loaded."""
    with _client(site) as client:
        page = client.get("/").text
        head = page[: page.index("</head>")]
        paths = dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"]+)"', head))
        total = 0
        for path in ["/", *paths]:
            with client.stream("GET", path) as response:
                total += sum(len(part) for part in response.iter_raw())
    print(f"home with its style, script and fonts: {total / 1000:.0f} kB in {1 + len(paths)} files")


if __name__ == "__main__":
    main()

"""One engine tried: built, then asked, each in a process of its own."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from benchmarks.beside.questions import FORGOTTEN, questions
from benchmarks.beside.rival import Answer, Rival
from benchmarks.corpus import documents
from benchmarks.measure import memory, work
from carrefour.search.query import Facet, Query
from carrefour.territory.gazetteer import Gazetteer

ROUNDS, LEAST = 200, 20  # questions of a kind; those that are asked however long they take
OTHERS = 50  # further questions of a kind, asked before the clock starts
LONGEST, WARMING = 40.0, 20.0  # seconds of a kind, and of questions before the clock starts
IN_MEMORY = 100_000  # documents made before the clock starts; more are made while indexing


@dataclass(frozen=True, slots=True)
class Asked:
    """How a kind of question was answered: ms each, ms of processor in the mean, what was found."""

    times: list[float]
    worked: float
    totals: list[int]
    facets: list[int]  # a number for each answer's facets, the same where they are the same


@dataclass(slots=True)
class Measured:
    """An engine's figures."""

    name: str
    built: float = 0.0  # seconds
    size: int = 0  # bytes
    held: float = 0.0  # MB
    asked: dict[str, Asked] = field(default_factory=dict)


class Contender(NamedTuple):
    """An engine and the folder or server where it is."""

    kind: type[Rival]
    where: str


def build(contender: Contender, count: int, gazetteer: Path) -> float:
    """Index ``count`` documents; how many seconds it took."""
    made = documents(count, Gazetteer.load(gazetteer))
    if count <= IN_MEMORY:
        made = iter(list(made))
    engine = contender.kind(contender.where)
    started = time.perf_counter()
    engine.build(made)
    return time.perf_counter() - started


def ask(contender: Contender, gazetteer: Path) -> Measured:
    """Put every question to an engine that is built, then take it away."""
    asked = questions(ROUNDS + OTHERS, Gazetteer.load(gazetteer))
    engine = contender.kind(contender.where)
    found = Measured(engine.name, size=engine.size())
    _warm(engine, asked)
    for kind, each in asked.items():
        if kind not in engine.lacks:
            found.asked[kind] = _timed(engine, kind, each[:ROUNDS])
    servers = engine.servers()
    found.held = sum(memory(pid)["Pss"] for pid in servers or [os.getpid()])
    engine.drop()
    return found


def _warm(engine: Rival, asked: dict[str, list[Query] | list[str]]) -> None:
    """Ask each kind by turns, for as long as it takes a server to compile what it does often."""
    end = time.monotonic() + WARMING
    for number in range(OTHERS):
        for kind, each in asked.items():
            if time.monotonic() > end:
                return
            one = each[ROUNDS + number]
            if kind not in engine.lacks:
                engine.suggest(one) if isinstance(one, str) else engine.ask(one)


def _timed(engine: Rival, kind: str, asked: list[Query] | list[str]) -> Asked:
    done = Asked([], 0.0, [], [])
    worked = 0.0
    engine.forget()
    servers = engine.servers()
    before = work(servers)
    end = time.monotonic() + LONGEST
    for one in asked:
        if len(done.times) >= LEAST and time.monotonic() > end:
            break
        if kind == FORGOTTEN:
            engine.forget()
        started, at_work = time.perf_counter(), time.process_time()
        answer = engine.suggest(one) if isinstance(one, str) else engine.ask(one)
        worked += time.process_time() - at_work
        done.times.append((time.perf_counter() - started) * 1000)
        done.totals.append(answer.total if isinstance(answer, Answer) else len(answer))
        done.facets.append(_digest(answer.facets) if isinstance(answer, Answer) else 0)
    worked += work(servers) - before
    return replace(done, worked=worked / len(done.times) * 1000)


def _digest(facets: dict[Facet, dict[str, int]]) -> int:
    held = sorted((facet, sorted(counts.items())) for facet, counts in facets.items())
    return crc32(repr(held).encode())

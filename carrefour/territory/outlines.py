"""Outlines of territories: those of départements and régions come with the package, and finer ones
of every level, communes and EPCI among them, from a file that the operator gave.

``outlines.json`` is made of IGN's Admin Express (Licence Ouverte) by ``python -m
carrefour.territory.outlines_shipped``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

SHIPPED = Path(__file__).with_name("outlines.json")
Geometry = dict[str, Any]  # of GeoJSON, in WGS 84 degrees


class Outlines:
    """What is known of outlines, by reference; ``given`` is the operator's file, if it exists."""

    def __init__(self, given: Path) -> None:
        self._given = given

    def of(self, ref: str) -> Geometry | None:
        """The outline of the territory of ``ref``, the finest known; ``None`` where none is."""
        return self._finer(ref) or shipped().get(ref)

    def _finer(self, ref: str) -> Geometry | None:
        if not self._given.exists():
            return None
        # Read at each question: it holds 36,000 outlines, of which few are ever asked for.
        with closing(sqlite3.connect(f"file:{self._given}?mode=ro", uri=True)) as connection:
            query = "select shape from outline where ref = ?"
            found = connection.execute(query, (ref,)).fetchone()
        return orjson.loads(found[0]) if found else None


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Geometry]:
    """The outlines of départements and régions that come with the package, by reference."""
    found: dict[str, Geometry] = orjson.loads(SHIPPED.read_bytes())
    return found


def keep(path: Path, outlines: Iterable[tuple[str, Geometry]]) -> None:
    """Write ``outlines`` by reference to ``path``, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as connection:
        connection.execute("create table outline (ref text primary key, shape blob) without rowid")
        rows = ((ref, orjson.dumps(shape)) for ref, shape in outlines)
        connection.executemany("insert or replace into outline values (?, ?)", rows)
        connection.commit()
    unfinished.replace(path)

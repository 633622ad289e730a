"""The formats of the files, one module each, all written in one reading of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from carrefour.opendata.formats.geojson import GeoJson
from carrefour.opendata.formats.lines import JsonLines
from carrefour.opendata.formats.linked import JsonLd, Turtle
from carrefour.opendata.formats.parquet import Parquet, can_write_parquet
from carrefour.opendata.formats.table import Table
from carrefour.opendata.sheets import Told


class Format(Protocol):
    """A file being written: each sheet in turn, then its end."""

    def write(self, told: Told) -> None:
        """Add one sheet."""

    def close(self) -> None:
        """Write what ends the file, and close it."""


def formats() -> dict[str, Callable[[Path], Format]]:
    """How each file is written, by its name; Parquet only where its library is installed."""
    written: dict[str, Callable[[Path], Format]] = {
        "projects.csv": Table,
        "projects.jsonl.gz": JsonLines,
        "projects.geojson.gz": GeoJson,
        "projects.jsonld.gz": JsonLd,
        "projects.ttl.gz": Turtle,
    }
    if can_write_parquet():
        written["projects.parquet"] = Parquet
    return written

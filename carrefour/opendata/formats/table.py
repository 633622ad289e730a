"""CSV (RFC 4180) as programs read it: UTF-8, commas, a list's items parted by a bar."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from carrefour.opendata.fields import FIELDS, JOINED
from carrefour.opendata.sheets import Told
from carrefour.web.spreadsheet import harmless


class Table:
    """One line a sheet; no cell can act in a spreadsheet that opens the file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([field.name for field in FIELDS])

    def write(self, told: Told) -> None:
        """Add one sheet."""
        self._writer.writerow([_cell(told.row[field.name]) for field in FIELDS])

    def close(self) -> None:
        """End the file."""
        self._file.close()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return harmless(JOINED.join(item.replace(JOINED, "/") for item in value))
    return harmless(value) if isinstance(value, str) else value

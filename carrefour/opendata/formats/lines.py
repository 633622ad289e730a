"""JSON Lines: each sheet whole, with its places, images and origins."""

from __future__ import annotations

from pathlib import Path

import orjson

from carrefour.opendata.formats.packed import Packed
from carrefour.opendata.sheets import Told


class JsonLines:
    """One object a line."""

    def __init__(self, path: Path) -> None:
        self._file = Packed(path)

    def write(self, told: Told) -> None:
        """Add one sheet."""
        self._file.write(orjson.dumps(told.whole()) + b"\n")

    def close(self) -> None:
        """End the file."""
        self._file.close()

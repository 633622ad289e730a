"""Gzip files that are the same whenever the same is written."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import IO, cast

LEVEL = 6


class Packed:
    """A gzip file without name and time in it, so that its hash tells whether content changed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._packed = gzip.GzipFile("", "wb", LEVEL, cast("IO[bytes]", self._file), mtime=0)

    def write(self, content: bytes) -> None:
        """Add ``content``."""
        self._packed.write(content)

    def close(self) -> None:
        """End the file."""
        self._packed.close()
        self._file.close()

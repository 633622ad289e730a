"""Files of this room: JSON, packed, and written all or nothing."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import orjson


def read_packed(path: Path) -> Any:
    """What `write_packed` wrote. Raises ``OSError``, ``EOFError`` or ``ValueError``."""
    return orjson.loads(gzip.decompress(path.read_bytes()))


def write_packed(path: Path, data: Any) -> None:
    """Write ``data`` to ``path``, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(gzip.compress(orjson.dumps(data), 6))
    unfinished.replace(path)

"""Spilling: numbers set down in files by bucket, so that memory holds one bucket at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Spill:
    """Rows of one type in a folder, a file for each bucket that has any."""

    def __init__(self, folder: Path, dtype: DTypeLike) -> None:
        self._folder = folder
        self._dtype = np.dtype(dtype)
        folder.mkdir()

    def add(self, rows: NDArray[Any], buckets: NDArray[np.int64]) -> None:
        """Set down each of ``rows`` in its bucket, behind what that holds."""
        order = np.argsort(buckets, kind="stable")
        rows, buckets = rows[order], buckets[order]
        edges = np.flatnonzero(np.concatenate(([True], buckets[1:] != buckets[:-1])))
        ends = [*edges[1:].tolist(), len(rows)]
        for start, end in zip(edges.tolist() if len(rows) else [], ends, strict=False):
            with (self._folder / str(buckets[start])).open("ab") as file:
                rows[start:end].tofile(file)

    def take(self, bucket: int) -> NDArray[Any]:
        """What ``bucket`` holds, in the order it came; it is empty from then on."""
        path = self._folder / str(bucket)
        if not path.exists():
            return np.empty(0, self._dtype)
        rows = np.fromfile(path, self._dtype)
        path.unlink()
        return rows

"""Blocking: which records are worth comparing, out of all that could be.

Keys and pairs pass through files, parted so that what is in memory at once does not grow with the
catalogue: the keys by their value, so that records that share one meet; the pairs by their first
record, so that a pair found by several keys is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from carrefour.structure.twins.spilling import Spill

MOST = 30  # records that may share a key; one that more have says too little
AT_ONCE = 50_000  # records whose pairs are made at once
SHARE = 25_000  # records, of some twenty keys each, whose keys are sorted at once

Ints = NDArray[np.int64]
Keys = tuple[NDArray[np.uint64], NDArray[np.int32]]  # some keys, and whose each of them is
_KEY = np.dtype([("key", "<u8"), ("owner", "<i4")])
_BITS = 64


def candidates(
    told: Iterable[Keys],
    records: int,
    fresh: NDArray[np.bool_] | None = None,
    most: int = MOST,
    at_once: int = AT_ONCE,
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs (first < second) of records that share a key, each once, in batches.

    ``told`` are the keys of ``records`` records, which are numbered from 0; a record has no key
    twice. With ``fresh``, one of the two at least is among them. A batch names at most ``at_once``
    records as first of a pair, and as many as second: memory follows that, not ``records``.
    """
    with TemporaryDirectory(prefix="carrefour-twins-") as folder:
        keys = Spill(Path(folder) / "keys", _KEY)
        parts = _parted(keys, told, records)
        pairs = Spill(Path(folder) / "pairs", np.int64)
        for part in range(parts):
            for some in _pairs(keys.take(part), records, fresh, most):
                pairs.add(some, some // records // at_once)
        for bucket in range(-(-records // at_once)):
            found = np.unique(pairs.take(bucket))
            first, second = np.divmod(found, records)
            place = second // at_once
            for there in np.unique(place):
                yield first[place == there], second[place == there]


def _parted(keys: Spill, told: Iterable[Keys], records: int) -> int:
    """Set keys down by their first bits; returns in how many parts."""
    bits = max(0, (records // SHARE).bit_length())
    for values, owners in told:
        rows = np.empty(len(values), _KEY)
        rows["key"], rows["owner"] = values, owners
        # Keys are hashes: their first bits part them evenly.
        part = values >> np.uint64(_BITS - bits) if bits else np.zeros(len(values))
        keys.add(rows, part.astype(np.int64))
    return 1 << bits


def _pairs(
    rows: NDArray[np.void], records: int, fresh: NDArray[np.bool_] | None, most: int
) -> Iterator[Ints]:
    """The pairs that share one of the keys ``rows``, as first * records + second."""
    if not len(rows):
        return
    rows = rows[np.lexsort((rows["owner"], rows["key"]))]
    owners = rows["owner"].astype(np.int64)
    edge = np.flatnonzero(np.concatenate(([True], rows["key"][1:] != rows["key"][:-1])))
    sizes = np.diff(np.concatenate((edge, [len(rows)])))
    kept = (sizes > 1) & (sizes <= most)
    if fresh is not None:
        kept &= np.logical_or.reduceat(fresh[owners], edge)
    edge, sizes = edge[kept], sizes[kept]
    # Position of each kept row, and how many of its block come after it.
    at = np.repeat(edge, sizes) + _counted(sizes)
    left = np.repeat(sizes, sizes) - _counted(sizes) - 1
    step = 1
    while len(at):
        at, left = at[left >= step], left[left >= step]
        first, second = owners[at], owners[at + step]
        if fresh is not None:
            wanted = fresh[first] | fresh[second]
            first, second = first[wanted], second[wanted]
        yield first * records + second
        step += 1


def _counted(sizes: NDArray[np.int64]) -> Ints:
    """0, 1, 2 … within each of ``sizes``."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)

"""Blocking: which records are worth comparing, out of all that could be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

MOST = 30  # records that may share a key; one that more have says too little
AT_ONCE = 50_000  # records whose pairs are made at once

Ints = NDArray[np.int64]


def candidates(
    keys: NDArray[np.uint64],
    owners: NDArray[np.int32],
    fresh: NDArray[np.bool_] | None = None,
    most: int = MOST,
    at_once: int = AT_ONCE,
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs (first < second) of owners that share a key, each once, in batches.

    ``keys[i]`` is a key of ``owners[i]``; owners are numbered from 0. With ``fresh``, one of the
    two at least is among them. A batch holds the pairs of ``at_once`` owners: memory follows it.
    """
    if not len(keys):
        return
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    del order
    edge = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    sizes = np.diff(np.concatenate((edge, [len(keys)])))
    kept = (sizes > 1) & (sizes <= most)
    if fresh is not None:
        kept &= np.logical_or.reduceat(fresh[owners], edge)
    edge, sizes = edge[kept], sizes[kept]
    # Position of each kept row, and how many of its block come after it.
    rows = np.repeat(edge, sizes) + _counted(sizes)
    after = np.repeat(sizes, sizes) - _counted(sizes) - 1
    firsts = owners[rows]
    total = int(owners.max()) + 1
    for start in range(0, total, at_once):
        here = (firsts >= start) & (firsts < start + at_once) & (after > 0)
        at, left = rows[here], after[here]
        found = []
        step = 1
        while len(at):
            first, second = owners[at].astype(np.int64), owners[at + step].astype(np.int64)
            if fresh is not None:
                wanted = fresh[first] | fresh[second]
                first, second = first[wanted], second[wanted]
            found.append(first * total + second)
            more = left > step
            at, left, step = at[more], left[more], step + 1
        if found:
            pairs = np.unique(np.concatenate(found))
            if len(pairs):
                yield pairs // total, pairs % total


def _counted(sizes: NDArray[np.int64]) -> Ints:
    """0, 1, 2 … within each of ``sizes``."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)

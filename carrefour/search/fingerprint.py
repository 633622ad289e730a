"""What an engine holds, as a number and a mark that two engines can be compared by."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

_BITS = 128


class Fingerprint(NamedTuple):
    """How many sheets there are, and the sum of the hashes of what is kept of each, in 128 bits.

    A sum does not depend on the order, so that no list of all has to be held or sorted.
    """

    sheets: int
    mark: str


def fingerprint(contents: Iterable[tuple[str, bytes]]) -> Fingerprint:
    """That of ``contents``, see `carrefour.search.engine.SearchEngine.contents`."""
    sheets = mark = 0
    for id_, kept in contents:
        sheets += 1
        told = blake2b(id_.encode() + b"\0" + kept, digest_size=_BITS // 8).digest()
        mark = (mark + int.from_bytes(told, "big")) % (1 << _BITS)
    return Fingerprint(sheets, f"{mark:0{_BITS // 4}x}")

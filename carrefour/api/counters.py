"""Counting calls by the minute: in a file that all processes of this machine map into memory.

A count takes microseconds, no query and no lock. Nothing is kept of who calls: a caller is two
slots of the file, chosen by a keyed hash, and the smaller count holds; two callers share both with
a chance of one in millions. Two processes that add at the very same moment may lose one call.
"""

from __future__ import annotations

import hmac
import mmap
import os
import struct
import threading
import time
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

SLOTS = 1 << 15
WINDOW = 60  # seconds
_SLOT = struct.Struct("<II")  # the window that is counted, and the calls in it


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands in this window: calls made with this one, and seconds to its end."""

    calls: int
    seconds: int


class Counters:
    """The counts kept in the file at ``path``, hashed with ``key``."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = blake2b(key).digest()
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            size = 2 * SLOTS * _SLOT.size
            if os.fstat(descriptor).st_size < size:
                os.truncate(descriptor, size)
            self._map = mmap.mmap(descriptor, size)
        finally:
            os.close(descriptor)

    def count(self, caller: str, now: float | None = None) -> Standing:
        """Count a call of ``caller``."""
        moment = int(time.time() if now is None else now)
        window = moment // WINDOW
        digest = hmac.digest(self._key, caller.encode(), "sha256")
        slots = (
            int.from_bytes(digest[:4], "big") % SLOTS,
            SLOTS + int.from_bytes(digest[4:8], "big") % SLOTS,
        )
        with self._lock:
            calls = min(self._add(slot * _SLOT.size, window) for slot in slots)
        return Standing(calls, WINDOW - moment % WINDOW)

    def _add(self, at: int, window: int) -> int:
        counted, calls = _SLOT.unpack_from(self._map, at)
        calls = min(calls + 1, 0xFFFFFFFF) if counted == window else 1
        _SLOT.pack_into(self._map, at, window, calls)
        return calls

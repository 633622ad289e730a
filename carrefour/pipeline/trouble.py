"""Faults of this machine that pass: a disk that is full, a database that others hold too long.

What is full, and the cure, is told in one line of English; `carrefour.pipeline.reasons` has its
French. Nothing written before is lost by them, and whatever was begun is done again.
"""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError

# No room on the disk, or no more for this user; a file that may grow no further.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# As SQLite says it, PostgreSQL, and Tantivy, which gives the system's number in a text.
_SAID_FULL = re.compile(
    r"disk is full|disk full|No space left|Disk quota exceeded|File too large"
    rf"|os error (?:{'|'.join(map(str, _FULL))})\b"
)
_BUSY = "locked"  # SQLite: "database is locked", "database table is locked"


def is_full(error: BaseException | None) -> bool:
    """Whether ``error``, or what it came of, is that there is no more room on a disk."""
    return any(
        (isinstance(one, OSError) and one.errno in _FULL) or bool(_SAID_FULL.search(str(one)))
        for one in _chain(error)
    )


def of_database(error: BaseException | None) -> bool:
    """Whether ``error`` is that the database does not do its work now, whatever is asked of it."""
    passing = (OperationalError, InterfaceError, sqlite3.OperationalError)
    return any(isinstance(one, passing) for one in _chain(error))


def told(error: BaseException) -> str:
    """What is wrong and the cure, in a line; empty when ``error`` is a fault of another kind."""
    if is_full(error):
        named = [one.filename for one in _chain(error) if isinstance(one, OSError) and one.filename]
        place = Path(str(named[0])).parent if named else settings.VAR_DIR
        return f"the disk of {place} is full. Make room there; nothing that was kept is lost"
    if of_database(error) and _BUSY in str(error):
        return "the database is held by another process. Try again when that has ended"
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__

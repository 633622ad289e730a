"""Faults that pass: a full disk, a database that others hold too long, a search that rests.

What is full, and the cure, is told in one line of English; `carrefour.pipeline.reasons` has its
French. Nothing written before is lost by them, and whatever was begun is done again.
"""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError

from carrefour.search.engine import SearchResting

# No room on the disk, or no more for this user; a file that may grow no further.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# As SQLite says it, PostgreSQL, and Tantivy, which gives the system's number in a text.
_SAID_FULL = re.compile(
    r"disk is full|disk full|No space left|Disk quota exceeded|File too large"
    rf"|os error (?:{'|'.join(map(str, _FULL))})\b"
)
# SQLite cannot lay its files beside the database: the disk fails, or is full to the last byte.
_SAID_BROKEN = "disk I/O error"
LEAST = 1 << 20  # bytes that it does with
# PostgreSQL, as psycopg tells it: it stopped, or does not take us yet.
_SAID_GONE = re.compile(
    r"server closed the connection|connection (?:failed|refused|timeout|reset)|connection is closed"
    r"|terminating connection|the database system is|SSL SYSCALL|connection (?:is|was) lost",
    re.IGNORECASE,
)
_BUSY = "locked"  # SQLite: "database is locked", "database table is locked"


def is_full(error: BaseException | None) -> bool:
    """Whether ``error``, or what it came of, is that there is no more room on a disk."""
    return any(
        (isinstance(one, OSError) and one.errno in _FULL)
        or bool(_SAID_FULL.search(str(one)))
        or (_SAID_BROKEN in str(one) and _left() < LEAST)
        for one in _chain(error)
    )


def of_database(error: BaseException | None) -> bool:
    """Whether ``error`` is that the database does not do its work now, whatever is asked of it."""
    passing = (OperationalError, InterfaceError, sqlite3.OperationalError)
    return any(isinstance(one, passing) for one in _chain(error))


def is_gone(error: BaseException | None) -> bool:
    """Whether ``error`` is that the database's server is not there, so that nothing is kept."""
    return of_database(error) and any(_SAID_GONE.search(str(one)) for one in _chain(error))


def told(error: BaseException) -> str:
    """What is wrong and the cure, in a line; empty when ``error`` is a fault of another kind."""
    if is_full(error):
        named = [one.filename for one in _chain(error) if isinstance(one, OSError) and one.filename]
        place = Path(str(named[0])).parent if named else settings.VAR_DIR
        return f"the disk of {place} is full. Make room there; nothing that was kept is lost"
    if of_database(error) and _BUSY in str(error):
        return "the database is held by another process. Try again when that has ended"
    if is_gone(error):
        return "the database does not answer. Try again when it does"
    if isinstance(error, SearchResting):
        return str(error)
    return ""


def _left() -> int:
    """Bytes left where the database lies."""
    return shutil.disk_usage(settings.VAR_DIR).free


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__

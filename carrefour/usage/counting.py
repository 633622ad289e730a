"""Counting: in memory first, so that a page waits for nothing, then added to the database.

Each process writes what it counted every few seconds, in a thread of its own; one that is killed
loses what it counted since.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from carrefour.usage.unfound import look_for
from carrefour.usage.visitors import counts

log = logging.getLogger(__name__)
MOST_KEYS = 5000  # that wait in a process: no flood of addresses may fill its memory
MOST_WORDS = 200
LONGEST_KEY = 120


class What(StrEnum):
    """What is counted, and of what: the key."""

    SEARCH = "search"  # a search, by the view that shows it
    EMPTY = "empty"  # one that found nothing as it was asked
    SHOWN = "shown"  # a search in which sheets of a source came up, by source
    READ = "read"  # the page of a sheet, by sheet
    LEFT = "left"  # a visitor who goes on to the source's own page, by sheet
    TAKEN = "taken"  # a file, by its kind
    CALL = "call"  # a call of the API, by operation
    EMBED = "embed"  # a search or a sheet shown on another site, by host


class Waiting:
    """What a process counted and has not written yet."""

    def __init__(self) -> None:
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._counted: Counter[tuple[date, str, str]] = Counter()
        self._words: set[str] = set()
        self._timer: threading.Timer | None = None

    def add(self, what: What, keys: tuple[str, ...], words: str = "") -> None:
        """Count ``what`` once of each of ``keys``."""
        today = timezone.localdate()
        with self._lock:
            for key in keys:
                one = (today, what.value, key[:LONGEST_KEY])
                if one in self._counted or len(self._counted) < MOST_KEYS:
                    self._counted[one] += 1
            if words and len(self._words) < MOST_WORDS:
                self._words.add(words)
            if self._timer is None:
                self._timer = threading.Timer(settings.USAGE_EVERY, self._write_aside)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        """Add what waits to the database; it waits on when that does not answer."""
        with self._lock:
            counted, self._counted = self._counted, Counter()
            words, self._words = self._words, set()
            self._timer = None
        try:
            with transaction.atomic():
                add_all(counted)
                look_for(words)
        except DatabaseError as error:
            log.warning("what was counted cannot be written, it is tried again: %s", error)
            with self._lock:
                self._counted.update(counted)
                self._words |= words

    def _write_aside(self) -> None:
        try:
            self.write()
        finally:
            connection.close()  # the thread ends here, and its connection with it


WAITING = Waiting()


def count(request: HttpRequest, what: What, *keys: str, words: str = "") -> None:
    """Count ``what`` that ``request`` does, once for each of ``keys``, unless it is not counted.

    ``words`` are those of a search that found nothing.
    """
    if counts(request, programs=what is What.CALL):
        WAITING.add(what, keys or ("",), words)


def write_now() -> None:
    """Write at once what this process counted."""
    WAITING.write()


def add_all(counted: Counter[tuple[date, str, str]]) -> None:
    """Add to the tallies, whatever other processes add at the same time."""
    rows = [(day, what, key, n) for (day, what, key), n in sorted(counted.items())]
    if rows:
        with connection.cursor() as cursor:
            # Adding in the database itself: Django's upserts can only set.
            cursor.executemany(
                "INSERT INTO usage_tally (day, what, key, n) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (what, key, day) DO UPDATE SET n = usage_tally.n + excluded.n",
                rows,
            )

"""Bringing the database to the present version while others use it.

On PostgreSQL a change of a table waits for every transaction that has read it, and whoever comes
after waits behind the change. So it waits a short while, gives way, and comes again.
"""

from __future__ import annotations

import time

from django.core.management import call_command
from django.db import OperationalError, connection

from carrefour.operation import databases
from carrefour.operation.errors import NotDone

_WAIT = "2s"  # for a lock, with everyone behind
_TRIES, _PAUSE = 30, 2.0  # a backup reads every table for as long as it takes; seconds between
_LOCK_NOT_AVAILABLE = "55P03"  # https://www.postgresql.org/docs/current/errcodes-appendix.html


def upgrade() -> None:
    """Apply the migrations that are not; those that were stay when a later one fails.

    Raises `NotDone` when the tables are held all the time.
    """
    if databases.kind() != databases.POSTGRESQL:
        call_command("migrate", verbosity=0)
        return
    for _ in range(_TRIES):
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{_WAIT}'")
            call_command("migrate", verbosity=0)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            time.sleep(_PAUSE)
        else:
            return
        finally:
            connection.close()  # and with it what was set
    raise NotDone(
        "the tables are in use all the time: run 'carrefour setup' again at a quiet hour."
    )

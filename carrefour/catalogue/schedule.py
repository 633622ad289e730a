"""When a source is harvested: a plain interval, or the five fields of cron."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from cronsim import CronSim, CronSimError

_INTERVAL = re.compile(r"^every (?:(\d{1,3}) )?(hour|day|week)s?$")
_UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
LEAST = timedelta(hours=1)


def require_schedule(text: str) -> str:
    """``text`` when it is a schedule; else raises ``ValueError`` with the forms there are."""
    next_after(text, datetime(2026, 1, 1))  # noqa: DTZ001 - any moment serves
    return text


def next_after(text: str, moment: datetime) -> datetime:
    """The first time that the schedule ``text`` names after ``moment``, in the same time zone.

    Raises ``ValueError`` when ``text`` is no schedule, names no time that ever comes, or asks
    more often than once an hour: partners are small servers.
    """
    if interval := _INTERVAL.match(text):
        count, unit = interval.groups()
        step = int(count or 1) * _UNITS[unit]
        if not step:
            raise ValueError(f"'{text}': the interval must be one at least")
        return moment + step
    try:
        times = CronSim(text, moment)
        first, second = next(times), next(times)
    except (CronSimError, StopIteration) as error:
        raise ValueError(
            f"'{text}' is no schedule: write 'every 6 hours', 'every 2 days', 'every week', "
            "or five cron fields such as '30 4 * * 1' (Mondays at 4:30)"
        ) from error
    if second - first < LEAST:
        raise ValueError(f"'{text}' asks more often than once an hour; write 'every hour'")
    return first

"""Sessions in our own table, which knows whose each is; its module is Django's ``SESSION_ENGINE``.

What a person needs to recognise one among theirs is kept in it: its browser in a few words, when it
began and when it was last seen. Its network address is not.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError, transaction
from django.http import HttpRequest
from django.utils import timezone

from carrefour.community.account.browsers import Browser, browser_of
from carrefour.community.models import Session, User

log = logging.getLogger(__name__)
TOUCHED = timedelta(hours=1)  # how exact "last seen" is
_BROWSER, _SYSTEM, _BEGAN, _SEEN = "browser", "system", "began", "seen"


class SessionStore(DatabaseStore):
    """Django's store in the database, over a table with a key to the person."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of a session, with whose it is."""
        made = cast("Session", super().create_model_instance(data))
        made.user_id = data.get(SESSION_KEY)
        return made


@dataclass(frozen=True, slots=True)
class Seat:
    """A session as its person sees it; ``name`` tells it from others and does not open it."""

    name: str
    browser: Browser
    began: datetime | None
    seen: datetime | None
    ours: bool


def begin(request: HttpRequest) -> None:
    """Note in a session that just became someone's what they will recognise it by."""
    browser = browser_of(request.headers.get("User-Agent", ""))
    now = timezone.now().timestamp()
    request.session.update(
        {_BROWSER: browser.name, _SYSTEM: browser.system, _BEGAN: now, _SEEN: now}
    )


def touch(request: HttpRequest, user: User) -> None:
    """Note that ``user`` came: within the hour in the session, which lasts on, and on what day."""
    now, today = timezone.now(), timezone.localdate()
    # A clock that was ahead must not let a session end under the eyes of its person.
    away = abs(now.timestamp() - request.session.get(_SEEN, 0.0)) >= TOUCHED.total_seconds()
    if not away and user.seen_on == today:
        return
    try:
        with transaction.atomic():
            if user.seen_on != today:
                User.objects.filter(pk=user.pk).update(seen_on=today, warned_at=None)
            if away:
                request.session[_SEEN] = now.timestamp()
    except OperationalError as error:  # they can still read
        log.warning("that somebody came cannot be noted: %s", error)


def seats_of(user: User, key: str | None) -> list[Seat]:
    """The sessions of ``user`` that hold still, the last seen first; ``key`` is of this one."""
    rows = user.sessions.filter(expire_date__gt=timezone.now())
    seats = [_seat(row, row.session_key == key) for row in rows]
    return sorted(seats, key=lambda seat: (not seat.ours, -(_stamp(seat.seen))))


def end(user: User, name: str) -> bool:
    """End the session of ``user`` with that ``name``; False if it had ended."""
    for row in user.sessions.all():
        if _name(row.session_key) == name:
            row.delete()
            return True
    return False


def end_others(user: User, key: str | None) -> int:
    """End all sessions of ``user`` but the one of that ``key``; returns how many."""
    return user.sessions.exclude(session_key=key).delete()[0]


def _seat(row: Session, ours: bool) -> Seat:
    data = row.get_decoded()
    browser = Browser(data.get(_BROWSER, ""), data.get(_SYSTEM, ""))
    return Seat(
        _name(row.session_key), browser, _moment(data.get(_BEGAN)), _moment(data.get(_SEEN)), ours
    )


def _name(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:24]


def _moment(stamp: float | None) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if stamp else None


def _stamp(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0

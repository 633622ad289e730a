"""Sending the mail that waits; what cannot go out now is tried again later.

A mail is deleted once the server has taken it. Whoever is killed in between sends it a second time,
under the same Message-ID; none is lost.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Manager, Q
from django.utils import timezone

from carrefour.community.bouncing import is_bouncing, note_bounce, tagged
from carrefour.community.models import Outgoing
from carrefour.pipeline.moments import TOLERANCE

log = logging.getLogger(__name__)
M = TypeVar("M", bound=Outgoing)
AT_ONCE = 50
TURN = 10.0  # seconds after which what still waits is left for the next turn of the worker
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=3)  # between two tries of a mail
# Header of a list that mail programs offer to leave with one click (RFC 2369, RFC 8058).
LIST = "List-Unsubscribe"
_ONE_CLICK = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def leaving(address: str) -> dict[str, str]:
    """The headers by which a mail program leaves at ``address``."""
    return {LIST: f"<{address}>", **_ONE_CLICK}


def send_waiting(waiting: Manager[M]) -> int:
    """Send what waits; returns how many went out. A mail server that fails is only logged."""
    if not settings.EMAIL_HOST:
        return 0
    now = timezone.now()
    # One that waits for longer than ever was set to by a clock that was ahead.
    in_time = Q(next_try__lte=now) | Q(next_try__gt=now + LONGEST_PAUSE + TOLERANCE)
    due = waiting.filter(in_time).order_by("pk")[:AT_ONCE]
    taken = (mail for mail in due if _take(waiting, mail))
    connection = get_connection()
    try:
        return _send(taken, connection)
    finally:
        connection.close()


def _send(taken: Iterable[Outgoing], connection: BaseEmailBackend) -> int:
    sent, ends = 0, time.monotonic() + TURN
    for mail in taken:
        if LIST in mail.headers and is_bouncing(mail.to):
            mail.delete()
            continue
        try:
            connection.open()  # once for all of them
            _message(mail, connection).send()
        except (SMTPException, OSError, ValueError) as error:
            _postpone(mail, error)
            if not isinstance(error, SMTPRecipientsRefused | ValueError):
                break  # the server itself fails: the others would too
        else:
            mail.delete()
            sent += 1
        if time.monotonic() > ends:
            break
    return sent


def _take(waiting: Manager[M], mail: M) -> bool:
    """Whether it is us who try ``mail`` now: others see that it is tried."""
    pause = min(PAUSE * (1 << min(mail.tries, 10)), LONGEST_PAUSE)
    this = waiting.filter(pk=mail.pk, next_try=mail.next_try)
    return bool(this.update(next_try=timezone.now() + pause, tries=F("tries") + 1))


def _message(mail: Outgoing, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    name = tagged(f"{mail._meta.label_lower}.{mail.pk}.{int(mail.made_at.timestamp())}", mail.to)
    host = urlsplit(settings.SITE_URL).hostname
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        from_email=settings.BOUNCES_TO or None,  # the envelope's, where notifications come back to
        to=[mail.to],
        connection=connection,
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{name}@{host}>",
            "Auto-Submitted": "auto-generated",
            **mail.headers,
        },
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _postpone(mail: Outgoing, error: Exception) -> None:
    """Leave ``mail`` for later, unless it will never be taken."""
    if _never(error) or timezone.now() - mail.made_at > mail.LASTS:
        log.error("a mail is given up (%s): %s", mail._meta.label, _said(error))
        if isinstance(error, SMTPRecipientsRefused) and _never(error):
            note_bounce(mail.to, _said_code(error))
        mail.delete()
    else:
        log.warning("mail cannot go out, it is tried again later: %s", _said(error))


def _said(error: Exception) -> str:
    """What the server said, without the address of whom the mail was for."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        return f"the address is refused ({', '.join(codes)})"
    return str(error)


def _said_code(error: SMTPRecipientsRefused) -> str:
    """The enhanced status (RFC 3463) if the server gives one, else its three figures."""
    code, text = next(iter(error.recipients.values()))
    enhanced = re.match(rb"5\.\d{1,3}\.\d{1,3}\b", text)
    return enhanced.group(0).decode() if enhanced else str(code)


def _never(error: Exception) -> bool:
    """Whether the server says that it will never deliver to that address."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code in (552, 554)

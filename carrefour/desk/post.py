"""Sending the mail that waits; what cannot go out now is tried again later."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from carrefour.desk.models import Mail

log = logging.getLogger(__name__)
AT_ONCE = 50
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=3)  # between two tries of a mail
GIVE_UP = timedelta(days=3)


def send_waiting() -> int:
    """Send what waits; returns how many went out. A mail server that fails is only logged."""
    if not settings.EMAIL_HOST:
        return 0
    due = Mail.objects.filter(next_try__lte=timezone.now()).order_by("pk")
    connection = None
    sent = 0
    for mail in due.select_related("watcher")[:AT_ONCE]:
        if not _take(mail):
            continue
        try:
            if connection is None:
                connection = get_connection()
                connection.open()
            _message(mail, connection).send()
        except (SMTPException, OSError) as error:
            _postpone(mail, error)
            if not isinstance(error, SMTPRecipientsRefused):
                break  # the server itself fails: the others would too
        else:
            mail.delete()
            sent += 1
    if connection is not None:
        connection.close()
    return sent


def _take(mail: Mail) -> bool:
    """Whether it is us who try ``mail`` now: others see that it is tried."""
    pause = min(PAUSE * (1 << min(mail.tries, 10)), LONGEST_PAUSE)
    this = Mail.objects.filter(pk=mail.pk, next_try=mail.next_try)
    return bool(this.update(next_try=timezone.now() + pause, tries=F("tries") + 1))


def _message(mail: Mail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.watcher.email],
        connection=connection,
        headers={
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{mail.leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _postpone(mail: Mail, error: Exception) -> None:
    """Leave ``mail`` for later, unless it will never be taken."""
    if _never(error) or timezone.now() - mail.made_at > GIVE_UP:
        log.error("mail to a watcher of %s is given up: %s", mail.watcher.source_id, error)
        mail.delete()
    else:
        log.warning("mail cannot go out, it is tried again later: %s", error)


def _never(error: Exception) -> bool:
    """Whether the server says that it will never deliver to that address."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code in (552, 554)

"""A mail that tells operators what waits: on Mondays, and on other days when something is new."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.community.letters import Kind, address, write_to
from carrefour.community.models import User
from carrefour.community.slots import Entry, listed
from carrefour.desk.models import Summary
from carrefour.desk.waiting import SLOT
from carrefour.desk.wording import age

WAITS = Kind("desk.waits", _("ce qui attend au pilotage"))
HOUR, MONDAY = 7, 0  # from when in the morning, by the clock of the site


def summarise(now: datetime | None = None) -> int:
    """Write to every operator what waits, once a day at the most; returns how many mails."""
    moment = localtime(now or timezone.now())
    if not settings.EMAIL_HOST or moment.hour < HOUR:
        return 0
    operators = list(User.objects.filter(is_operator=True, is_active=True))
    if not operators or not _first_to_come(moment):
        return 0
    waits = waiting_for(operators[0])
    new = any(one.since and one.since > moment - timedelta(days=1) for one in waits)
    if not waits or not (moment.weekday() == MONDAY or new):
        return 0
    mails = [_write(operator) for operator in operators]
    return sum(mail is not None for mail in mails)


def waiting_for(user: User) -> list[Entry]:
    """What waits for ``user``, outside of any page."""
    request = HttpRequest()
    request.user = user
    return [one for one in listed(SLOT, request) if one.count]


def _first_to_come(moment: datetime) -> bool:
    """Whether no other worker looked today; what was looked at before is forgotten."""
    Summary.objects.filter(day__lt=moment.date()).delete()
    try:
        with transaction.atomic():
            Summary.objects.create(day=moment.date())
    except IntegrityError:
        return False
    return True


def _write(operator: User) -> object:
    with override(operator.language):
        lines = [_line(one) for one in waiting_for(operator)]
        context: dict[str, object] = {
            "lines": [gettext("Voici ce qui attend une décision :"), "\n".join(lines)],
            "page": address("desk:home"),
            "page_words": gettext("Aller au pilotage"),
        }
    return write_to(operator, "community/mail/account", _("Ce qui attend"), context, kind=WAITS)


def _line(one: Entry) -> str:
    told = f"– {one.count} {one.label}"
    if one.since:
        oldest = ngettext("depuis %(age)s", "le plus ancien depuis %(age)s", one.count)
        told += f" ({oldest % {'age': age(one.since)}})"
    return told

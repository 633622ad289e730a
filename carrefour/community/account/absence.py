"""Accounts that nobody comes to any more: warned by mail, then erased. Operators' never are."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from carrefour.community.account.erasing import PURGED, erase
from carrefour.community.letters import address, write_to
from carrefour.community.models import User

KEPT = timedelta(days=2 * 365)  # from the last visit to the warning, as the CNIL suggests
NOTICE = timedelta(days=30)  # from the warning to the end
TURN = 200  # accounts at a time


def look_after_absent(now: datetime | None = None) -> tuple[int, int]:
    """Warn those who have not come for long, erase those who did not heed it; returns how many.

    Without a mail server nobody is warned, and so nobody is erased.
    """
    moment = now or timezone.now()
    if not settings.EMAIL_HOST:
        return 0, 0
    absent = _absent(moment)
    gone = list(absent.filter(warned_at__lte=moment - NOTICE)[:TURN])
    for user in gone:
        erase(user, PURGED)
    warned = list(absent.filter(warned_at=None)[:TURN])
    for user in warned:
        _warn(user, moment)
    return len(warned), len(gone)


def _absent(now: datetime) -> QuerySet[User]:
    """Those who were last seen too long ago, the longest first."""
    # One who comes back is no longer warned; see `carrefour.community.account.sessions.touch`.
    last = Coalesce(F("seen_on"), TruncDate("last_login"), TruncDate("joined_at"))
    people = User.objects.filter(is_operator=False).annotate(last=last)
    return people.filter(Q(last__lt=(now - KEPT).date())).order_by("last", "pk")


def _warn(user: User, now: datetime) -> None:
    with override(user.language):
        day = date_format(timezone.localtime(now + NOTICE), "DATE_FORMAT")
        lines = [
            gettext("Votre compte Carrefour n’a pas servi depuis deux ans."),
            gettext("Pour le garder, connectez-vous. Sinon il sera effacé le %(day)s.")
            % {"day": day},
            gettext(
                "Ce qui n’est qu’à vous disparaît. Ce que vous avez publié reste, sans votre nom."
            ),
        ]
        context: dict[str, object] = {
            "lines": lines,
            "page": address("community:sign-in"),
            "page_words": gettext("Garder mon compte"),
        }
        write_to(user, "community/mail/account", gettext("Votre compte va être effacé"), context)
    User.objects.filter(pk=user.pk).update(warned_at=now)

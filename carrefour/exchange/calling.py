"""Telling those who moderate, once a day at the most, that something waits for them."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.community.letters import Kind, address, write_to
from carrefour.community.limits import Limit, count
from carrefour.community.models import User
from carrefour.exchange.reviewing import waiting

WAITING = Kind("exchange.review", _("ce qui attend votre regard dans les échanges"))
ONCE = Limit("exchange.review", 1, timedelta(hours=20))


def call_reviewers() -> int:
    """Write to operators and moderators for whom anything waits; returns to how many."""
    if not settings.EMAIL_HOST:
        return 0
    moderating = Q(is_operator=True) | Q(mandates__isnull=False)
    written = 0
    for user in User.objects.filter(moderating, is_active=True).distinct():
        n = waiting(user).count
        if n and not count([ONCE.of(str(user.pk))]):
            written += bool(_write(user, n))
    return written


def _write(user: User, n: int) -> object:
    with override(user.language):
        told = ngettext(
            "%(n)s chose attend votre regard : un abus signalé, un texte retenu ou une demande.",
            "%(n)s choses attendent votre regard : abus signalés, textes retenus ou demandes.",
            n,
        )
        context: dict[str, object] = {
            "lines": [told % {"n": n}],
            "page": address("exchange:review"),
            "page_words": gettext("Échanges à relire"),
        }
    subject = _("Des échanges à relire")
    return write_to(user, "community/mail/account", subject, context, kind=WAITING)

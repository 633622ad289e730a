"""How people are shown to one another, and what is asked of those who are new or were told off."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from carrefour.community.contacting import holds_link
from carrefour.community.models import User
from carrefour.community.newcomers import is_new
from carrefour.community.visiting import seen
from carrefour.exchange.models import Complaint

TOLD_OFF = timedelta(days=90)  # after a complaint that was upheld, for which everything is


def name_of(user: User | None) -> str:
    """The name that others see: never an address, even of someone who gave no name."""
    if user is None:
        return gettext("un compte supprimé")
    return user.name or gettext("une personne sans nom")


def clean(text: str, longest: int, *, lines: bool = True) -> str:
    """What someone typed without characters that no one sees, cut at ``longest``."""
    kept = seen(text)
    return (kept if lines else " ".join(kept.split()))[:longest]


def must_wait(user: User, text: str) -> bool:
    """Whether ``text`` is read by someone before others see it.

    So it is with the links of those who are new, and with all that is written by those of whom a
    complaint waits for a decision or was upheld lately.
    """
    if is_new(user) and holds_link(text):
        return True
    lately = Q(upheld=True, decided_at__gt=timezone.now() - TOLD_OFF)
    return Complaint.objects.filter(Q(upheld=None) | lately, of=user).exists()

"""Letting go what was held, or not; each is noted."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb, note
from carrefour.community.models import User
from carrefour.exchange.conversing import release
from carrefour.exchange.models import Letter
from carrefour.exchange.people import name_of

LET_GO = Verb("exchange.letter-released", _("a laissé partir un message retenu"))
DROPPED = Verb("exchange.letter-dropped", _("a effacé un message retenu"))


def let_go(letter: Letter, by: User) -> None:
    """Let others read ``letter``, of which they are told."""
    with transaction.atomic():
        if release(letter):
            note(by, LET_GO, f"letter:{letter.pk}", name_of(letter.by))


def drop_letter(letter: Letter, by: User) -> None:
    """Delete ``letter``, which nobody but its author saw; a conversation of none is no more."""
    with transaction.atomic():
        note(by, DROPPED, f"letter:{letter.pk}", name_of(letter.by))
        thread = letter.thread
        letter.delete()
        if not thread.letters.exists():
            thread.delete()

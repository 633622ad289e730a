"""Erasing an account, when its person asks for it or has not come for long.

What is theirs in private goes with it. What they gave to the public stays, without their name: the
tables say which is which (``on_delete``).
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb, note
from carrefour.community.letters import letter
from carrefour.community.models import Act, Mail, User
from carrefour.community.portable import ADDRESSED

ERASED = Verb("account.erased", _("a effacé son compte"))
PURGED = Verb("account.purged", _("a été effacé, faute de nouvelles"))


class LastOperator(Exception):
    """Nobody would be left to run the site."""


def erase(user: User, verb: Verb = ERASED) -> None:
    """Erase the account of ``user`` and all that its address did here without it.

    The log keeps that they did what they did, not who they were. Raises `LastOperator`.
    """
    with transaction.atomic():
        operators = User.objects.filter(is_operator=True, is_active=True)
        if user.is_operator and not operators.exclude(pk=user.pk).exists():
            raise LastOperator
        Act.objects.filter(by=user).update(who="")
        Act.objects.filter(target=f"person:{user.pk}").update(label="")
        for forget in ADDRESSED.values():
            forget(user.email)
        Mail.objects.filter(to=user.email).delete()
        note(None, verb, f"person:{user.pk}")
        _tell(user)
        user.delete()


def _tell(user: User) -> None:
    with override(user.language):
        lines = [gettext("Votre compte Carrefour est effacé. Ce message est le dernier.")]
        context: dict[str, object] = {"lines": lines, "user": user, "gone": True}
        subject = gettext("Votre compte est effacé")
        letter("community/mail/account", user.email, subject, context).save()

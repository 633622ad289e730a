"""Receiving the newsletter: asked for with an address, confirmed by mail, left with one click.

Nobody learns here whether an address receives it: whoever asks is answered alike, and the rest is
told by mail to the address alone. Nobody can have the addresses out of Carrefour.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext

from carrefour.community.letters import address, letter
from carrefour.community.limits import Limit, count
from carrefour.editorial.models import Subscriber

FORGOTTEN = timedelta(days=7)  # an address that does not confirm
OF_AN_EMAIL = Limit("newsletter.email", 3, timedelta(days=1))  # mails that a stranger can cause
OF_AN_ADDRESS = Limit("newsletter.address", 20, timedelta(hours=1))
_CONFIRM = TimestampSigner(salt="carrefour.newsletter.confirm")
_LEAVE = Signer(salt="carrefour.newsletter.leave")


def ask(email: str) -> None:
    """Note that ``email`` asks for the newsletter, and write the mail by which it confirms.

    One that receives it already is told so. Too many mails a day are not written, in silence.
    """
    if count([OF_AN_EMAIL.of(email)]):
        return
    language = get_language() or "fr"
    with transaction.atomic():
        subscriber, _ = Subscriber.objects.get_or_create(email=email)
        context: dict[str, object] = {"days": FORGOTTEN.days}
        if subscriber.confirmed_at:
            subject = gettext("Vous recevez déjà la lettre de Carrefour")
            context["leave"] = leave_address(subscriber)
        else:
            subscriber.language, subscriber.asked_at = language, timezone.now()
            subscriber.save()
            subject = gettext("Confirmez votre inscription à la lettre de Carrefour")
            token = _CONFIRM.sign(str(subscriber.pk))
            context["confirm"] = address("editorial:newsletter-confirm", token)
        letter("editorial/mail/asked", email, subject, context).save()


def to_confirm(token: str) -> Subscriber | None:
    """Whose mail asked to confirm; ``None`` for a false, late or forgotten one."""
    try:
        pk = _CONFIRM.unsign(token, max_age=FORGOTTEN)
    except BadSignature:
        return None
    return Subscriber.objects.filter(pk=pk).first()


def confirm(subscriber: Subscriber) -> None:
    """Send the issues to come to ``subscriber``."""
    asked = Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None)
    asked.update(confirmed_at=timezone.now())


def leave_address(subscriber: Subscriber) -> str:
    """The whole address by which ``subscriber`` leaves; it holds as long as they receive."""
    return address("editorial:newsletter-leave", _LEAVE.sign(str(subscriber.pk)))


def leaving(token: str) -> Subscriber | None:
    """Who leaves by that address; ``None`` for a false one, and for one who has left."""
    try:
        return Subscriber.objects.filter(pk=_LEAVE.unsign(token)).first()
    except BadSignature:
        return None


def forget_unconfirmed() -> None:
    """Delete the addresses that never confirmed."""
    late = timezone.now() - FORGOTTEN
    Subscriber.objects.filter(confirmed_at=None, asked_at__lt=late).delete()


def readers() -> dict[str, int]:
    """How many addresses receive the newsletter, by language."""
    confirmed = Subscriber.objects.exclude(confirmed_at=None)
    return {language: confirmed.filter(language=language).count() for language in ("fr", "en")}

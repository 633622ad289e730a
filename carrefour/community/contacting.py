"""Writing to those behind a sheet: their address is never shown, the sender's only if they let it.

A message goes to the people who hold the sheet, else to the contact that the source made public,
else to those who watch over the source, else to the operators. It goes once the sender has
confirmed by mail that the address is theirs; one with a link waits for an operator, and so does the
next of a sender whom a receiver reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from carrefour.catalogue.models import Record, Sheet
from carrefour.community.letters import address, letter
from carrefour.community.limits import Limit
from carrefour.community.models import Holding, Mail, Message, User
from carrefour.harvest.models import Watcher

FORGOTTEN = timedelta(days=7)  # a message that is not confirmed
KEPT = timedelta(days=30)  # any other, so that abuse can be told of
SHORTEST, LONGEST = 20, 5000  # characters of a text
MOST_RECEIVERS = 5
OF_AN_EMAIL = Limit("contact.email", 5, timedelta(days=1))
OF_AN_ADDRESS = Limit("contact.address", 10, timedelta(hours=1))
OF_A_SHEET = Limit("contact.sheet", 15, timedelta(days=1))
_CONFIRM = TimestampSigner(salt="carrefour.contact.confirm")
_ABUSE = Signer(salt="carrefour.contact.abuse")
_LINK = re.compile(
    r"https?:|www\.|<a\b|\[url|\b[\w-]+\.(?:com|net|org|fr|eu|io|ru|xyz|top)\b", re.I
)
_EMAIL = re.compile(r"\S+@\S+")


class Whom(StrEnum):
    """Who receives what is written to a sheet."""

    PERSON = "person"  # someone with an account who was found to be the holder
    HOLDER = "holder"  # the contact that the source made public
    SOURCE = "source"
    OPERATORS = "operators"


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who they are, and the address and the language of each."""

    whom: Whom
    to: list[tuple[str, str]]


def receivers(sheet: Sheet) -> Receivers:
    """Who receives what is written to ``sheet``; nobody where there are not even operators."""
    held = Holding.objects.filter(sheet=sheet.pk, user__is_active=True).order_by("pk")
    if persons := list(held.values_list("user__email", "user__language")):
        return Receivers(Whom.PERSON, persons[:MOST_RECEIVERS])
    contact = str((sheet.contact or {}).get("email", "")).strip()
    if _is_address(contact):
        return Receivers(Whom.HOLDER, [(contact, "en" if sheet.language == "en" else "fr")])
    sources = Record.objects.filter(sheet=sheet, gone_at=None).values("source")
    watching = Watcher.objects.filter(source__in=sources).order_by("pk")
    if found := list(watching.values_list("email", "language")):
        return Receivers(Whom.SOURCE, list(dict(found).items())[:MOST_RECEIVERS])
    operators = User.objects.filter(is_operator=True, is_active=True).order_by("pk")
    return Receivers(Whom.OPERATORS, list(operators.values_list("email", "language")))


def ask_to_send(message: Message) -> None:
    """Keep ``message`` and write to its sender the mail by which they confirm it.

    That mail says nothing that the sender wrote: it may go to someone who never did.
    """
    reported = Message.objects.filter(email=message.email).exclude(reported_at=None)
    message.held = holds_link(f"{message.name}\n{message.text}") or reported.exists()
    message.language = get_language() or "fr"
    subject = gettext("Confirmez votre message")
    with transaction.atomic():
        message.save()
        confirm = address("contact:confirm", _CONFIRM.sign(str(message.pk)))
        context = {"sheet": message.sheet, "confirm": confirm, "days": FORGOTTEN.days}
        letter("community/mail/message_asked", message.email, subject, context).save()


def holds_link(text: str) -> bool:
    """Whether ``text`` leads anywhere; e-mail addresses do not."""
    return bool(_LINK.search(_EMAIL.sub("", text)))


def message_to_confirm(token: str) -> Message | None:
    """The message that a mail asked to confirm; ``None`` for a false, late or forgotten one."""
    try:
        pk = _CONFIRM.unsign(token, max_age=FORGOTTEN)
    except BadSignature:
        return None
    return Message.objects.select_related("sheet").filter(pk=pk).first()


def confirm(message: Message) -> None:
    """Hand ``message`` on, or to the operators who let it go."""
    asked = Message.objects.filter(pk=message.pk, confirmed_at=None)
    if asked.update(confirmed_at=timezone.now()) and not message.held:
        hand_on(message)


def hand_on(message: Message) -> None:
    """Write to those behind the sheet, once, whoever asks for it."""
    with transaction.atomic():
        waiting = Message.objects.filter(pk=message.pk, sent_at=None).exclude(confirmed_at=None)
        if waiting.update(sent_at=timezone.now()):
            to = receivers(message.sheet).to
            Mail.objects.bulk_create(_mail(message, email, language) for email, language in to)


def _mail(message: Message, to: str, language: str) -> Mail:
    headers = {"Auto-Submitted": "no"}  # a person wrote it, and may be answered
    if message.answerable:
        headers["Reply-To"] = message.email
    sheet = message.sheet
    with override(language):
        context = {
            "message": message,
            "sheet": sheet,
            "page": address("web:sheet", sheet.slug, sheet.pk),
            "abuse": address("contact:abuse", _ABUSE.sign(str(message.pk))),
            "days": KEPT.days,
        }
        subject = gettext("Un message à propos de %(title)s") % {"title": sheet.title}
        return letter("community/mail/message", to, subject, context, headers=headers)


def message_reported(token: str) -> Message | None:
    """The message whose abuse a receiver tells of; ``None`` for a false or a forgotten one."""
    try:
        return Message.objects.filter(pk=_ABUSE.unsign(token)).first()
    except BadSignature:
        return None


def forget_messages() -> None:
    """Delete messages whose time is over."""
    now = timezone.now()
    Message.objects.filter(confirmed_at=None, made_at__lt=now - FORGOTTEN).delete()
    Message.objects.filter(made_at__lt=now - KEPT).delete()


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii()

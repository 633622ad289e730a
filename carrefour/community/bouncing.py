"""Addresses that refuse our mail: noted, written to less, and forgotten after a while.

Mail of a list, which has a header to leave it, is sent no more to an address that refused. An
answer to what a person just did still is: they may have mended it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from hmac import compare_digest

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from carrefour.community.models import Bounce

KEPT = timedelta(days=60)  # then the address is tried again
LARGEST = 1_000_000  # bytes of a notification that is read
_ID = re.compile(r"<([a-z_.]+\.\d+\.\d+)\.([0-9a-f]{24})@[^<>@\s]+>")
_CODE = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class Refused:
    """A mail of ours that was not delivered, for good if ``lasting``."""

    email: str
    code: str
    lasting: bool


def tagged(name: str, email: str) -> str:
    """The left part of the Message-ID of the mail ``name`` to ``email``.

    Nobody but who got the mail, or carried it, can make one: so nobody else can have an address
    written to no more.
    """
    return f"{name}.{_tag(name, email)}"


def note_bounce(email: str, code: str) -> None:
    """Note that the server of ``email`` refuses our mail for good."""
    now = timezone.now()
    known = Bounce.objects.filter(email=email.lower())
    if not known.update(times=F("times") + 1, code=code[:12], at=now):
        Bounce.objects.get_or_create(email=email.lower(), defaults={"code": code[:12], "at": now})


def is_bouncing(email: str) -> bool:
    """Whether mail to ``email`` was refused lately."""
    return Bounce.objects.filter(email=email.lower()).exists()


def try_again(email: str) -> None:
    """Write to ``email`` again: its person says that it works."""
    Bounce.objects.filter(email=email.lower()).delete()


def forget_bounces() -> None:
    """Try again the addresses that refused long ago."""
    Bounce.objects.filter(at__lt=timezone.now() - KEPT).delete()


def refused_in(raw: bytes) -> list[Refused]:
    """What a notification says that was not delivered (RFC 3464), of our own mails alone.

    ``raw`` is the whole mail, as a mail server hands it on; anyone may have written it. What does
    not hold the Message-ID of a mail that we sent to that very address says nothing.
    """
    if len(raw) > LARGEST:
        return []
    notification = message_from_bytes(raw, policy=policy.default)
    parts = list(notification.walk())
    ids = {found for part in parts for found in _ids(part)}
    refused = []
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for told in _recipients(part):
            one = _of_recipient(told, ids)
            if one:
                refused.append(one)
    return refused


def _recipients(part: Message) -> Iterator[Message]:
    """The groups of fields of a delivery status, one a recipient; the first is of the message."""
    groups = part.get_payload()
    if isinstance(groups, list):
        yield from (one for one in groups if isinstance(one, Message))


def _of_recipient(told: Message, ids: set[tuple[str, str]]) -> Refused | None:
    action = str(told.get("Action", "")).strip().lower()
    status = _CODE.search(str(told.get("Status", "")))
    for field in ("Original-Recipient", "Final-Recipient"):
        email = str(told.get(field, "")).rpartition(";")[2].strip().strip("<>").lower()
        if email and any(compare_digest(_tag(name, email), tag) for name, tag in ids):
            code = status.group(0) if status else "5.0.0"
            return Refused(email, code, action == "failed" and code.startswith("5"))
    return None


def _ids(part: Message) -> set[tuple[str, str]]:
    """The Message-IDs of ours that a part holds: in its header, or in the text of headers."""
    texts = [str(part.get("Message-ID", "")), str(part.get("X-Original-Message-ID", ""))]
    if part.get_content_type() == "text/rfc822-headers" and isinstance(part, EmailMessage):
        texts.append(str(part.get_content()))
    return {found for text in texts for found in _ID.findall(text)}


def _tag(name: str, email: str) -> str:
    told = f"{name} {email.lower()}"
    return salted_hmac("carrefour.bounce", told, algorithm="sha256").hexdigest()[:24]

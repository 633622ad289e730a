"""Keys of the API: made, recognised, revoked."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carrefour.api.models import Key
from carrefour.community.audit import Verb, note
from carrefour.community.models import User

MADE = Verb("api.key-made", _("a créé une clé d’API"))
REVOKED = Verb("api.key-revoked", _("a révoqué une clé d’API"))
MOST_KEYS = 10  # of one person
LONGEST_NAME = 80
BEGINS = "cfr_"  # by which scanners of published code know our keys
READ, HOOKS = "read", "hooks"
SCOPES: dict[str, str | Promise] = {
    READ: _("Lire plus souvent"),
    HOOKS: _("Faire appeler des adresses quand une recherche change"),
}
_KEY = re.compile(r"cfr_[A-Za-z0-9_-]{40,60}", re.ASCII)


class TooMany(Exception):
    """The person has as many keys as one may have."""


@transaction.atomic
def make(user: User, name: str, scopes: Iterable[str]) -> tuple[Key, str]:
    """A new key of ``user`` and its words, which nobody sees again. Raises `TooMany`."""
    User.objects.select_for_update().get(pk=user.pk)
    if Key.objects.filter(user=user).count() >= MOST_KEYS:
        raise TooMany
    told = BEGINS + secrets.token_urlsafe(32)
    key = Key.objects.create(
        user=user,
        name=name[:LONGEST_NAME],
        digest=_digest(told),
        begins=told[:10],
        scopes=[scope for scope in SCOPES if scope in set(scopes)],
    )
    note(user, MADE, f"api-key:{key.pk}", key.name, scopes=key.scopes)
    return key, told


def recognised(told: str) -> Key | None:
    """The key whose words are ``told``, of an account that is open; its day of use is noted."""
    if not _KEY.fullmatch(told):
        return None
    key = Key.objects.filter(digest=_digest(told), user__is_active=True).first()
    today = timezone.localdate()
    if key is not None and key.used_on != today:
        # A database that others hold is no reason to refuse who only reads.
        with suppress(OperationalError):
            Key.objects.filter(pk=key.pk).update(used_on=today)
    return key


@transaction.atomic
def revoke(user: User, pk: int) -> bool:
    """Delete a key of ``user``; whether there was one."""
    key = Key.objects.filter(user=user, pk=pk).first()
    if key is None:
        return False
    note(user, REVOKED, f"api-key:{key.pk}", key.name)
    key.delete()
    return True


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()

"""Values that we give away and take back: nobody else can read or make one.

A link that is mailed holds what it needs to know, so that nothing is kept of who never opens it.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def seal(purpose: str, value: dict[str, Any]) -> str:
    """``value``, fit for an address; it opens for the same ``purpose`` alone."""
    return _keys(purpose).encrypt(json.dumps(value).encode()).decode().rstrip("=")


def unseal(purpose: str, token: str, lasts: timedelta | None = None) -> dict[str, Any] | None:
    """What was sealed; ``None`` for a false token, and for one older than ``lasts``."""
    padded = token + "=" * (-len(token) % 4)
    ttl = int(lasts.total_seconds()) if lasts else None
    try:
        opened: dict[str, Any] = json.loads(_keys(purpose).decrypt(padded.encode(), ttl=ttl))
    except (InvalidToken, ValueError):
        return None
    return opened


def _keys(purpose: str) -> MultiFernet:
    """The key that seals, then those of before, which open."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    name = f"carrefour.seal.{purpose}"
    made = [salted_hmac(name, "", secret, algorithm="sha256").digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in made])

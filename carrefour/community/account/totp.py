"""Codes of six figures that change every thirty seconds (RFC 6238), and codes on paper."""

from __future__ import annotations

import hmac
import secrets
import time
from base64 import b32decode, b32encode
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.crypto import salted_hmac

PERIOD = 30  # seconds
FIGURES = 6
SLACK = 1  # periods that a phone's clock may be early or late
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


def new_secret() -> str:
    """A secret of 160 bits in base32, as programs that make codes take it."""
    return b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of the period number ``step`` since 1970 (RFC 4226, 5.3, with SHA-1)."""
    digest = hmac.digest(b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**FIGURES).zfill(FIGURES)


def step_of(secret: str, code: str, after: int = 0, now: float | None = None) -> int | None:
    """The period whose code ``code`` is, if it is of now and later than ``after``."""
    present = int((time.time() if now is None else now) // PERIOD)
    for step in range(present - SLACK, present + SLACK + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def address_of(secret: str, email: str, site: str) -> str:
    """What the picture holds that a program reads (Key Uri Format of Google Authenticator)."""
    label = quote(f"Carrefour ({site}):{email}")
    params = urlencode({"secret": secret, "issuer": f"Carrefour ({site})"}, quote_via=quote)
    return f"otpauth://totp/{label}?{params}"


def new_recovery_codes() -> list[str]:
    """Codes for who has lost their phone, some 50 bits each: each serves once."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2))
        for _ in range(RECOVERY_CODES)
    ]


def kept(code: str) -> str:
    """What is kept of a recovery code; letters may be of any case, with or without the dash."""
    return _hashed(code, settings.SECRET_KEY)


def kept_before(code: str) -> list[str]:
    """What was kept of it under secret keys of before."""
    return [_hashed(code, key) for key in settings.SECRET_KEY_FALLBACKS]


def _hashed(code: str, key: str) -> str:
    plain = "".join(c for c in code.lower() if c.isalnum())
    return salted_hmac("carrefour.recovery", plain, key, algorithm="sha256").hexdigest()

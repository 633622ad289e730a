"""Checking that a webhook comes from Carrefour (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
import hmac
import time
from collections.abc import Mapping

TOLERANCE = 300  # seconds between the clocks of both sides


class Forged(Exception):
    """The call was not signed by the secret, or was sent again too late."""


def verify(
    secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None
) -> None:
    """Raise `Forged` unless ``body`` was signed by ``secret`` a short while ago.

    ``headers`` are those of the call, in any case of letters; ``body`` its very bytes.
    """
    told = {name.lower(): value for name, value in headers.items()}
    try:
        name, stamp = told["webhook-id"], told["webhook-timestamp"]
        signatures = told["webhook-signature"].split()
        age = abs((time.time() if now is None else now) - int(stamp))
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (KeyError, ValueError, binascii.Error) as error:
        raise Forged(f"it is not signed as it should be ({error})") from error
    if age > TOLERANCE:
        raise Forged("it was sent too long ago")
    signed = hmac.digest(key, f"{name}.{stamp}.".encode() + body, "sha256")
    expected = f"v1,{base64.b64encode(signed).decode()}".encode()
    if not any(hmac.compare_digest(expected, one.encode()) for one in signatures):
        raise Forged("its signature is another's")

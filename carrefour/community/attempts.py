"""How often a sign-in may fail: counted by e-mail address and by network address.

Kept in the database, so that it holds over all processes of the site. An address without account
is counted like any other: nobody learns from it who has one.
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from carrefour.community.models import SignInAttempt

WINDOW = timedelta(minutes=15)
MOST_OF_AN_EMAIL = 8  # failures within the window
MOST_OF_AN_ADDRESS = 40  # an office shares one


class Attempt:
    """One sign-in: begins as a failure, and is forgotten when it succeeds."""

    def __init__(self, request: HttpRequest, email: str) -> None:
        self._email = _key("email", email.strip().lower())
        self._address = _key("address", network_address(request))

    def begin(self) -> int:
        """Count this attempt; 0, or the seconds to wait when there were too many before it.

        One that must wait is not counted: whoever waits is let in.
        """
        now = timezone.now()
        limits = ((self._email, MOST_OF_AN_EMAIL), (self._address, MOST_OF_AN_ADDRESS))
        with transaction.atomic():
            wait = max(_wait(key, most) for key, most in limits)
            if wait <= timedelta():
                SignInAttempt.objects.bulk_create(
                    SignInAttempt(key=key, at=now) for key, _ in limits
                )
        return max(0, -(-int(wait.total_seconds() * 1000) // 1000))

    def succeed(self) -> None:
        """Forget the failures of this e-mail address, and that this attempt was one."""
        SignInAttempt.objects.filter(key=self._email).delete()
        last = SignInAttempt.objects.filter(key=self._address).order_by("-at", "-pk").first()
        if last:
            last.delete()


def forget_old() -> None:
    """Delete what counts no more."""
    SignInAttempt.objects.filter(at__lt=timezone.now() - WINDOW).delete()


def network_address(request: HttpRequest) -> str:
    """Where ``request`` comes from; of IPv6 the network that one household or office has.

    A proxy on this machine says so in the last item of X-Forwarded-For.
    """
    told = str(request.META.get("REMOTE_ADDR", ""))
    if not told or _read(told).is_loopback:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        told = forwarded or told
    address = _read(told)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _read(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return ipaddress.IPv4Address(0)


def _wait(key: str, most: int) -> timedelta:
    """How long until one of the last ``most`` attempts leaves the window."""
    now = timezone.now()
    recent = SignInAttempt.objects.filter(key=key, at__gt=now - WINDOW).order_by("-at")
    counted = recent[most - 1 : most].first()
    # A clock that was set back must not make anyone wait for longer than the window.
    return min(WINDOW, counted.at + WINDOW - now) if counted else timedelta()


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"carrefour.sign-in.{kind}", value, algorithm="sha256").hexdigest()

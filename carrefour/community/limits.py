"""How often something may be done: counted by e-mail address and by network address.

Kept in the database, so that it holds over all processes of the site. An address that nobody knows
here is counted like any other: nobody learns from it who is known.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from carrefour.community.models import Deed
from carrefour.observation.proxies import address_told, is_proxy
from carrefour.pipeline.moments import TOLERANCE

LONGEST = timedelta(days=1)  # no window may be longer


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` deeds of a ``kind`` within ``window``."""

    kind: str
    most: int
    window: timedelta

    def of(self, value: str) -> Count:
        """What counts for one e-mail address or network address."""
        name = f"carrefour.{self.kind}"
        return Count(self, salted_hmac(name, value, algorithm="sha256").hexdigest())


@dataclass(frozen=True, slots=True)
class Count:
    """A limit and the key of who is counted."""

    limit: Limit
    key: str

    def wait(self) -> timedelta:
        """How long until one of the last deeds leaves the window; none when it may be done."""
        now, window = timezone.now(), self.limit.window
        recent = Deed.objects.filter(key=self.key, at__gt=now - window).order_by("-at")
        counted = recent[self.limit.most - 1 : self.limit.most].first()
        # A clock that was set back must not make anyone wait for longer than the window.
        return min(window, counted.at + window - now) if counted else timedelta()


def count(counts: Sequence[Count]) -> int:
    """Count a deed; 0, or the seconds to wait when there were too many before it.

    One that must wait is not counted: whoever waits is let in.
    """
    now = timezone.now()
    with transaction.atomic():
        wait = max(one.wait() for one in counts)
        if wait <= timedelta():
            Deed.objects.bulk_create(Deed(key=one.key, at=now) for one in counts)
    return max(0, -(-int(wait.total_seconds() * 1000) // 1000))


def forget_old() -> None:
    """Delete what counts no more, and what a clock that was wrong would have count for ever."""
    now = timezone.now()
    Deed.objects.filter(Q(at__lt=now - LONGEST) | Q(at__gt=now + TOLERANCE)).delete()


def network_address(request: HttpRequest) -> str:
    """Where ``request`` comes from; of IPv6 the network that one household or office has.

    A proxy on this machine, or one of ``PROXIES``, says so in the last item of X-Forwarded-For.
    """
    told = str(request.META.get("REMOTE_ADDR", ""))
    if not told or is_proxy(address_told(told)):
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        told = forwarded or told
    address = address_told(told)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)

"""How often a sign-in may fail. An address without account is counted like any other."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest

from carrefour.community.limits import Limit, count, network_address
from carrefour.community.models import Deed

WINDOW = timedelta(minutes=15)
OF_AN_EMAIL = Limit("sign-in.email", 8, WINDOW)  # failures
OF_AN_ADDRESS = Limit("sign-in.address", 40, WINDOW)  # an office shares one


class Attempt:
    """One sign-in: begins as a failure, and is forgotten when it succeeds."""

    def __init__(self, request: HttpRequest, email: str) -> None:
        self._email = OF_AN_EMAIL.of(email.strip().lower())
        self._address = OF_AN_ADDRESS.of(network_address(request))

    def begin(self) -> int:
        """Count this attempt; 0, or the seconds to wait when there were too many before it."""
        return count([self._email, self._address])

    def succeed(self) -> None:
        """Forget the failures of this e-mail address, and that this attempt was one."""
        Deed.objects.filter(key=self._email.key).delete()
        last = Deed.objects.filter(key=self._address.key).order_by("-at", "-pk").first()
        if last:
            last.delete()

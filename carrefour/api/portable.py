"""What this room holds of a person, told with all else (`carrefour.community.portable`)."""

from __future__ import annotations

from carrefour.api.models import Hook, Key
from carrefour.community.models import User
from carrefour.community.portable import Rows, holds


@holds("keys of the API", Key)
def _keys(user: User) -> Rows:
    return Key.objects.filter(user=user).values("name", "begins", "scopes", "made_at", "used_on")


@holds("addresses that you have called", Hook)
def _hooks(user: User) -> Rows:
    return Hook.objects.filter(user=user).values("name", "url", "params", "made_at", "given_up_at")

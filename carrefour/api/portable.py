"""What this room holds of a person, told with all else (`carrefour.community.portable`)."""

from __future__ import annotations

from carrefour.api.models import Key
from carrefour.community.models import User
from carrefour.community.portable import Rows, holds


@holds("keys of the API", Key)
def _keys(user: User) -> Rows:
    return Key.objects.filter(user=user).values("name", "begins", "scopes", "made_at", "used_on")

"""The network as this installation asks it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from carrefour.harvest.connectors import Remote
from carrefour.harvest.fetch import FetchPolicy


def remote(
    source: str, *, allowed_private: frozenset[str] = frozenset(), record: Path | None = None
) -> Remote:
    """The network for the source of that id, with its pages as they were at the last visit."""
    return Remote(
        turns=settings.VAR_DIR / "turns",
        policy=FetchPolicy(contact=settings.CONTACT_URL, allowed_private=allowed_private),
        cache=settings.VAR_DIR / "pages" / source,
        record=record,
    )

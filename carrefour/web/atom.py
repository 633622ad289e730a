"""What every Atom feed of the site has in common (RFC 4287)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)  # what a feed without entries was last changed at
# What XML 1.0 cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Feed(Atom1Feed):
    """Django's Atom, which changes only when an entry does."""

    def latest_post_date(self) -> datetime:
        """When the newest entry changed."""
        return max((item["updateddate"] for item in self.items), default=BEGAN)


def tag(specific: str) -> str:
    """A name that lasts, whatever becomes of addresses: a tag URI (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{BEGAN.year}:{specific}"


def clean(text: str) -> str:
    """``text`` without what XML cannot hold."""
    return _CONTROL.sub("", text)

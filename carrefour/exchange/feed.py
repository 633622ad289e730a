"""Notices as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language, gettext

from carrefour.exchange.models import Notice
from carrefour.exchange.people import name_of

_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)  # what a feed without entries was last changed at


class _Feed(Atom1Feed):
    """Django's Atom, which changes only when an entry does."""

    def latest_post_date(self) -> datetime:
        """When the newest entry changed."""
        return max((item["updateddate"] for item in self.items), default=_BEGAN)


def notices_feed(notices: Iterable[Notice], params: str, whole: Callable[[str], str]) -> bytes:
    """``notices``, which ``params`` find, as a feed; ``whole`` makes an address of a path.

    Texts hold no character that XML cannot: none was taken when they were typed.
    """
    query = f"?{params}" if params else ""
    language = get_language() or "fr"
    feed = _Feed(
        title=gettext("Carrefour — annonces"),
        link=whole(reverse("exchange:notices") + query),
        description=None,
        language=language,
        feed_url=whole(reverse("exchange:notices-feed") + query),
        feed_guid=_tag(f"{language}/notices?{params}"),
        author_name="Carrefour",
    )
    for one in notices:
        feed.add_item(
            title=f"{one.get_way_display()} {one.get_kind_display()} : {one.title}",
            link=whole(reverse("exchange:notice", args=[one.key])),
            description=linebreaks(one.text, autoescape=True),
            author_name=name_of(one.by),
            unique_id=_tag(f"notice/{one.key}"),
            pubdate=one.made_at,
            updateddate=one.changed_at,
        )
    return feed.writeString("utf-8").encode()


def _tag(specific: str) -> str:
    """A name that lasts, whatever becomes of addresses: a tag URI (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{_BEGAN.year}:{specific}"

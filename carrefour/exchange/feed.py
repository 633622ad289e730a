"""Notices as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import get_language, gettext

from carrefour.exchange.models import Notice
from carrefour.exchange.people import name_of
from carrefour.web.atom import Feed, tag


def notices_feed(notices: Iterable[Notice], params: str, whole: Callable[[str], str]) -> bytes:
    """``notices``, which ``params`` find, as a feed; ``whole`` makes an address of a path.

    Texts hold no character that XML cannot: none was taken when they were typed.
    """
    query = f"?{params}" if params else ""
    language = get_language() or "fr"
    feed = Feed(
        title=gettext("Carrefour — annonces"),
        link=whole(reverse("exchange:notices") + query),
        description=None,
        language=language,
        feed_url=whole(reverse("exchange:notices-feed") + query),
        feed_guid=tag(f"{language}/notices?{params}"),
        author_name="Carrefour",
    )
    for one in notices:
        feed.add_item(
            title=f"{one.get_way_display()} {one.get_kind_display()} : {one.title}",
            link=whole(reverse("exchange:notice", args=[one.key])),
            description=linebreaks(one.text, autoescape=True),
            author_name=name_of(one.by),
            unique_id=tag(f"notice/{one.key}"),
            pubdate=one.made_at,
            updateddate=one.changed_at,
        )
    return feed.writeString("utf-8").encode()

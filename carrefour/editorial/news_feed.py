"""News as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.xmlutils import SimplerXMLGenerator

from carrefour.editorial.markdown import html_of
from carrefour.editorial.news import Told

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)  # what a feed without entries was last changed at
# What XML 1.0 cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class NewsFeed(Atom1Feed):
    """Django's Atom, with the whole text of an entry."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """What Atom knows of an entry, and its text."""
        super().add_item_elements(handler, item)
        attributes = {"type": "html", "xml:lang": item["language"]}
        handler.addQuickElement("content", item["text"], attributes)

    def latest_post_date(self) -> datetime:
        """When the newest entry changed."""
        return max((item["updateddate"] for item in self.items), default=BEGAN)


def atom(news: Iterable[tuple[int, Told]], language: str, whole: Callable[[str], str]) -> bytes:
    """``news``, by key, as a feed; ``whole`` makes an address of a path of ours."""
    feed = NewsFeed(
        title=gettext("Carrefour — Actualités"),
        link=whole(reverse("editorial:news")),
        description=None,
        language=language,
        feed_url=whole(reverse("editorial:news-feed")),
        feed_guid=_tag(f"{language}/news"),
        author_name="Carrefour",
    )
    for key, one in news:
        text = html_of(one.body).replace('src="/', f'src="{whole("/")}')
        feed.add_item(
            title=_CONTROL.sub("", one.title),
            link=whole(reverse("editorial:article", args=[one.slug])),
            description=_CONTROL.sub("", escape(one.summary)),
            author_name=_CONTROL.sub("", one.author) or "Carrefour",
            unique_id=_tag(f"news/{key}"),
            pubdate=one.at,
            updateddate=one.changed_at,
            categories=list(one.tags),
            text=_CONTROL.sub("", text).replace('href="/', f'href="{whole("/")}'),
            language=one.language,
        )
    return feed.writeString("utf-8").encode()


def _tag(specific: str) -> str:
    """A name that lasts, whatever becomes of addresses: a tag URI (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{BEGAN.year}:{specific}"

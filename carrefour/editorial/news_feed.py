"""News as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.xmlutils import SimplerXMLGenerator

from carrefour.editorial.markdown import html_of
from carrefour.editorial.news import Told
from carrefour.web.atom import Feed, clean, tag


class NewsFeed(Feed):
    """Django's Atom, with the whole text of an entry."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """What Atom knows of an entry, and its text."""
        super().add_item_elements(handler, item)
        attributes = {"type": "html", "xml:lang": item["language"]}
        handler.addQuickElement("content", item["text"], attributes)


def atom(news: Iterable[tuple[int, Told]], language: str, whole: Callable[[str], str]) -> bytes:
    """``news``, by key, as a feed; ``whole`` makes an address of a path of ours."""
    feed = NewsFeed(
        title=gettext("Carrefour — Actualités"),
        link=whole(reverse("editorial:news")),
        description=None,
        language=language,
        feed_url=whole(reverse("editorial:news-feed")),
        feed_guid=tag(f"{language}/news"),
        author_name="Carrefour",
    )
    for key, one in news:
        text = html_of(one.body).replace('src="/', f'src="{whole("/")}')
        feed.add_item(
            title=clean(one.title),
            link=whole(reverse("editorial:article", args=[one.slug])),
            description=clean(escape(one.summary)),
            author_name=clean(one.author) or "Carrefour",
            unique_id=tag(f"news/{key}"),
            pubdate=one.at,
            updateddate=one.changed_at,
            categories=list(one.tags),
            text=clean(text).replace('href="/', f'href="{whole("/")}'),
            language=one.language,
        )
    return feed.writeString("utf-8").encode()

"""A search as an Atom feed (RFC 4287), with the places of projects as GeoRSS points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator

from carrefour.catalogue.models import Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.web.atom import Feed, clean, tag

MOST_TEXT = 20_000  # characters of one entry
MOST_POINTS = 10  # of one entry
_GEORSS = "http://www.georss.org/georss"


class SearchFeed(Feed):
    """Django's Atom, with the whole text of an entry, its point and the page it comes from."""

    def root_attributes(self) -> dict[str, Any]:
        """The attributes of ``feed``."""
        return {**super().root_attributes(), "xmlns:georss": _GEORSS}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Where the feed stands, and who makes it."""
        super().add_root_elements(handler)
        handler.addQuickElement("generator", "Carrefour")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """What Atom knows of an entry, then what it does not."""
        super().add_item_elements(handler, item)
        if item["text"]:
            handler.addQuickElement("content", item["text"], {"type": "html"})
        if item["via"]:
            handler.addQuickElement("link", "", {"rel": "via", "href": item["via"]})
        for lat, lon in item["points"]:
            handler.addQuickElement("georss:point", f"{lat:.6f} {lon:.6f}")


def atom(sheets: Iterable[Sheet], *, name: str, params: str, whole: Callable[[str], str]) -> bytes:
    """``sheets`` as the feed of the search ``params`` that is called ``name``.

    ``whole`` makes an address of a path of ours.
    """
    language = get_language() or "fr"
    feed = SearchFeed(
        title=clean(f"Carrefour — {name}"),
        link=whole(_address("web:results", params)),
        description=None,
        language=language,
        feed_url=whole(_address("web:feed", params)),
        feed_guid=tag(f"{language}/search?{params}"),
        author_name="Carrefour",
    )
    for sheet in sheets:
        points = [(p.lat, p.lon) for p in sheet.places.all() if p.lat is not None]
        feed.add_item(
            title=clean(sheet.title),
            link=whole(reverse("web:sheet", args=[sheet.slug, sheet.pk])),
            description=None,  # type: ignore[arg-type]  # left out, since the content is whole
            author_name=clean(sheet.organisation.name),
            unique_id=tag(f"sheet/{sheet.pk}"),
            pubdate=sheet.published_at or sheet.created_at,
            updateddate=sheet.updated_at,
            categories=[taxonomy().label(code, language) for code in sheet.themes],
            item_copyright=None if sheet.licence in ("", "unknown") else clean(sheet.licence),
            text=_text(sheet),
            via=sheet.source_url,
            points=points[:MOST_POINTS],
        )
    return feed.writeString("utf-8").encode()


def _address(name: str, params: str) -> str:
    return f"{reverse(name)}?{params}" if params else reverse(name)


def _text(sheet: Sheet) -> str:
    """The story of a sheet as HTML; what is too long for a feed is told by its summary."""
    whole = sheet.description  # sanitised when it was stored
    if not whole or len(whole) > MOST_TEXT:
        whole = f"<p>{escape(sheet.summary)}</p>" if sheet.summary else ""
    return clean(whole)

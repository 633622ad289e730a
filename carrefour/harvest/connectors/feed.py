"""RSS and Atom feeds."""

from __future__ import annotations

import html
import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser

from carrefour.catalogue.fetching import FeedFetch, PageRules
from carrefour.harvest.connectors.encoding import refuse_page
from carrefour.harvest.connectors.origin import (
    LocalFile,
    Origin,
    Remote,
    address_of,
    copy_of,
    visiting,
)
from carrefour.harvest.connectors.raw import Given, Item, Rejected, TheRestStands, Unreadable
from carrefour.harvest.connectors.selecting import read_keys
from carrefour.harvest.connectors.webpage import read_page
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.web import Web

# Keys of an entry that say nothing to readers, or who wrote it.
_LEFT_OUT = {
    "author", "publisher", "comments", "wfw_commentrss", "slash_comments", "href", "updated",
    "published", "created", "expired", "geo_lat", "geo_long", "thr_total",
}  # fmt: skip
# feedparser takes what an image shows for the summary of its entry.
_OF_MEDIA = re.compile(rb"<media:description\b[^>]*>[^<]*</media:description>")
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


def read_feed(fetch: FeedFetch, origin: Origin) -> Iterator[Given]:
    """Every entry of the feed; a feed lists its latest entries, so the earlier ones stand.

    An entry has ``id``, ``title``, ``link``, ``summary``, ``content``, ``published``, ``updated``,
    ``categories``, ``images`` and their first ``image``, ``lat`` and ``lon``, and what else the
    feed tells of it in plain text.
    """
    if isinstance(origin, LocalFile):
        yield from _told(_parsed(copy_of(origin), fetch.url, ""), fetch, None)
        return
    with visiting(origin, fetch) as web:
        with web.get(address_of(fetch)) as answer:
            known = answer.same and isinstance(origin, Remote) and origin.settled
            feed = _parsed(answer.path, answer.url, answer.headers.get("content-type", ""))
        # The pages may have changed where the feed has not.
        if known and fetch.page is None:
            yield TheRestStands()
        else:
            yield from _told(feed, fetch, web)


def _parsed(path: Path, url: str, content_type: str) -> Any:
    """The feed in the file. Raises `Unreadable` when it is none."""
    refuse_page(path)
    # feedparser takes bytes for a name of a file or an address; only a stream is safe.
    headers = {"content-type": content_type or "application/xml", "content-location": url}
    body = _OF_MEDIA.sub(b"", path.read_bytes())
    try:
        feed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except Exception as error:
        # feedparser forgives much, but stumbles over some broken feeds in ways of its own.
        reason = f"is no feed that can be read ({type(error).__name__}: {str(error)[:200]})"
        raise Unreadable("the feed", reason, "Tell the source's owner.") from error
    if not feed.entries and (not feed.get("version") or _broken(feed)):
        reason = f"is no feed that can be read ({_broken(feed) or 'neither RSS nor Atom'})"
        raise Unreadable("the feed", reason, "Check the address, or tell the source's owner.")
    return feed


def _broken(feed: Any) -> str:
    """What is wrong with the XML of the feed; empty when nothing is, or nothing that matters."""
    error = feed.get("bozo_exception") if feed.get("bozo") else None
    return "" if error is None or isinstance(error, _HARMLESS) else str(error)


def _told(feed: Any, fetch: FeedFetch, web: Web | None) -> Iterator[Given]:
    for number, entry in enumerate(feed.entries, 1):
        item = Item(f"entry {number}", _entry(entry))
        yield _with_page(item, fetch.page, web) if fetch.page and web else item
    if broken := _broken(feed):
        reason = f"is broken ({broken}); {len(feed.entries)} entries were read"
        if fetch.complete:
            raise Unreadable("the feed", reason, "Tell the source's owner.")
        yield Rejected("the feed", reason)
    if not fetch.complete:
        yield TheRestStands()


def _with_page(item: Item, rules: PageRules, web: Web) -> Item | Rejected:
    """``item`` with what its page adds; a page that is not there is told and not guessed."""
    link = item.data.get("link", "")
    if not link.startswith(("http://", "https://")):
        return Rejected(item.where, f"has no page: its link is '{link[:200]}'")
    try:
        with web.get(link) as answer:
            page = read_page(answer.path.read_bytes(), answer.headers, answer.url)
        read = read_keys(rules, page)
        if read.trouble and not read.data:
            return Rejected(item.where, f"its page cannot be read: {read.trouble}")
        return Item(item.where, {**item.data, **read.data, "page_url": page.url})
    except Unreadable as error:
        return Rejected(item.where, f"its page cannot be read: {error}")
    except FetchError as error:
        if error.alone:
            return Rejected(item.where, f"its page is not there: {error}")
        raise


def _entry(entry: Any) -> dict[str, Any]:
    """An entry as a record; see `read_feed`."""
    told = dict(dict.items(entry))
    data: dict[str, Any] = {
        key: value
        for key, value in told.items()
        if isinstance(value, str) and value and key not in _LEFT_OUT
    }
    if title := data.get("title"):
        data["title"] = html.unescape(title)
    data["id"] = data.get("id") or data.get("link", "")
    if content := [text for part in told.get("content", []) if (text := part.get("value"))]:
        data["content"] = content[0]
    for key in ("published", "updated"):
        if date := _date(told.get(f"{key}_parsed"), told.get(key)):
            data[key] = date
    categories = [tag.get("label") or tag.get("term") for tag in told.get("tags", [])]
    data["categories"] = list(dict.fromkeys(filter(None, categories)))
    if images := list(dict.fromkeys(_images(told))):
        data["image"], data["images"] = images[0], images
    return {**data, **_point(told)}


def _date(parsed: Any, told: Any) -> str:
    """ISO 8601 in UTC, or what the feed wrote when nobody can read it."""
    if isinstance(parsed, time.struct_time):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed)
    return told if isinstance(told, str) else ""


def _images(told: dict[str, Any]) -> Iterator[str]:
    for media in told.get("media_content", []):
        if media.get("medium") == "image" or str(media.get("type")).startswith("image/"):
            yield media.get("url", "")
    for link in told.get("links", []):
        if link.get("rel") == "enclosure" and str(link.get("type")).startswith("image/"):
            yield link.get("href", "")
    for media in told.get("media_thumbnail", []):
        yield media.get("url", "")


def _point(told: dict[str, Any]) -> dict[str, Any]:
    """``lat`` and ``lon`` of a GeoRSS point or of W3C geo."""
    where = told.get("where")
    if isinstance(where, dict) and where.get("type") == "Point":
        return dict(zip(("lon", "lat"), where.get("coordinates", ()), strict=False))
    if told.get("geo_lat") and told.get("geo_long"):
        return {"lat": told["geo_lat"], "lon": told["geo_long"]}
    return {}

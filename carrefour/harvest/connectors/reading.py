"""From any kind of source to raw records with ids: what all connectors share."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterator
from typing import assert_never

import orjson

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.expression import render, without
from carrefour.catalogue.fetching import (
    AnyFetch,
    CkanFetch,
    CsvFetch,
    DatagouvFetch,
    ExcelFetch,
    FeedFetch,
    GeoJsonFetch,
    GogocartoFetch,
    GoogleSheetFetch,
    GristFetch,
    HtmlFetch,
    JsonFetch,
    JsonLdFetch,
    JsonLinesFetch,
    OaiFetch,
    OpendatasoftFetch,
    RdfFetch,
    SitemapFetch,
    WordpressFetch,
)
from carrefour.harvest.connectors.documents import read_document
from carrefour.harvest.connectors.feed import read_feed
from carrefour.harvest.connectors.gogocarto import read_gogocarto
from carrefour.harvest.connectors.html import read_html
from carrefour.harvest.connectors.oai import read_oai
from carrefour.harvest.connectors.origin import LocalFile, Origin
from carrefour.harvest.connectors.pages import read_pages
from carrefour.harvest.connectors.portals import read_ckan, read_datagouv, read_opendatasoft
from carrefour.harvest.connectors.raw import (
    Deleted,
    Given,
    Gone,
    Item,
    RawRecord,
    Rejected,
    SourceBroken,
    TheRestStands,
    Told,
    Unreadable,
)
from carrefour.harvest.connectors.sitemap import read_sitemap
from carrefour.harvest.connectors.spreadsheets import read_google_sheet, read_grist
from carrefour.harvest.connectors.wordpress import read_wordpress
from carrefour.harvest.fetch import FetchError

MOST_ID = 300  # characters
_SUBSTANCE = re.compile(r"\w")


def read_records(definition: SourceDefinition, origin: Origin) -> Generator[Told]:
    """Every item of the source: a record with its id, or the reason why it is none.

    Raises `SourceBroken` when the source cannot be read (further); what was given before holds.
    """
    items = read_items(definition.fetch, origin)
    try:
        yield from records_of(items, definition)
    except Unreadable as error:
        raise SourceBroken(definition.id, error.where, error.reason, error.cure) from error
    except FetchError as error:
        raise SourceBroken(definition.id, error.url, error.reason, error.cure) from error
    finally:
        # A reading that stops early lets go of the network at once.
        items.close()


def records_of(items: Iterator[Given], definition: SourceDefinition) -> Iterator[Told]:
    """What ``items`` are under ``definition``: records with ids, or the reasons why not.

    Raises `Unreadable` when there are more of them than the definition allows.
    """
    given: dict[str, str] = {}
    fetch = definition.fetch
    kept = _without_dropped(items, definition.drop)
    for item in _gathered(kept, definition) if fetch.gather else kept:
        yield _identified(item, definition, given)
        if len(given) > fetch.limits.records:
            cure = "Raise fetch.limits.records if the source is truly that large."
            raise Unreadable("the source", f"gives over {fetch.limits.records} records", cure)


def read_items(fetch: AnyFetch, origin: Origin) -> Generator[Given]:
    """Every item of the source as it gives it. Raises `Unreadable` or ``FetchError``."""
    yield from _items(fetch, origin)


def _items(fetch: AnyFetch, origin: Origin) -> Iterator[Given]:
    match fetch:
        case JsonFetch() if (fetch.pages or fetch.detail) and not isinstance(origin, LocalFile):
            return read_pages(fetch, origin)
        case (
            CsvFetch()
            | ExcelFetch()
            | JsonFetch()
            | JsonLinesFetch()
            | GeoJsonFetch()
            | JsonLdFetch()
            | RdfFetch()
        ):
            return read_document(fetch, origin)
        case HtmlFetch():
            return read_html(fetch, origin)
        case SitemapFetch():
            return read_sitemap(fetch, origin)
        case FeedFetch():
            return read_feed(fetch, origin)
        case WordpressFetch():
            return read_wordpress(fetch, origin)
        case OaiFetch():
            return read_oai(fetch, origin)
        case GogocartoFetch():
            return read_gogocarto(fetch, origin)
        case OpendatasoftFetch():
            return read_opendatasoft(fetch, origin)
        case CkanFetch():
            return read_ckan(fetch, origin)
        case DatagouvFetch():
            return read_datagouv(fetch, origin)
        case GoogleSheetFetch():
            return read_google_sheet(fetch, origin)
        case GristFetch():
            return read_grist(fetch, origin)
        case _ as never:
            assert_never(never)


def _without_dropped(items: Iterator[Given], keys: tuple[str, ...]) -> Generator[Given, None, None]:
    """``items`` without what must not be kept, before anything else sees them."""
    for item in items:
        if isinstance(item, Item) and keys:
            data = item.data
            for key in keys:
                data = without(data, key)
            yield Item(item.where, data)
        else:
            yield item


def _gathered(items: Iterator[Given], definition: SourceDefinition) -> Iterator[Given]:
    """The first item of each id, with all items of that id in its list ``rows``.

    A table that tells a project of several places writes a row for each place.
    """
    leading: dict[str, Item] = {}
    for item in items:
        if not isinstance(item, Item) or not isinstance(item.data, dict):
            yield item
            continue
        id_ = render(definition.record_id, item.data)
        if id_ in leading and _SUBSTANCE.search(id_):
            leading[id_].data["rows"].append(item.data)
        elif _SUBSTANCE.search(id_):
            leading[id_] = Item(item.where, {**item.data, "rows": [item.data]})
        else:
            yield item
    yield from leading.values()


def _identified(item: Given, definition: SourceDefinition, given: dict[str, str]) -> Told:
    """``item`` with its id, unless it has none or its id was given before."""
    if isinstance(item, Rejected | TheRestStands):
        return item
    if isinstance(item, Deleted):
        return Gone(render(definition.record_id, item.data)[:MOST_ID])
    excerpt = repr(item.data)[:500]
    if not isinstance(item.data, dict):
        return Rejected(item.where, "is not an object with fields", excerpt)
    id_ = render(definition.record_id, item.data)[:MOST_ID]
    if not _SUBSTANCE.search(id_):
        reason = f"has no id: record_id '{definition.record_id}' gives nothing"
        return Rejected(item.where, reason, excerpt)
    try:
        content = orjson.dumps(item.data, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        return Rejected(item.where, f"cannot be kept as JSON: {error}", excerpt)
    if b"\\u0000" in content:
        return Rejected(item.where, "holds a NUL character", excerpt)
    digest = hashlib.sha256(content).hexdigest()
    if id_ in given:
        same = "told twice, word for word" if digest.startswith(given[id_]) else "id already taken"
        return Rejected(item.where, f"{same}: '{id_}'", excerpt)
    given[id_] = digest[:16]
    return RawRecord(id_, item.data, item.where, digest)

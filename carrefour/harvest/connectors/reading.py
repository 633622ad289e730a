"""From any kind of source to raw records with ids: what all connectors share."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any, assert_never

import orjson

from carrefour.catalogue.definition import (
    AnyFetch,
    CsvFetch,
    ExcelFetch,
    GeoJsonFetch,
    JsonFetch,
    JsonLdFetch,
    JsonLinesFetch,
    SourceDefinition,
)
from carrefour.catalogue.expression import render
from carrefour.harvest.connectors.csv import read_csv
from carrefour.harvest.connectors.excel import read_excel
from carrefour.harvest.connectors.geojson import read_geojson
from carrefour.harvest.connectors.json import read_json, read_json_lines
from carrefour.harvest.connectors.jsonld import read_jsonld
from carrefour.harvest.connectors.origin import LocalFile, Origin, opened
from carrefour.harvest.connectors.pages import read_pages
from carrefour.harvest.connectors.raw import Item, RawRecord, Rejected, SourceBroken, Unreadable
from carrefour.harvest.fetch import FetchError

MOST_ID = 300  # characters
_SUBSTANCE = re.compile(r"\w")


def read_records(definition: SourceDefinition, origin: Origin) -> Iterator[RawRecord | Rejected]:
    """Every item of the source: a record with its id, or the reason why it is none.

    Raises `SourceBroken` when the source cannot be read (further); what was given before holds.
    """
    given: dict[str, str] = {}
    try:
        items = _without_dropped(_items(definition, origin), definition.drop)
        for item in _gathered(items, definition) if definition.fetch.gather else items:
            yield item if isinstance(item, Rejected) else _identified(item, definition, given)
    except Unreadable as error:
        raise SourceBroken(definition.id, error.where, error.reason, error.cure) from error
    except FetchError as error:
        raise SourceBroken(definition.id, error.url, error.reason, error.cure) from error


def _items(definition: SourceDefinition, origin: Origin) -> Iterator[Item | Rejected]:
    fetch = definition.fetch
    if isinstance(fetch, JsonFetch) and fetch.pages and not isinstance(origin, LocalFile):
        yield from read_pages(fetch, origin)
        return
    with opened(origin, fetch.url, fetch.zipped) as path:
        yield from _of_kind(fetch, path)


def _without_dropped(
    items: Iterator[Item | Rejected], keys: tuple[str, ...]
) -> Iterator[Item | Rejected]:
    """``items`` without the keys that must not be kept, before anything else sees them."""
    for item in items:
        if isinstance(item, Item) and isinstance(item.data, dict) and keys:
            kept = {key: value for key, value in item.data.items() if key not in keys}
            yield Item(item.where, kept)
        else:
            yield item


def _gathered(
    items: Iterator[Item | Rejected], definition: SourceDefinition
) -> Iterator[Item | Rejected]:
    """The first item of each id, with all items of that id in its list ``rows``.

    A table that tells a project of several places writes a row for each place.
    """
    leading: dict[str, Item] = {}
    for item in items:
        if isinstance(item, Rejected) or not isinstance(item.data, dict):
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


def _of_kind(fetch: AnyFetch, path: Any) -> Iterator[Item | Rejected]:
    match fetch:
        case CsvFetch():
            return read_csv(path, fetch)
        case ExcelFetch():
            return read_excel(path, fetch)
        case JsonFetch():
            return read_json(path, fetch.records)
        case JsonLinesFetch():
            return read_json_lines(path)
        case GeoJsonFetch():
            return read_geojson(path)
        case JsonLdFetch():
            return read_jsonld(path, fetch.records)
        case _ as never:
            assert_never(never)


def _identified(
    item: Item, definition: SourceDefinition, given: dict[str, str]
) -> RawRecord | Rejected:
    """``item`` with its id, unless it has none or its id was given before."""
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
        same = "told twice, word for word" if given[id_] == digest else "id already taken"
        return Rejected(item.where, f"{same}: '{id_}'", excerpt)
    given[id_] = digest
    return RawRecord(id_, item.data, item.where)

"""GoGoCarto maps, Transiscope among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

from carrefour.catalogue.fetching import GogocartoFetch
from carrefour.harvest.connectors.encoding import refuse_page
from carrefour.harvest.connectors.json import starts_with_list, streamed
from carrefour.harvest.connectors.origin import LocalFile, Origin, address_of, found
from carrefour.harvest.connectors.pages import with_parameter
from carrefour.harvest.connectors.raw import Given, Item, Rejected, TheRestStands, Unreadable

_REFUSALS = (b"You need to provide a token", b"The token you provided")


def read_gogocarto(fetch: GogocartoFetch, origin: Origin) -> Iterator[Given]:
    """Every element of the map, as the map's API tells it.

    What a map tells in its compact form gets the same names: ``name``, ``geo`` and
    ``categories``, which then holds ids.
    """
    url = "" if isinstance(origin, LocalFile) else _address(fetch)
    with found(origin, fetch, url) as file:
        if file.known:
            yield TheRestStands()
        else:
            yield from _elements(file.path)


def _address(fetch: GogocartoFetch) -> str:
    url = address_of(fetch).rstrip("/") + "/api/elements.json"
    if fetch.categories:
        url = with_parameter(url, "categories", ",".join(fetch.categories))
    return with_parameter(url, "bounds", fetch.bounds) if fetch.bounds else url


def _elements(path: Path) -> Iterator[Given]:
    refuse_page(path)
    with path.open("rb") as file:
        if file.read(200).lstrip().startswith(_REFUSALS):
            cure = "Ask its administrators for one; name it in fetch.key, with parameter: token."
            raise Unreadable("the map", "asks for a token", cure)
    prefix = "item" if starts_with_list(path) else "data.item"
    fields: list[str] | None = None
    empty = True
    for item in streamed(path, prefix):
        empty = False
        if isinstance(item.data, list):
            fields = fields or _compact_fields(path)
            yield _lengthened(item, fields)
        else:
            yield item
    if empty and prefix != "item" and not _has_list(path):
        cure = "Check that fetch.url is the first page of a GoGoCarto map."
        raise Unreadable("the answer", "is not what a map's API gives", cure)


def _has_list(path: Path) -> bool:
    with path.open("rb") as file:
        return any(
            (prefix, event) == ("data", "start_array") for prefix, event, _ in ijson.parse(file)
        )


def _compact_fields(path: Path) -> list[str]:
    """The names of the fields in the second place of a compact element; old maps give the name."""
    found = next(streamed(path, "mapping"), None)
    mapping = found.data if found else None
    if isinstance(mapping, list) and len(mapping) > 1 and isinstance(mapping[1], list):
        return [str(name) for name in mapping[1]]
    return ["name"]


def _lengthened(item: Item, fields: list[str]) -> Item | Rejected:
    """An element told as ``[id, name or [fields], latitude, longitude, [category ids], …]``."""
    try:
        id_, told, latitude, longitude, categories = item.data[:5]
    except ValueError:
        return Rejected(item.where, "is no compact element", repr(item.data)[:500])
    values = told if isinstance(told, list) else [told]
    data: dict[str, Any] = {
        "id": id_,
        **dict(zip(fields, values, strict=False)),
        "geo": {"latitude": latitude, "longitude": longitude},
        "categories": categories,
    }
    return Item(item.where, data)

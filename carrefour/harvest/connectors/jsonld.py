"""JSON-LD documents, read as the trees that they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from carrefour.harvest.connectors.json import listed, parse
from carrefour.harvest.connectors.raw import Item


def read_jsonld(path: Path, records: str) -> Iterator[Item]:
    """One item a node, its ``@value`` literals unwrapped."""
    document = parse(path)
    if not records and isinstance(document, dict) and "@graph" in document:
        records = "@graph"
    for item in listed(document, records):
        yield Item(item.where, _unwrapped(item.data))


def _unwrapped(value: Any) -> Any:
    if isinstance(value, dict):
        if "@value" in value:
            return value["@value"]
        return {key: _unwrapped(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_unwrapped(part) for part in value]
    return value

"""JSON documents and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

from carrefour.catalogue.expression import read
from carrefour.harvest.connectors.encoding import encoding_of, refuse_page
from carrefour.harvest.connectors.raw import Item, Rejected, Unreadable


def parse(path: Path) -> Any:
    """The document in the file. Raises `Unreadable` naming the line where it breaks."""
    refuse_page(path)
    try:
        return json.loads(path.read_text(encoding_of(path)), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(where, f"not JSON ({error.msg})", "Tell the source's owner.") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise Unreadable("the document", f"not JSON ({error})", "Tell the source.") from error
    except RecursionError as error:
        raise Unreadable("the document", "nested too deeply", "Tell the source.") from error


def _no_constant(name: str) -> None:
    """NaN and Infinity, which JSON does not have, count as no value."""


def read_json(path: Path, records: str, *, keyed: bool = False) -> Iterator[Item]:
    """One item for each member of the list at the path ``records``; empty: the root.

    A list at the root is streamed, so that its size does not matter. When ``keyed``, the items
    are the values of an object.
    """
    refuse_page(path)
    if not records and not keyed and starts_with_list(path):
        yield from streamed(path, "item")
    else:
        yield from listed(parse(path), records, keyed=keyed)


def listed(document: Any, records: str, *, keyed: bool = False) -> Iterator[Item]:
    """The items of the list (or the ``keyed`` object) at ``records`` in a document already read."""
    found = read(document, records)
    if keyed:
        if not isinstance(found, dict):
            where = f"fetch.records '{records}'"
            raise Unreadable(where, "leads to no object", "Leave fetch.keyed out if it is a list.")
        for key, data in found.items():
            yield Item(f"item '{key[:100]}'", data)
        return
    if not isinstance(found, list):
        shown = sorted(document) if isinstance(document, dict) else type(document).__name__
        where = f"fetch.records '{records}'"
        raise Unreadable(where, "leads to no list", f"The document holds: {shown}.")
    for number, data in enumerate(found, 1):
        yield Item(f"item {number}", data)


def read_json_lines(path: Path) -> Iterator[Item | Rejected]:
    """One item a line; a line that is no JSON is rejected alone."""
    refuse_page(path)
    with path.open(encoding=encoding_of(path), errors="replace") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield Item(f"line {number}", json.loads(line, parse_constant=_no_constant))
            except (ValueError, RecursionError) as error:
                yield Rejected(f"line {number}", f"is not JSON ({error})", line[:500])


def starts_with_list(path: Path) -> bool:
    """Whether the document in the file is a list."""
    with path.open("rb") as file:
        return file.read(200).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def streamed(path: Path, prefix: str) -> Iterator[Item]:
    """The values at ``prefix`` (see ijson) one by one, so that the size does not matter."""
    with path.open("rb") as file:
        if file.read(3) != b"\xef\xbb\xbf":
            file.seek(0)
        number = 0
        try:
            for data in ijson.items(file, prefix, use_float=True):
                number += 1
                yield Item(f"item {number}", data)
        except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
            where = f"after item {number}"
            what = str(error).splitlines()[0]
            raise Unreadable(where, f"not JSON ({what})", "Tell the source's owner.") from error

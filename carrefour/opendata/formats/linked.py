"""Linked data, as JSON-LD and as Turtle: the same nodes, written as they come.

No graph of everything is ever held: a node is written once it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from carrefour.opendata.formats.packed import Packed
from carrefour.opendata.sheets import Told
from carrefour.opendata.vocabulary import CONTEXT, PREFIXES, Node, node_of


class JsonLd:
    """One document, with every sheet in its graph."""

    def __init__(self, path: Path) -> None:
        self._file = Packed(path)
        self._file.write(b'{"@context":' + orjson.dumps(CONTEXT) + b',"@graph":[\n')
        self._between = b""

    def write(self, told: Told) -> None:
        """Add one sheet."""
        self._file.write(self._between + orjson.dumps(_node(told)))
        self._between = b",\n"

    def close(self) -> None:
        """End the file."""
        self._file.write(b"\n]}\n")
        self._file.close()


class Turtle:
    """Turtle 1.1."""

    def __init__(self, path: Path) -> None:
        self._file = Packed(path)
        self._file.write(prologue().encode())

    def write(self, told: Told) -> None:
        """Add one sheet."""
        self._file.write(turtle(_node(told)).encode())

    def close(self) -> None:
        """End the file."""
        self._file.close()


@lru_cache(maxsize=1)
def _node(told: Told) -> Node:
    """The node of a sheet, made once for both files, which are written side by side."""
    return node_of(told, settings.SITE_URL)


def prologue() -> str:
    """The prefixes, as Turtle begins with them."""
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + "\n"


def turtle(node: Node) -> str:
    """``node`` and all in it that has an address of its own, as statements of Turtle."""
    apart: list[Node] = []
    statements = " ;\n  ".join(_statements(node, apart))
    own = f"<{node['@id']}> {statements} .\n\n"
    return own + "".join(turtle(one) for one in apart)


def _statements(node: Node, apart: list[Node]) -> Iterator[str]:
    for name, value in node.items():
        if name == "@type":
            yield f"a {', '.join(value if isinstance(value, list) else [value])}"
        elif name != "@id":
            values = value if isinstance(value, list) else [value]
            yield f"{name} {', '.join(_object(one, apart) for one in values)}"


def _object(value: Any, apart: list[Node]) -> str:
    match value:
        case {"@id": iri}:
            if len(value) > 1:
                apart.append(value)
            return f"<{iri}>"
        case {"@value": text, "@language": language}:
            return f"{_quoted(text)}@{language}"
        case {"@value": text, "@type": kind}:
            return f"{_quoted(text)}^^{kind}"
        case dict():
            return f"[ {' ; '.join(_statements(value, apart))} ]"
        case _:
            return _quoted(str(value))


def _quoted(text: str) -> str:
    # What JSON escapes, Turtle does too and in the same way (ECHAR, UCHAR).
    return orjson.dumps(text).decode()

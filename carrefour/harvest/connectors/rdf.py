"""RDF documents: Turtle, N-Triples (which is Turtle too) and RDF/XML."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from carrefour.catalogue.fetching import RdfFetch
from carrefour.harvest.connectors.encoding import encoding_of, refuse_page
from carrefour.harvest.connectors.raw import Given, Item, Unreadable

DEPTH = 4  # of objects in objects
MOST_NODES = 200  # in one record
_NOWHERE = "http://nowhere.invalid/"  # what relative addresses of a local copy start from
_XML = re.compile(r"^\s*<(?:\?xml|!DOCTYPE|!--|[\w.-]+:RDF\b|RDF\b)", re.I)
_LOCAL = re.compile(r"[^/#:]+$")


def read_rdf(path: Path, fetch: RdfFetch) -> Iterator[Given]:
    """One item a subject of one of the types: its ``@id``, its ``@type``, and its properties.

    A property is named after the end of its IRI. Nodes that the document describes and that are
    no records themselves stand as objects in what leads to them.
    """
    graph = _parsed(path, fetch.url or _NOWHERE)
    records = _Records(graph, {URIRef(type_) for type_ in fetch.types})
    for number, subject in enumerate(records.subjects, 1):
        yield Item(f"subject {number}", records.record(subject))


def _parsed(path: Path, base: str) -> Graph:
    """The graph in the file. Raises `Unreadable`."""
    refuse_page(path)
    text = path.read_text(encoding_of(path), errors="replace")
    graph = Graph()
    try:
        if _XML.match(text):
            graph.parse(io.BytesIO(_flat(path)), format="xml", publicID=base)
        else:
            graph.parse(io.BytesIO(text.encode()), format="turtle", publicID=base)
    except Exception as error:
        # rdflib stumbles over broken documents in many ways of its own.
        shown = " ".join(str(error).split())[:200]
        reason = f"is no RDF that can be read ({shown or type(error).__name__})"
        raise Unreadable("the document", reason, "Tell the source's owner.") from error
    return graph


def _flat(path: Path) -> bytes:
    """The XML document with its own entities filled in: rdflib takes ages over those that grow.

    lxml refuses these, and all entities from elsewhere.
    """
    parser = etree.XMLParser(no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(path.read_bytes(), parser)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


class _Records:
    """The records of a graph: which they are, and what the graph tells of each."""

    def __init__(self, graph: Graph, types: set[URIRef]) -> None:
        self._graph = graph
        found = {s for s, type_ in graph.subject_objects(RDF.type) if not types or type_ in types}
        if types:
            self.subjects = sorted(found, key=str)
        else:
            # A node without a name that others lead to is a part of these.
            parts = {o for o in graph.objects(unique=True) if isinstance(o, BNode)}
            self.subjects = sorted(found - parts, key=str)
        self._are_records = set(self.subjects)
        self._names = _names(graph)
        self._left = 0

    def record(self, subject: Node) -> dict[str, Any]:
        """What the graph tells of ``subject``."""
        self._left = MOST_NODES
        return self._described(subject, (subject,))

    def _described(self, subject: Node, way: tuple[Node, ...]) -> dict[str, Any]:
        told: dict[str, Any] = {} if isinstance(subject, BNode) else {"@id": str(subject)}
        values: dict[str, list[Node]] = {}
        for predicate, value in self._graph.predicate_objects(subject):
            values.setdefault(str(predicate), []).append(value)
        if types := values.pop(str(RDF.type), None):
            told["@type"] = sorted(str(type_) for type_ in types)
        for property_ in sorted(values):
            read = _sorted([self._value(v, way) for v in _preferred(values[property_])])
            if read:
                told[self._names[property_]] = read[0] if len(read) == 1 else read
        return told

    def _value(self, value: Node, way: tuple[Node, ...]) -> Any:
        if isinstance(value, Literal):
            return _plain(value)
        if (value, RDF.first, None) in self._graph:
            return [self._value(item, way) for item in self._listed(value)]
        described = (value, None, None) in self._graph
        apart = value in self._are_records and not isinstance(value, BNode)
        if value in way or len(way) > DEPTH or apart or not described or not self._left:
            return None if isinstance(value, BNode) else str(value)
        self._left -= 1
        return self._described(value, (*way, value))

    def _listed(self, head: Node) -> list[Node]:
        """The items of an RDF list, which may run in a circle."""
        items: list[Node] = []
        seen: set[Node] = set()
        place: Node | None = head
        while place is not None and place != RDF.nil and place not in seen:
            seen.add(place)
            items += self._graph.objects(place, RDF.first)
            place = self._graph.value(place, RDF.rest)
        return items


def _names(graph: Graph) -> dict[str, str]:
    """The key of each property: the end of its IRI, or the IRI where that end is taken."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for predicate in sorted({str(p) for p in graph.predicates(unique=True)}):
        match = _LOCAL.search(predicate)
        name = match.group() if match and match.group() not in taken else predicate
        taken.add(name)
        names[predicate] = name
    return names


def _preferred(values: list[Node]) -> list[Node]:
    """``values`` with texts in one language: French, else none, else the first there is."""
    texts = [v for v in values if isinstance(v, Literal)]
    languages = {(v.language or "").lower() for v in texts}
    if len(languages) < 2:
        return values
    french = sorted(language for language in languages if language.startswith("fr"))
    wanted = french[0] if french else min(languages)
    kept = [v for v in texts if (v.language or "").lower() == wanted]
    return [v for v in values if not isinstance(v, Literal)] + kept


def _plain(literal: Literal) -> Any:
    """A number or truth value as JSON holds it, all else as it is written."""
    value = literal.toPython()
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, bool | int | float) else str(literal)


def _sorted(values: list[Any]) -> list[Any]:
    """``values`` without gaps, in an order that is the same at each reading."""
    present = [value for value in values if value is not None]
    return sorted(present, key=lambda value: json.dumps(value, sort_keys=True))

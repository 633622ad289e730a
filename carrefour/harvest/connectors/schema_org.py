"""What a web page says of itself in schema.org's words: JSON-LD, microdata or RDFa."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree, html

from carrefour.catalogue.selector import compiled
from carrefour.harvest.connectors.webpage import WebPage

MOST_NODES = 5_000  # looked at in one page
DEEPEST = 8  # levels kept of a node
DEEPEST_MARKUP = 20  # nodes within nodes
MOST_MARKED = 3_000  # elements that are a node or a key
MOST_ELEMENTS = 50_000
_NAMESPACE = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")
_JSON_LD = "descendant-or-self::script[contains(@type, 'ld+json')]"


def first_node(
    page: WebPage, element: html.HtmlElement, types: Iterable[str]
) -> tuple[dict[str, Any], str]:
    """The first node of one of ``types`` in ``element``, and what could not be read, in words.

    The node is empty when there is none. Keys are schema.org's own names, references to other
    nodes of the page are replaced by these.
    """
    wanted = {_name(type_) for type_ in types}
    troubles: list[str] = []
    for read in (_json_ld, _microdata, _rdfa):
        nodes = list(_nodes(read(page, element, troubles)))
        found = [node for node in nodes if wanted & set(_types(node))]
        try:
            plain = [_Plain(nodes, sort=read is _rdfa).of(node) for node in found]
        except RecursionError:
            troubles.append("its nodes are nested too deeply")
            continue
        if plain and read is _rdfa:  # which knows no order
            plain.sort(key=lambda node: (_position(node, page), _written(node)))
        if plain:
            return plain[0], ""
    return {}, "; ".join(dict.fromkeys(troubles))


def _json_ld(page: WebPage, element: html.HtmlElement, troubles: list[str]) -> Iterator[Any]:
    # extruct is slow to load, and most sources do without it.
    from extruct.jsonld import JsonLdExtractor

    for script in compiled(_JSON_LD)(element):
        script.set("type", "application/ld+json")
        try:
            yield from JsonLdExtractor().extract_items(script)
        except (ValueError, RecursionError) as error:
            troubles.append(f"its JSON-LD is broken ({error})")


def _microdata(page: WebPage, element: html.HtmlElement, troubles: list[str]) -> Iterator[Any]:
    if "itemscope" not in page.text:
        return
    if _is_overgrown(element, "itemscope", "itemprop"):
        troubles.append("its microdata are too many or nested too deeply")
        return
    from extruct.w3cmicrodata import MicrodataExtractor

    try:
        yield from MicrodataExtractor().extract_items(element, base_url=page.base)
    except Exception as error:
        troubles.append(f"its microdata are broken ({type(error).__name__})")


def _rdfa(page: WebPage, element: html.HtmlElement, troubles: list[str]) -> Iterator[Any]:
    if "typeof" not in page.text or "schema" not in page.text:
        return
    if _is_overgrown(element, "typeof", "property"):
        troubles.append("its RDFa are too many or nested too deeply")
        return
    from extruct.rdfa import RDFaExtractor

    try:
        source = etree.tostring(element, encoding="unicode", method="html")
        yield from RDFaExtractor().extract(source, base_url=page.base)
    except Exception as error:
        troubles.append(f"its RDFa is broken ({type(error).__name__})")


def _is_overgrown(element: html.HtmlElement, node: str, key: str) -> bool:
    """Whether there is more of a syntax than its reader, whose work grows far faster, can bear."""
    depth = seen = elements = 0
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            elements += 1
            depth += node in one.attrib
            seen += node in one.attrib or key in one.attrib
            if depth > DEEPEST_MARKUP or seen > MOST_MARKED or elements > MOST_ELEMENTS:
                return True
        else:
            depth -= node in one.attrib
    return False


def _nodes(found: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Every node in ``found``, an outer one before those that it holds."""
    waiting = list(found)[::-1]
    seen = 0
    while waiting and seen < MOST_NODES:
        one = waiting.pop()
        if isinstance(one, dict):
            seen += 1
            yield one
            waiting += list(one.values())[::-1]
        elif isinstance(one, list):
            waiting += one[::-1]


def _types(node: dict[str, Any]) -> Iterator[str]:
    types = node.get("@type", node.get("type"))
    for type_ in types if isinstance(types, list) else [types]:
        if isinstance(type_, str):
            yield _name(type_)


def _name(iri: str) -> str:
    """The name of a schema.org term, whichever way it is written."""
    return _NAMESPACE.sub("", iri.strip())


class _Plain:
    """Nodes in one form for all syntaxes: names as keys, bare values, references followed.

    ``sort`` orders lists that come in no order of their own.
    """

    def __init__(self, nodes: list[dict[str, Any]], *, sort: bool) -> None:
        self._by_id = {
            str(one["@id"]): one for one in reversed(nodes) if len(one) > 1 and "@id" in one
        }
        self._sort = sort
        self._left = MOST_NODES
        self._within: list[str] = []

    def of(self, node: dict[str, Any]) -> dict[str, Any]:
        """The plain form of ``node``; empty where it is too deep or the page too large."""
        self._left -= 1
        id_ = str(node.get("@id", ""))
        if self._left < 0 or len(self._within) == DEEPEST:
            return {}
        # Microdata keep the properties of a node apart from its type.
        properties = node.get("properties")
        if isinstance(properties, dict) and "type" in node:
            node = {"@type": node["type"], **properties}
        self._within.append(id_)
        plain = {
            _name(key): self._value(value)
            for key, value in node.items()
            if key not in ("@type", "@context", "@id")
        }
        self._within.pop()
        types = sorted(set(_types(node)))
        plain["@type"] = types[0] if len(types) == 1 else types
        # The name of a blank node is another each time.
        if id_ and not id_.startswith("_:"):
            plain["@id"] = id_
        return plain

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            values = [self._value(one) for one in value]
            if self._sort:
                values.sort(key=_written)
            return values[0] if len(values) == 1 else values
        if not isinstance(value, dict):
            return value
        if "@value" in value:
            return value["@value"]
        id_ = str(value.get("@id", ""))
        if len(value) > 1 or not id_:
            return self.of(value)
        return self.of(self._by_id[id_]) if self._follows(id_) else id_

    def _follows(self, id_: str) -> bool:
        return id_ in self._by_id and id_ not in self._within


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _position(node: dict[str, Any], page: WebPage) -> int:
    """Where the node's name stands in the page."""
    return page.text.find(str(node.get("name", "")))

"""Writing a definition as YAML that people read, and that `definition_file` reads back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

import yaml
from pydantic import BaseModel

from carrefour.catalogue.definition import Rule, SourceDefinition
from carrefour.catalogue.definition_file import RESOLVERS
from carrefour.catalogue.fetching import Fetch, Select
from carrefour.catalogue.selector import is_xpath

_WIDTH = 96  # characters of a line
_SHORT = 72  # a mapping or a list of no more characters is written on one line
_ALWAYS_TALL = ("fields", "tags", "places")
_LAST = ("gather", "pace", "limits", "key")
_ODD_BREAK = re.compile("[\r\x85\u2028\u2029]")  # YAML would read each of them as a space
_TAG = "tag:yaml.org,2002:"


class _Dumper(yaml.SafeDumper):
    """Quotes a text that `definition_file` would else read back as something else."""


_Dumper.yaml_implicit_resolvers = {}
for _resolver in RESOLVERS:
    _Dumper.add_implicit_resolver(*_resolver)


def dump(definition: SourceDefinition) -> str:
    """``definition`` as YAML: keys in the order of the format, short forms where there are any.

    ``definition_file.parse`` reads the very same definition back.
    """
    return dump_plain(_shortened(definition))


def dump_plain(data: dict[str, Any]) -> str:
    """What a definition says, be it complete or not, as YAML.

    The keys that the format knows come first, in its order.
    """
    known = [*SourceDefinition.model_fields, *data]
    if isinstance(data.get("fetch"), dict):
        data = {**data, "fetch": _fetch_in_order(data["fetch"])}
    names = [name for name in dict.fromkeys(known) if name in data]
    pairs = [(_node(n), _node(data[n], tall=n in _ALWAYS_TALL)) for n in names]
    root = yaml.MappingNode(f"{_TAG}map", pairs, flow_style=False)
    return yaml.serialize(root, Dumper=_Dumper, allow_unicode=True, width=_WIDTH)


def _shortened(value: Any) -> Any:
    """``value`` as plain data, without what is as by default, in the forms that people write."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        told = {
            name: _shortened(getattr(value, name))
            for name in _names_of(type(value))
            if getattr(value, name) != fields[name].get_default(call_default_factory=True)
        }
        return _short_form(value, told)
    if isinstance(value, dict):
        return {key: _shortened(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_shortened(part) for part in value]
    return value


def _names_of(model: type[BaseModel]) -> list[str]:
    names = list(model.model_fields)
    if issubclass(model, Fetch):
        # First what it is and where, then what is its own, then what all kinds share.
        shared = [name for name in names if name in _LAST]
        names = list(dict.fromkeys(["kind", "url", *(n for n in names if n not in _LAST), *shared]))
    return names


def _fetch_in_order(fetch: dict[str, Any]) -> dict[str, Any]:
    """``fetch`` with its keys in the order of its kind; unknown ones last."""
    kinds = {name: kind for kind in _subclasses(Fetch) if (name := _kind_of(kind))}
    kind = kinds.get(str(fetch.get("kind")), Fetch)
    known = [*_names_of(kind), *fetch]
    return {name: fetch[name] for name in dict.fromkeys(known) if name in fetch}


def _subclasses(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for kind in model.__subclasses__():
        yield kind
        yield from _subclasses(kind)


def _kind_of(model: type[BaseModel]) -> str:
    told = model.model_fields.get("kind")
    return str(get_args(told.annotation)[0]) if told else ""


def _short_form(model: BaseModel, told: dict[str, Any]) -> Any:
    if isinstance(model, Rule) and list(told) == ["path"]:
        return told["path"]
    if isinstance(model, Select):
        bare = model.css or model.xpath
        if len(told) == 1 and is_xpath(bare) == bool(model.xpath):
            return bare
    if isinstance(model, SourceDefinition) and "tags" in told:
        tags = told["tags"].items()
        told["tags"] = {t: codes[0] if len(codes) == 1 else codes for t, codes in tags}
    return told


def _node(value: Any, *, tall: bool = False) -> yaml.Node:
    """``value`` as a node; a mapping or list that is short stands on one line unless ``tall``."""
    if isinstance(value, dict):
        pairs = [(_node(key), _node(part)) for key, part in value.items()]
        flow = not tall and _fits([node for pair in pairs for node in pair])
        return yaml.MappingNode(f"{_TAG}map", pairs, flow_style=flow)
    if isinstance(value, list | tuple):
        nodes = [_node(part) for part in value]
        return yaml.SequenceNode(f"{_TAG}seq", nodes, flow_style=not tall and _fits(nodes))
    return _scalar(value)


def _scalar(value: Any) -> yaml.Node:
    if isinstance(value, bool):
        return yaml.ScalarNode(f"{_TAG}bool", "true" if value else "false")
    if isinstance(value, int) and value >= 0:
        return yaml.ScalarNode(f"{_TAG}int", str(value))
    if value is None:
        return yaml.ScalarNode(f"{_TAG}null", "null")
    # Other numbers are read back as texts, which the format turns into numbers again.
    text = str(value)
    style = '"' if _ODD_BREAK.search(text) else "|" if "\n" in text.strip("\n") else None
    return yaml.ScalarNode(f"{_TAG}str", text, style=style)


def _fits(nodes: list[yaml.Node]) -> bool:
    """Whether ``nodes`` are few and short enough to stand on one line."""
    texts = [text for node in nodes for text in _texts(node)]
    return not any("\n" in text for text in texts) and sum(len(t) + 2 for t in texts) <= _SHORT


def _texts(node: yaml.Node) -> Iterable[str]:
    if isinstance(node, yaml.ScalarNode):
        return [node.value]
    if isinstance(node, yaml.MappingNode):
        return [text for pair in node.value for part in pair for text in _texts(part)]
    return [text for part in node.value for text in _texts(part)]

"""Reading a source's YAML file, with errors that name the file, the line and the cure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from carrefour.catalogue import definition, fetching
from carrefour.catalogue.definition import SourceDefinition


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a definition: its line, and what is wrong with the cure."""

    line: int
    reason: str


class DefinitionError(Exception):
    """A definition that is not valid: one line an error, each with file, line, key and cure."""

    def __init__(self, message: str, mistakes: Iterable[Mistake] = ()) -> None:
        super().__init__(message)
        self.mistakes = tuple(mistakes)

    @classmethod
    def of(cls, name: str, mistakes: list[Mistake]) -> DefinitionError:
        """The error of a text called ``name`` in which all ``mistakes`` were found."""
        return cls("\n".join(f"{name}:{m.line}: {m.reason}" for m in mistakes), mistakes)


class Loader(yaml.SafeLoader):
    """YAML in which a plain word stays a text: no ``no`` that turns false, no ``01`` that turns 1.

    Only ``true`` and ``false`` and plain whole numbers without leading zero keep their type.
    Aliases are refused: a few lines of them can stand for more than any machine holds.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """One node, unless it stands for another."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="an alias (*) is not taken; write the value out", problem_mark=mark
            )
        return super().compose_node(parent, index)


RESOLVERS = (
    ("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf")),
    ("tag:yaml.org,2002:int", re.compile(r"^(0|[1-9][0-9]*)$"), list("0123456789")),
    ("tag:yaml.org,2002:null", re.compile(r"^(~|null|)$"), ["~", "n", ""]),
)
Loader.yaml_implicit_resolvers = {}
for _resolver in RESOLVERS:
    Loader.add_implicit_resolver(*_resolver)

Lines = dict[tuple[str | int, ...], int]


def load(path: Path) -> SourceDefinition:
    """The definition in the file at ``path``.

    Raises `DefinitionError` for a file that cannot be read, is not YAML, repeats a key, or does
    not fit the format.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = f"cannot be read: {error}; save it as UTF-8 text"
        raise DefinitionError.of(str(path), [Mistake(1, reason)]) from error
    return parse(text, str(path))


def parse(text: str, name: str = "definition") -> SourceDefinition:
    """The definition in ``text``; ``name`` stands for the file in messages. See `load`."""
    data, lines = plain(text, name)
    try:
        return SourceDefinition.model_validate(data)
    except ValidationError as error:
        told = dict.fromkeys(_tell(e, lines) for e in error.errors())
        raise DefinitionError.of(name, list(told)) from error


def plain(text: str, name: str = "definition") -> tuple[dict[str, Any], Lines]:
    """What ``text`` says before it is held to the format, and the line of every key.

    Raises `DefinitionError` when it is not YAML, repeats a key, or holds no keys.
    """
    try:
        root = yaml.compose(text, Loader=Loader)
        lines: Lines = {}
        repeated: list[Mistake] = []
        if root is not None:
            _mark(root, (), lines, repeated)
        data = yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader with fewer types
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DefinitionError.of(name, [Mistake(line, f"not YAML: {error.problem}")]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise DefinitionError.of(name, [Mistake(1, f"not YAML: {error}")]) from error
    except RecursionError as error:
        raise DefinitionError.of(name, [Mistake(1, "not YAML: nested too deeply")]) from error
    if repeated:
        raise DefinitionError.of(name, repeated)
    if not isinstance(data, dict):
        reason = "holds no keys; docs/sources.md shows a definition"
        told = "the file is empty; docs/sources.md shows a definition" if data is None else reason
        raise DefinitionError.of(name, [Mistake(1, told)])
    return data, lines


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the format, for editors: short forms too, such as a path for a rule."""
    schema = SourceDefinition.model_json_schema()
    short = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    for part in ("FieldRules", "PlaceRules"):
        for rule in schema["$defs"][part]["properties"].values():
            if "Rule" in str(rule):
                rule["anyOf"] = [
                    *rule.pop("anyOf", [{"$ref": rule.pop("$ref", None)}]),
                    *short["anyOf"],
                ]
    # A selector may be written as a bare text too.
    fields = schema["$defs"]["PageRules"]["properties"]["fields"]
    fields["additionalProperties"] = {"anyOf": [fields["additionalProperties"], {"type": "string"}]}
    schema["$defs"]["HtmlFetch"]["properties"]["link"]["anyOf"].append({"type": "string"})
    tags = schema["properties"]["tags"]
    tags["additionalProperties"] = {"anyOf": [tags["additionalProperties"], {"type": "string"}]}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Carrefour source definition"
    return schema


def _mark(
    node: yaml.Node, at: tuple[str | int, ...], lines: Lines, repeated: list[Mistake]
) -> None:
    """Remember the line of every key and item, and name the keys that stand twice."""
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                reason = f"'{key.value}' stands twice (first at line {seen[key.value]}); "
                repeated.append(Mistake(line, f"{reason}keep one of them"))
            seen[key.value] = line
            lines[(*at, key.value)] = line
            _mark(value, (*at, key.value), lines, repeated)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _mark(item, (*at, index), lines, repeated)


def _tell(error: ErrorDetails, lines: Lines) -> Mistake:
    """One error for the person who wrote the file."""
    where = _own(error["loc"], lines, missing=error["type"] == "missing")
    line = lines.get(where) or lines.get(where[:-1]) or 1
    dotted = ".".join(str(part) for part in where) or "the file"
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = f"unknown key{_nearest(where)}"
    elif error["type"] == "missing":
        message = "is missing; add it"
    elif error["type"] == "union_tag_invalid":
        message = f"{message}; use one of these kinds"
    return Mistake(line, f"{dotted}: {message}")


def _own(loc: tuple[int | str, ...], lines: Lines, *, missing: bool) -> tuple[int | str, ...]:
    """``loc`` without the parts that pydantic adds for unions and that the file does not have.

    The last part is what is ``missing``, when something is.
    """
    where: tuple[int | str, ...] = ()
    for index, part in enumerate(loc):
        if (*where, part) in lines or (missing and index == len(loc) - 1):
            where = (*where, part)
    return where


def _nearest(where: tuple[int | str, ...]) -> str:
    """A hint at the known key that is spelt most like the unknown one."""
    known = {
        field
        for part in (definition, fetching)
        for model in vars(part).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for field in model.model_fields
    }
    near = difflib.get_close_matches(str(where[-1]), sorted(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else "; docs/sources.md lists the keys"

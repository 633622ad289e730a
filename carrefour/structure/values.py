"""Rules applied: from a record to the texts that a definition points at.

Over what `Rule` says:

- a template of several lines loses the lines of which every brace came empty, so that
  ``Horaires : {horaires}`` is only there when there are hours;
- ``map`` leaves a value that it does not know as it is, or takes what it says for ``*``; a value
  mapped to nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from carrefour.catalogue.definition import Rule
from carrefour.catalogue.expression import read, render, texts
from carrefour.structure.tagging import folded
from carrefour.structure.wordlists import listed

Reader = Callable[[Any], list[str]]

MOST_TEXT = 200_000  # characters of one raw value of several lines; the longest seen has 12,000

# Half characters and control characters: no database keeps them and no page shows them.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BRACES = re.compile(r"\{([^{}]+)\}")
_FILLERS = listed("fillers")


def is_filler(text: str) -> bool:
    """Whether ``text`` stands for "nothing", as "NON REGISTRÉ", "null" and "-" do."""
    if len(text) > 20:
        return False
    name = folded(text)
    return name in _FILLERS or not (name or any(c.isalnum() for c in text))


def reader(rule: Rule | None) -> Reader:
    """The function that reads every text of ``rule`` from a record, in order, once compiled."""
    if rule is None:
        return _nothing
    read_origin = _origin(rule)
    steps: list[Callable[[list[str]], list[str]]] = []
    if rule.split:
        steps.append(_splitter(re.compile(rule.split)))
    if rule.pattern:
        steps.append(_matcher(re.compile(rule.pattern)))
    if rule.map:
        steps.append(_mapper(rule.map))

    def apply(record: Any) -> list[str]:
        found = [_keepable(text) for text in read_origin(record)]
        for step in steps:
            found = step(found)
        return [text for text in (t.strip() for t in found) if text]

    return apply


def told(found: list[str]) -> list[str]:
    """``found`` without the fillers that stand for nothing."""
    return [text for text in found if not is_filler(text)]


def first(found: list[str]) -> str:
    """The first of ``found`` that is no filler, or the empty text."""
    for text in found:
        if not is_filler(text):
            return text
    return ""


def _nothing(_: Any) -> list[str]:
    return []


def _keepable(text: str) -> str:
    return text if text.isprintable() else _UNKEEPABLE.sub("", text[:MOST_TEXT])


def _origin(rule: Rule) -> Reader:
    if rule.template:
        lines = rule.template.splitlines() or [rule.template]
        return lambda record: _rendered(lines, record)
    if rule.constant:
        constants = list(rule.constants)
        return lambda _: constants
    paths = rule.paths
    if rule.all:
        return lambda record: [text for path in paths for text in texts(read(record, path))]
    return lambda record: _first_given(paths, record)


def _first_given(paths: tuple[str, ...], record: Any) -> list[str]:
    for path in paths:
        found = texts(read(record, path))
        if len(paths) == 1 or any(not is_filler(text) for text in found):
            return found
    return []


def _rendered(lines: list[str], record: Any) -> list[str]:
    if len(lines) == 1:
        text = render(lines[0], record)
        return [text] if text else []
    kept = []
    for line in lines:
        paths = _BRACES.findall(line)
        values = [text for path in paths for text in texts(read(record, path))]
        if not paths or any(not is_filler(text) for text in values):
            kept.append(render(line, record))
    return ["\n".join(kept)] if kept else []


def _splitter(pattern: re.Pattern[str]) -> Callable[[list[str]], list[str]]:
    return lambda found: [p for text in found for p in pattern.split(text) if p and p.strip()]


def _matcher(pattern: re.Pattern[str]) -> Callable[[list[str]], list[str]]:
    group = 1 if pattern.groups else 0

    def match(found: list[str]) -> list[str]:
        matches = (pattern.search(text) for text in found)
        return [m.group(group) or "" for m in matches if m]

    return match


def _mapper(table: dict[str, str]) -> Callable[[list[str]], list[str]]:
    return lambda found: [table.get(text.strip(), table.get("*", text)) for text in found]

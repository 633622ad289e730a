"""Rules applied: from a record to the texts that a definition points at."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from carrefour.catalogue.definition import Rule
from carrefour.catalogue.expression import read, render, texts


def values(rule: Rule | None, record: Any) -> list[str]:
    """Every text that ``rule`` finds in ``record``, in order; none where there is no rule."""
    if rule is None:
        return []
    found = _origin(rule, record)
    if rule.split:
        found = [
            part.strip() for text in found for part in _compiled(rule.split).split(text) if part
        ]
    if rule.pattern:
        matches = (_compiled(rule.pattern).search(text) for text in found)
        found = [(m.group(1) if m.re.groups else m.group()) or "" for m in matches if m]
    if rule.map:
        found = [rule.map.get(text, rule.map.get("*", "")) for text in found]
    return [text for text in found if text]


def value(rule: Rule | None, record: Any) -> str:
    """The first text that ``rule`` finds, empty when it finds none."""
    found = values(rule, record)
    return found[0] if found else ""


def _origin(rule: Rule, record: Any) -> list[str]:
    if rule.template:
        text = render(rule.template, record)
        return [text] if text else []
    if rule.constant:
        return list(rule.constants)
    found: list[str] = []
    for path in rule.paths:
        found += texts(read(record, path))
        if found and not rule.all:
            break
    return found


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)

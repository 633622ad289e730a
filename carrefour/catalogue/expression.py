"""Paths and templates: how a definition points into a record.

A path names keys parted by dots: ``address.city``. A key that holds dots or spaces is found as
it is written. A list is walked item by item (``categories.name`` gives every name) or by number
(``images.0.url``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_IN_BRACES = re.compile(r"\{([^{}]+)\}")


def read(record: Any, path: str) -> Any:
    """The value at ``path`` in ``record``, or ``None`` where there is none.

    An empty path gives the record itself. Walking a list gives the list of the values found.
    """
    if path == "":
        return record
    if isinstance(record, dict):
        if path in record:
            return record[path]
        head, dot, rest = path.partition(".")
        while dot:
            if head in record:
                return read(record[head], rest)
            further, dot, rest = rest.partition(".")
            head = f"{head}.{further}"
        return None
    if isinstance(record, list):
        head, _, rest = path.partition(".")
        if head.isdigit():
            index = int(head)
            return read(record[index], rest) if index < len(record) else None
        found = [read(item, path) for item in record]
        return [value for value in found if value is not None] or None
    return None


def without(record: Any, path: str) -> Any:
    """``record`` with nothing at ``path`` any more, in each item of the lists on the way."""
    if isinstance(record, list):
        return [without(item, path) for item in record]
    if not isinstance(record, dict):
        return record
    if path in record:
        return {key: value for key, value in record.items() if key != path}
    head, dot, rest = path.partition(".")
    while dot:
        if head in record:
            return {**record, head: without(record[head], rest)}
        further, dot, rest = rest.partition(".")
        head = f"{head}.{further}"
    return record


def texts(value: Any) -> list[str]:
    """The texts in ``value``: itself, or each item of a list; numbers written as people do."""
    if value is None or isinstance(value, dict):
        return []
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts(item)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return [text] if text else []


def render(template: str, record: Any, each: Callable[[str], str] = str) -> str:
    """``template`` with each ``{path}`` replaced by ``each`` of its first text, or by nothing."""

    def fill(match: re.Match[str]) -> str:
        found = texts(read(record, match.group(1)))
        return each(found[0]) if found else ""

    return _IN_BRACES.sub(fill, template).strip()

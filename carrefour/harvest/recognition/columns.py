"""The keys of a sample of records: how well each is filled, and with what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from carrefour.catalogue.expression import texts

MOST_COLUMNS = 300
_DEEPEST = 4
_EXAMPLES = 3
_URL = re.compile(r"^(?:https?://|www\.)\S+$", re.I)
_DATE = re.compile(
    r"^(?:(?:19|20)\d\d(?:-\d\d){0,2}(?:[T ]\d\d:\d\d.*)?|\d{1,2}/\d{1,2}/(?:19|20)?\d\d(?:\s.*)?"
    r"|\w{3}, \d{1,2} \w{3} (?:19|20)\d\d.*)$"
)
_NUMBER = re.compile(r"^-?\d+(?:[.,]\d+)?$")
_POSTCODE = re.compile(r"^(?:0?[1-9]|[1-9]\d)\d{3}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.\w{2,}$")
_PHONE = re.compile(r"^(?:\+\d{2,3}|0)[\s.\-/()]*[1-9](?:[\s.\-/()]*\d){8}$")
_POINT = re.compile(r"^\[?\s*-?\d{1,3}\.\d+\s*[,; ]\s*-?\d{1,3}\.\d+\s*\]?$")
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)(?:\?|$)", re.I)
_SHAPES = {
    "url": _URL,
    "date": _DATE,
    "number": _NUMBER,
    "postcode": _POSTCODE,
    "email": _EMAIL,
    "phone": _PHONE,
    "point": _POINT,
}


@dataclass(slots=True)
class Column:
    """A key of the records, as a path that a definition can use.

    ``values`` are its texts, record by record, without the records that have none; ``many`` says
    that a record gives several (a list). ``of`` is how many records there are.
    """

    path: str
    of: int
    many: bool = False
    values: list[list[str]] = field(default_factory=list)

    @property
    def fill(self) -> float:
        """The share of records in which it is filled."""
        return len(self.values) / self.of if self.of else 0.0

    @property
    def flat(self) -> list[str]:
        """All its texts."""
        return [text for told in self.values for text in told]

    @property
    def examples(self) -> list[str]:
        """A few different texts."""
        return list(dict.fromkeys(self.flat))[:_EXAMPLES]

    @property
    def unique(self) -> bool:
        """Whether every record has it, and no two the same."""
        firsts = [told[0] for told in self.values]
        return len(firsts) == self.of and len(set(firsts)) == self.of

    @property
    def variety(self) -> float:
        """The share of its texts that differ: 1 for names, near 0 for categories."""
        flat = self.flat
        return len(set(flat)) / len(flat) if flat else 0.0

    @property
    def length(self) -> float:
        """The mean length of its texts, in characters."""
        flat = self.flat
        return sum(map(len, flat)) / len(flat) if flat else 0.0

    def share(self, shape: str) -> float:
        """The share of its texts that look like a ``shape``: url, date, number, email…"""
        flat, pattern = self.flat, _SHAPES[shape]
        return sum(1 for text in flat if pattern.match(text)) / len(flat) if flat else 0.0

    @property
    def pictures(self) -> float:
        """The share of its texts that name a picture's file."""
        flat = self.flat
        return sum(1 for text in flat if _IMAGE.search(text)) / len(flat) if flat else 0.0

    @property
    def numbers(self) -> list[float]:
        """Its texts that are numbers."""
        return [float(t.replace(",", ".")) for t in self.flat if _NUMBER.match(t)]


def columns_of(records: Iterable[dict[str, Any]]) -> list[Column]:
    """Every key of ``records``, nested ones too, in the order in which they come."""
    columns: dict[str, Column] = {}
    told = list(records)
    for record in told:
        seen: dict[str, list[str]] = {}
        for path, many, found in _leaves(record, "", 0, many=False):
            if path not in columns and len(columns) >= MOST_COLUMNS:
                continue
            column = columns.setdefault(path, Column(path, len(told)))
            column.many = column.many or many
            seen.setdefault(path, []).extend(found)
        for path, found in seen.items():
            if found:
                columns[path].values.append(found)
    return list(columns.values())


def _leaves(
    value: Any, path: str, depth: int, *, many: bool
) -> Iterator[tuple[str, bool, list[str]]]:
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, part in value.items():
            if key:
                yield from _leaves(part, f"{path}.{key}" if path else key, depth + 1, many=many)
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        for part in value:
            yield from _leaves(part, path, depth, many=True)
    elif path:
        yield path, many or isinstance(value, list), texts(value)

"""What a row holds, as both databases tell it, and a hash of it that is the same on both.

SQLite keeps what PostgreSQL has types for as numbers and text: a time is text in UTC, a truth a
number, JSON a text. PostgreSQL orders the keys of ``jsonb`` and spells its numbers in its own way:
JSON is compared by what it means.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

Value = object
_MODULUS = 1 << 256


def _moment(told: object) -> datetime:
    moment = datetime.fromisoformat(str(told))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _float(told: object) -> float:
    return float(str(told))


# How a value of SQLite is read, by the name that PostgreSQL has for the type of its column.
READ: dict[str, Callable[[object], Value]] = {
    "bool": bool,
    "bytea": lambda told: told,
    "date": lambda told: date.fromisoformat(str(told)),
    "float8": _float,
    "int2": lambda told: told,
    "int4": lambda told: told,
    "int8": lambda told: told,
    "jsonb": lambda told: told,
    "text": lambda told: told,
    "timestamptz": _moment,
    "uuid": lambda told: UUID(str(told)),
    "varchar": lambda told: told,
}


def read(values: Sequence[object], kinds: Sequence[str]) -> list[Value]:
    """A row of SQLite as PostgreSQL takes it. Raises `ValueError` for what is no such value."""
    return [
        None if value is None else READ[kind](value)
        for value, kind in zip(values, kinds, strict=True)
    ]


class Tally:
    """How many rows a table holds, and a hash of them that does not depend on their order."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self._kinds = kinds
        self.rows = 0
        self._sum = 0

    def add(self, values: Sequence[Value]) -> None:
        """Count a row, JSON in it being text."""
        hashed = hashlib.sha256()
        for value, kind in zip(values, self._kinds, strict=True):
            spelt = b"-" if value is None else b"+" + _spelt(value, kind)
            hashed.update(len(spelt).to_bytes(8, "big") + spelt)
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashed.digest(), "big")) % _MODULUS

    @property
    def told(self) -> tuple[int, str]:
        """What is equal for equal tables."""
        return self.rows, f"{self._sum:064x}"


def _spelt(value: Value, kind: str) -> bytes:
    if kind == "bytea":
        return bytes(value)  # type: ignore[call-overload, no-any-return]
    if kind == "jsonb":
        value = _meaning(str(value))
    elif isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat()
    elif kind == "float8":
        value = repr(value)
    return str(value).encode("utf-8", "surrogatepass")


def _meaning(text: str) -> str:
    """``text``, which is JSON, with its keys in order and each number spelt in one way."""
    told = json.loads(text, parse_float=_number, parse_int=_number)
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _number(text: str) -> str:
    """One spelling for 100000, 1e5 and 1.0E+5; NUL, which no text may hold, tells it from one."""
    sign, digits, exponent = Decimal(text).as_tuple()
    plain = "".join(map(str, digits)).lstrip("0")
    kept = plain.rstrip("0")
    if not kept or not isinstance(exponent, int):
        return "\0000"
    return f"\0{'-' * sign}{kept}e{exponent + len(plain) - len(kept)}"

"""What a crawl says while it runs: one JSON list a line."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass

from carrefour.harvest.connectors.raw import Item, Rejected


@dataclass(frozen=True, slots=True)
class Broken:
    """The source cannot be read further: where, why, and the cure."""

    where: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class Alive:
    """Nothing new, but the crawl goes on."""


@dataclass(frozen=True, slots=True)
class End:
    """All was read."""


Message = Item | Rejected | Broken | Alive | End
_KINDS: dict[str, type[Message]] = {
    "item": Item, "rejected": Rejected, "broken": Broken, "alive": Alive, "end": End,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _KINDS.items()}


def written(message: Message) -> bytes:
    """``message`` as a line. Raises ``TypeError``, ``ValueError`` or ``RecursionError`` for data
    that JSON cannot hold."""
    # Not astuple(): it would copy the data of an item, level by level.
    if isinstance(message, Item):
        parts: list[object] = [message.where, message.data]
    else:
        parts = list(astuple(message))
    return json.dumps([_NAMES[type(message)], *parts]).encode() + b"\n"


def read(line: bytes) -> Message:
    """The message in ``line``. Raises ``ValueError`` when it holds none."""
    try:
        name, *parts = json.loads(line)
        return _KINDS[name](*parts)
    except (KeyError, TypeError) as error:
        raise ValueError(f"no message: {line[:200]!r}") from error

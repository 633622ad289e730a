"""What connectors give: records as they came, and those that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One item of a source, with the id that its definition gives it.

    ``hash`` is that of its content, the same whatever the order of its keys.
    """

    external_id: str
    data: dict[str, Any]
    where: str
    hash: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that cannot be used: where it stood, why, and how it looked (cut short)."""

    where: str
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item as a connector reads it, before it has an id."""

    where: str
    data: Any


@dataclass(frozen=True, slots=True)
class Deleted:
    """The source says that this item is no more; ``data`` holds what its id is made of."""

    where: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gone:
    """The id of a record that the source says is no more."""

    external_id: str


@dataclass(frozen=True, slots=True)
class TheRestStands:
    """What the source does not name this time is as it was: it told only what changed."""


Given = Item | Rejected | Deleted | TheRestStands
Told = RawRecord | Rejected | Gone | TheRestStands


class SourceBroken(Exception):
    """The source cannot be read further: which one, where, why, and the cure."""

    def __init__(self, source: str, where: str, reason: str, cure: str) -> None:
        super().__init__(f"{source}: {where}: {reason}. {cure}")
        self.source, self.where, self.reason, self.cure = source, where, reason, cure


class Unreadable(Exception):
    """A file that a connector cannot read: where, why, and the cure."""

    def __init__(self, where: str, reason: str, cure: str) -> None:
        super().__init__(f"{where}: {reason}. {cure}")
        self.where, self.reason, self.cure = where, reason, cure

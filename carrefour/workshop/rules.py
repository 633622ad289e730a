"""Rules as rows of a form: how one of our fields is read, told and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from carrefour.harvest.recognition import Column
from carrefour.workshop.words import Words

_TEXTS = ("template", "constant", "split", "pattern", "format")


@dataclass(slots=True)
class Choice:
    """A key of the source that a rule may read."""

    path: str
    example: str = ""
    fill: int | None = None  # percent; None when the sample does not hold it

    @classmethod
    def of(cls, column: Column) -> Choice:
        """``column`` as a choice, with a text of it that is not too long to show."""
        examples = column.examples
        return cls(column.path, _cut(examples[0]) if examples else "", round(100 * column.fill))


@dataclass(slots=True)
class Row:
    """The rule of one field as a form shows it.

    ``more`` holds further paths, one a line; ``map`` a line "theirs = ours" for each value.
    """

    name: str
    key: str
    label: Words
    path: str = ""
    more: str = ""
    all: bool = False
    template: str = ""
    constant: str = ""
    split: str = ""
    pattern: str = ""
    format: str = ""
    map: str = ""
    choices: list[Choice] = field(default_factory=list)

    @property
    def filled(self) -> bool:
        """Whether the rule reads anything."""
        return bool(self.path or self.more or self.template or self.constant)

    @property
    def settings(self) -> int:
        """How many options are set."""
        told = [self.more, self.all, self.map, *(getattr(self, name) for name in _TEXTS)]
        return sum(1 for one in told if one)

    @property
    def unusual(self) -> bool:
        """Whether what it reads stands among the options."""
        return bool(self.template or self.constant)

    @property
    def chosen(self) -> Choice | None:
        """The key that is chosen."""
        return next((choice for choice in self.choices if choice.path == self.path), None)


def row(name: str, key: str, label: Words, rule: Any, choices: list[Choice]) -> Row:
    """The row of ``rule``, which may be anything that a definition in the making holds."""
    told: dict[str, Any] = rule if isinstance(rule, dict) else {"path": rule}
    paths = _texts(told.get("path"))
    this = Row(
        name,
        key,
        label,
        path=paths[0] if paths else "",
        more="\n".join(paths[1:]),
        all=told.get("all") is True,
        constant="\n".join(_texts(told.get("constant"))),
        map="\n".join(f"{theirs} = {ours}" for theirs, ours in _pairs(told.get("map"))),
    )
    for part in ("template", "split", "pattern", "format"):
        setattr(this, part, str(told.get(part) or ""))
    unknown = [Choice(this.path)] if this.path and _unknown(this.path, choices) else []
    this.choices = [*choices, *unknown]
    return this


def rule_from(post: Mapping[str, str], name: str) -> Any:
    """The rule that the form says under ``name``, as a definition writes it; ``None`` for none."""

    def said(part: str) -> str:
        return post.get(f"{name}.{part}", "").replace("\r\n", "\n").strip("\n")

    paths = list(dict.fromkeys(p for p in [said("path"), *said("more").split("\n")] if p.strip()))
    constants = [line.strip() for line in said("constant").split("\n") if line.strip()]
    rule: dict[str, Any] = {}
    if paths:
        rule["path"] = paths[0] if len(paths) == 1 else paths
    if said("template").strip():
        rule["template"] = said("template")
    if constants:
        rule["constant"] = constants[0] if len(constants) == 1 else constants
    if not rule:
        return None
    if said("all"):
        rule["all"] = True
    rule |= {part: said(part) for part in ("split", "pattern", "format") if said(part)}
    if table := _table(said("map")):
        rule["map"] = table
    return rule["path"] if list(rule) == ["path"] else rule


def _table(lines: str) -> dict[str, str]:
    """Lines "theirs = ours" as a table; a line without a sign maps to nothing."""
    parted = [line.rpartition("=") if "=" in line else (line, "", "") for line in lines.split("\n")]
    return {theirs.strip(): ours.strip() for theirs, _, ours in parted if theirs.strip()}


def _unknown(path: str, choices: list[Choice]) -> bool:
    return all(choice.path != path for choice in choices)


def _texts(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(part) for part in value]
    return [str(value)] if value not in (None, "") else []


def _pairs(value: Any) -> list[tuple[str, str]]:
    return [(str(k), str(v)) for k, v in value.items()] if isinstance(value, dict) else []


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:69]}…"

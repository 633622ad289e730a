"""Decisions as a file: what people settled here, for another Carrefour or for another day.

A line of JSON for each decision. One that is known already, or older than what stands, changes
nothing, so that a file can be read twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from carrefour.catalogue.models import TagDecision, TwinDecision
from carrefour.pipeline import likenesses, tags
from carrefour.pipeline.twins import Name, find_what_waits

TAG, TWIN = "tag", "twin"


class LineError(Exception):
    """A line of a file of decisions cannot be used; the message says which and why."""


@dataclass(slots=True)
class Brought:
    """How many decisions were taken over, and how many were known or older than what stands."""

    taken: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class _OfTag:
    """A decision on a tag, as a line tells it."""

    source: str
    tag: str
    codes: list[str] | None
    by: str
    at: datetime

    def take(self) -> bool:
        """Write it, unless something newer or the same stands; whether it was written."""
        _, name, _ = tags.checked(self.tag, self.codes)
        every = TagDecision.objects.filter(source=self.source, name=name, current=True)
        stands = every.first()
        if stands and (stands.decided_at >= self.at or stands.codes == self.codes):
            return False
        tags.write(self.tag, self.codes, self.by, self.source, self.at)
        return True


@dataclass(frozen=True, slots=True)
class _OfTwins:
    """A decision on two records, as a line tells it."""

    one: Name
    other: Name
    same: bool | None
    titles: tuple[str, str]
    by: str
    at: datetime

    def take(self) -> bool:
        """Write it, unless something newer or the same stands; whether it was written."""
        stands = likenesses.standing(self.one, self.other)
        if stands and (stands.decided_at >= self.at or stands.same == self.same):
            return False
        titles = dict(zip((self.one, self.other), self.titles, strict=True))
        likenesses.write(
            self.one, self.other, same=self.same, by=self.by, titles=titles, at=self.at
        )
        return True


def exported() -> Iterator[bytes]:
    """Every decision that stands, a line each, always in the same order."""
    for one in TagDecision.objects.filter(current=True).order_by("source", "name"):
        yield _line(TAG, one, source=one.source, tag=one.tag, codes=one.codes)
    pairs = TwinDecision.objects.filter(current=True)
    for pair in pairs.order_by("source", "key", "other_source", "other_key"):
        yield _line(
            TWIN,
            pair,
            records=[[pair.source, pair.key], [pair.other_source, pair.other_key]],
            same=pair.same,
            titles=pair.titles,
        )


def _line(kind: str, one: TagDecision | TwinDecision, **told: object) -> bytes:
    signed = {"by": one.decided_by, "at": one.decided_at.isoformat()}
    return orjson.dumps({"kind": kind, **told, **signed}, option=orjson.OPT_APPEND_NEWLINE)


def bring(lines: Iterable[bytes]) -> Brought:
    """Take over the decisions of ``lines``, then apply them. Raises `LineError`.

    Nothing is taken over when a line cannot be used.
    """
    read = [_read(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    brought = Brought()
    for one in read:
        if one.take():
            brought.taken += 1
        else:
            brought.known += 1
    tags.apply_decisions()
    find_what_waits()
    return brought


def _read(number: int, line: bytes) -> _OfTag | _OfTwins:
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise LineError(f"line {number}: is not JSON ({error})") from error
    kind = told.get("kind") if isinstance(told, dict) else None
    if kind not in (TAG, TWIN):
        raise LineError(f"line {number}: is no decision; its 'kind' must be '{TAG}' or '{TWIN}'")
    try:
        return _tag(told) if kind == TAG else _twins(told)
    except ValueError as error:
        raise LineError(f"line {number}: {error}") from error


def _tag(told: dict[str, Any]) -> _OfTag:
    """Raises ``ValueError``."""
    source, tag, by, at = (_text(told, name) for name in ("source", "tag", "by", "at"))
    codes = told.get("codes")
    if codes is not None and not (
        isinstance(codes, list) and all(isinstance(code, str) for code in codes)
    ):
        raise ValueError("codes must be a list of codes, or null")
    tags.checked(tag, codes)
    return _OfTag(source, tag, codes, by, _time(at))


def _twins(told: dict[str, Any]) -> _OfTwins:
    """Raises ``ValueError``."""
    records, titles = told.get("records"), told.get("titles", ["", ""])
    if not (isinstance(records, list) and len(records) == 2 and all(map(_two_texts, records))):
        raise ValueError("records must be two, each [source, key]")
    if not _two_texts(titles):
        raise ValueError("titles must be two texts")
    same = told.get("same")
    if same is not None and not isinstance(same, bool):
        raise ValueError("same must be true, false or null")
    one, other = likenesses.in_order(tuple(records[0]), tuple(records[1]))
    if [*one] != records[0]:
        titles = titles[::-1]
    by, at = _text(told, "by"), _time(_text(told, "at"))
    return _OfTwins(one, other, same, (titles[0], titles[1]), by, at)


def _two_texts(told: object) -> bool:
    return isinstance(told, list) and len(told) == 2 and all(isinstance(t, str) for t in told)


def _text(told: dict[str, Any], name: str) -> str:
    """Raises ``ValueError``."""
    text = told.get(name, "")
    if not isinstance(text, str):
        raise ValueError(f"{name} must be a text")
    return text


def _time(at: str) -> datetime:
    """Raises ``ValueError``."""
    try:
        when = parse_datetime(at)
    except ValueError:
        when = None
    if when is None or is_naive(when):
        raise ValueError(f"'{at}' is no time; write 2026-11-24T12:00:00+01:00")
    return when

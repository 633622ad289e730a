"""Decisions as a file: what people settled here, for another Carrefour or for another day.

A line of JSON for each decision. One that is known already, or older than what stands, changes
nothing, so that a file can be read twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from carrefour.catalogue.models import TagDecision
from carrefour.pipeline.tags import apply_decisions, checked, write

KIND = "tag"


class LineError(Exception):
    """A line of a file of decisions cannot be used; the message says which and why."""


@dataclass(slots=True)
class Brought:
    """How many decisions were taken over, and how many were known or older than what stands."""

    taken: int = 0
    known: int = 0


def exported() -> Iterator[bytes]:
    """Every decision that stands, a line each, always in the same order."""
    for one in TagDecision.objects.filter(current=True).order_by("source", "name"):
        yield orjson.dumps(
            {
                "kind": KIND,
                "source": one.source,
                "tag": one.tag,
                "codes": one.codes,
                "by": one.decided_by,
                "at": one.decided_at.isoformat(),
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )


def bring(lines: Iterable[bytes]) -> Brought:
    """Take over the decisions of ``lines``, then apply them. Raises `LineError`.

    Nothing is taken over when a line cannot be used.
    """
    read = [_read(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    brought = Brought()
    for source, tag, codes, by, at in read:
        _, name, _ = checked(tag, codes)
        stands = TagDecision.objects.filter(source=source, name=name, current=True).first()
        if stands and (stands.decided_at >= at or stands.codes == codes):
            brought.known += 1
            continue
        write(tag, codes, by, source, at)
        brought.taken += 1
    apply_decisions()
    return brought


_Decision = tuple[str, str, list[str] | None, str, datetime]


def _read(number: int, line: bytes) -> _Decision:
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise LineError(f"line {number}: is not JSON ({error})") from error
    if not isinstance(told, dict) or told.get("kind") != KIND:
        raise LineError(f"line {number}: is no decision on a tag; its 'kind' must be '{KIND}'")
    texts = [told.get(name, "") for name in ("source", "tag", "by", "at")]
    if not all(isinstance(text, str) for text in texts):
        raise LineError(f"line {number}: source, tag, by and at must be texts")
    source, tag, by, at = texts
    codes = told.get("codes")
    if codes is not None and not (
        isinstance(codes, list) and all(isinstance(code, str) for code in codes)
    ):
        raise LineError(f"line {number}: codes must be a list of codes, or null")
    try:
        when = parse_datetime(at)
    except ValueError:
        when = None
    if when is None or is_naive(when):
        raise LineError(f"line {number}: '{at}' is no time; write 2026-11-24T12:00:00+01:00")
    try:
        checked(tag, codes)
    except ValueError as error:
        raise LineError(f"line {number}: {error}") from error
    return source, tag, codes, by, when

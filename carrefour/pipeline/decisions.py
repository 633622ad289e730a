"""Decisions as a file: what people settled here, for another Carrefour or for another day.

A line of JSON for each decision. One that is known already, or older than what stands, changes
nothing, so that a file can be read twice. What each kind of decision holds is told by its own
module; here is what they share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from carrefour.pipeline import correction_lines, organisation_lines, tag_lines, twin_lines
from carrefour.pipeline.corrections import mark_corrected
from carrefour.pipeline.lines import Brought, Line, LineError, Take
from carrefour.pipeline.remaking import AT_ONCE, make_again
from carrefour.pipeline.tags import mark_decided
from carrefour.pipeline.twins import find_what_waits

_KINDS = (tag_lines, correction_lines, twin_lines, organisation_lines)
_READERS: dict[str, Callable[[Line], Take]] = {kind.KIND: kind.read for kind in _KINDS}


def exported() -> Iterator[bytes]:
    """Every decision that stands, a line each, always in the same order."""
    for kind in _KINDS:
        for line in kind.told():
            signed = {"by": line.by, "at": line.at.isoformat()}
            told = {"kind": kind.KIND, **line.holds, **signed}
            yield orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)


def bring(lines: Iterable[bytes]) -> Brought:
    """Take over the decisions of ``lines``, then apply them. Raises `LineError`.

    Nothing is taken over when a line cannot be used.
    """
    ready = [_read(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    brought = Brought()
    with transaction.atomic():
        for take in ready:
            if take():
                brought.taken += 1
            else:
                brought.known += 1
    apply_what_waits()
    find_what_waits()
    return brought


def apply_what_waits(most: int = AT_ONCE) -> int:
    """Make again what decisions that are not applied yet touch; returns how many records.

    At most ``most`` of them: the next call goes on. A source that is being harvested is left for
    later. Linking what tells the same project is not done here.
    """
    mark_decided()
    mark_corrected()
    return make_again(most)


def _read(number: int, line: bytes) -> Take:
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise LineError(f"line {number}: is not JSON ({error})") from error
    kind = told.get("kind") if isinstance(told, dict) else None
    if kind not in _READERS:
        raise LineError(
            f"line {number}: is no decision; its 'kind' must be one of {', '.join(_READERS)}"
        )
    by = told.get("by", "")
    if not isinstance(by, str):
        raise LineError(f"line {number}: by must be a text")
    when = _moment(told.get("at"))
    if when is None:
        shown = told.get("at")
        raise LineError(f"line {number}: '{shown}' is no time; write 2026-11-24T12:00:00+01:00")
    try:
        return _READERS[kind](Line(told, by, when))
    except ValueError as error:
        raise LineError(f"line {number}: {error}") from error


def _moment(at: Any) -> datetime | None:
    try:
        when = parse_datetime(at) if isinstance(at, str) else None
    except ValueError:
        return None
    return None if when is None or is_naive(when) else when

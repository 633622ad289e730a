"""Where a walk through pages stands, as an opaque word.

A page begins after the last sheets of the one before, wherever these are by then: what is added
or withdrawn in between neither repeats a sheet nor skips one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from carrefour.api.problems import Refused
from carrefour.search.engine import SearchEngine
from carrefour.search.query import Query

ANCHORS = 5  # last sheets that a cursor remembers
SLACK = 50  # places by which they may have moved
DEEPEST = 50_000  # results that pages lead through
_ID = re.compile(r"[0-9A-Za-z]{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stand:
    """After which results the next page begins: how many, the last of them, of which search."""

    offset: int
    last: tuple[str, ...]
    search: str


def stand_of(query: Query, offset: int, ids: list[str]) -> str:
    """The cursor after ``offset`` results of ``query`` that end in ``ids``."""
    return _written([offset, ids[-ANCHORS:], _key(query)])


def read_stand(cursor: str, query: Query) -> Stand:
    """What `stand_of` wrote. Raises `Refused` for anything else."""
    match _read(cursor):
        case [int(offset), [*last], str(search)] if (
            0 <= offset <= DEEPEST and len(last) <= ANCHORS and all(map(_is_id, last))
        ):
            if search != _key(query):
                raise _not_a_cursor("it belongs to another search: keep the filters as they were")
            return Stand(offset, tuple(last), search)
    raise _not_a_cursor()


def page_after(
    engine: SearchEngine, query: Query, stand: Stand, limit: int
) -> tuple[list[str], int]:
    """The ids of the page after ``stand``, and the number of results up to its end."""
    first = max(0, stand.offset - SLACK)
    window = engine.ids(query, limit + 2 * SLACK, first)
    where = {id_: number for number, id_ in enumerate(window)}
    begin = next(
        (where[id_] + 1 for id_ in reversed(stand.last) if id_ in where), stand.offset - first
    )
    ids = [id_ for id_ in window[begin:] if id_ not in stand.last][:limit]
    end = where[ids[-1]] + 1 if ids else begin
    return ids, first + end


def moment_of(at: datetime, id_: str) -> str:
    """The cursor after the change that ``id_`` went through ``at``."""
    return _written([at.astimezone(UTC).isoformat(), id_])


def read_moment(cursor: str) -> tuple[datetime, str]:
    """What `moment_of` wrote. Raises `Refused` for anything else."""
    match _read(cursor):
        case [str(at), str(id_)] if id_ == "" or _is_id(id_):
            try:
                moment = datetime.fromisoformat(at)
            except ValueError as error:
                raise _not_a_cursor() from error
            if moment.tzinfo is not None:
                return moment, id_
    raise _not_a_cursor()


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _key(query: Query) -> str:
    return hashlib.sha256(repr(query).encode()).hexdigest()[:12]


def _written(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


def _read(cursor: str) -> object:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        return orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None


def _not_a_cursor(why: str = "it is none of ours") -> Refused:
    return Refused(
        422,
        f"The cursor cannot be used: {why}.",
        "Begin without a cursor, then take 'cursor' of each answer as it is.",
        {"cursor": why},
    )

"""A sheet's id as an integer: engines read integers of many results at once, and texts slowly."""

from __future__ import annotations

import re

LONGEST = 12  # characters of an id: 36 to the 12th fits in 63 bits
_ID = re.compile(rf"[0-9a-z]{{1,{LONGEST}}}")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PAIRS = [one + other for one in _DIGITS for other in _DIGITS]
# A leading 1 keeps the zeros that an id begins with; the offset keeps the whole in 64 bits.
_OFFSET: int = 36**LONGEST


def key_of(id_: str) -> int:
    """The integer of ``id_``. Raises ``ValueError`` unless it is 1 to 12 letters and digits."""
    if not _ID.fullmatch(id_):
        raise ValueError(f"'{id_}' is no id of 1 to {LONGEST} lower-case letters and digits")
    return int(f"1{id_}", 36) - _OFFSET


def id_of(key: int) -> str:
    """The id that `key_of` made ``key`` of."""
    rest, pairs = key + _OFFSET, []
    while rest:
        rest, pair = divmod(rest, 36 * 36)
        pairs.append(_PAIRS[pair])
    # The leading 1 may have a 0 before it, when it is the last digit alone in its pair.
    return "".join(reversed(pairs)).lstrip("0")[1:]

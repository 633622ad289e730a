"""What the licence of a sheet lets others do with it, as far as its name tells."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

_OPEN = re.compile(
    r"^(?:CC0|CC-PDM|CC-BY|ODbL|ODC|etalab|MIT\b|AGPL|GPL|Apache|GODL|OGL)", re.IGNORECASE
)
_LIMITED = re.compile(r"-(?:NC|ND)\b|non.?commercial|no.?deriv|pas de modification", re.IGNORECASE)
_CLOSED = re.compile(
    r"r[ée]serv[ée]s|reserved|propri[ée]taire|proprietary|interdit|forbidden|confiden",
    re.IGNORECASE,
)


class Reuse(StrEnum):
    """Whether a sheet may be given on, as its licence says."""

    FREE = "free"
    LIMITED = "limited"  # not for trade, or not changed
    NONE = "none"
    UNKNOWN = "unknown"


@lru_cache(maxsize=1024)
def reuse(licence: str) -> Reuse:
    """What ``licence``, an SPDX id or a name, allows; an unknown one allows nothing for sure."""
    if _CLOSED.search(licence):
        return Reuse.NONE
    if _LIMITED.search(licence):
        return Reuse.LIMITED
    return Reuse.FREE if _OPEN.match(licence) else Reuse.UNKNOWN

"""The zones that the operator gave, and the places of sheets in them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from carrefour.catalogue.merging import Merged

if TYPE_CHECKING:
    from carrefour.territory.zones import Zones


def zones_path() -> Path:
    """Where the zones are kept."""
    return settings.VAR_DIR / "zones.json.gz"


def zones() -> Zones | None:
    """The zones that the operator gave, if any. Raises ``ZoneError`` when they are damaged."""
    stamp = _stamp()
    return _loaded(zones_path(), *stamp) if stamp else None


def zones_version() -> str:
    """Changes whenever the zones do; empty when there are none."""
    return ":".join(map(str, _stamp()))


def zoned(merged: Merged) -> Merged:
    """``merged`` with the zones that hold each of its places."""
    held = zones()
    if held is None or not merged.places:
        return merged
    return replace(merged, places=[replace(p, zones=held.of(p)) for p in merged.places])


def _stamp() -> tuple[int, ...]:
    try:
        stat = zones_path().stat()
    except FileNotFoundError:
        return ()
    return (stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1)
def _loaded(path: Path, _changed: int, _size: int) -> Zones:
    # Its library of geometry is read only where there are zones.
    from carrefour.territory.zones import Zones

    return Zones.load(path)

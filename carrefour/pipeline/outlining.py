"""The outlines of territories that this installation knows."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from carrefour.territory.outlines import Outlines


def outlines_path() -> Path:
    """Where the operator's outlines are kept."""
    return settings.VAR_DIR / "outlines.sqlite3"


def outlines() -> Outlines:
    """The outlines that came with the package, and finer ones where the operator gave them."""
    return Outlines(outlines_path())

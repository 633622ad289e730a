"""Logos of organisations: checked, drawn anew, kept and served by us."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from carrefour.community.uploads import raster_sent
from carrefour.harvest.raster import WIDTHS, Unshowable
from carrefour.harvest.whole import write_whole

MOST_BYTES = 3_000_000


def logo_path(digest: str) -> Path:
    """Where the logo of that digest lies."""
    return Path(settings.VAR_DIR) / "logos" / digest[:2] / f"{digest}.webp"


def keep_logo(sent: UploadedFile[Any]) -> str:
    """Draw what was ``sent`` anew, as WebP of 480 pixels at the most, and keep it; its digest.

    Nothing of the file itself is kept: no metadata, no program. Raises `Unshowable`.
    """
    if sent.size is None or sent.size > MOST_BYTES:
        raise Unshowable(f"it has more than {MOST_BYTES:,} bytes")
    drawn = raster_sent(sent).files[WIDTHS[0]]
    digest = hashlib.sha256(drawn).hexdigest()[:40]
    write_whole(logo_path(digest), drawn)
    return digest


def drop_logo(digest: str) -> None:
    """Delete the file of a logo that nobody shows any more."""
    logo_path(digest).unlink(missing_ok=True)

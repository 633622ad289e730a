"""Images that people send: read as those of sources are, and never kept as they came."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.base import File

from carrefour.harvest.raster import Raster, raster_of


def raster_sent(sent: File[Any]) -> Raster:
    """What was ``sent``, in the sizes of pages. Raises `carrefour.harvest.raster.Unshowable`."""
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in sent.chunks():
            copy.write(chunk)
        copy.flush()
        return raster_of(Path(copy.name))

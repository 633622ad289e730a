"""Images that people send: read as those of sources are, and never kept as they came."""

from __future__ import annotations

import tempfile
from pathlib import Path
from threading import Lock
from typing import Any

from django.core.files.base import File

from carrefour.harvest.raster import Raster, raster_of

# The pixels of a large image fill some 250 MB while it is read: in a process that serves four at
# once, those who send one wait for one another.
_ONE_AT_A_TIME = Lock()


def raster_sent(sent: File[Any]) -> Raster:
    """What was ``sent``, in the sizes of pages. Raises `carrefour.harvest.raster.Unshowable`."""
    with tempfile.NamedTemporaryFile() as copy, _ONE_AT_A_TIME:
        for chunk in sent.chunks():
            copy.write(chunk)
        copy.flush()
        return raster_of(Path(copy.name))

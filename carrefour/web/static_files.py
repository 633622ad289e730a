"""Static files under names that hold a hash of them, each compressed once, each whole or not there.

A file that a full disk cut short would be taken for collected ever after, and kept by browsers for
a year: its name tells what it should hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files import File
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from carrefour.harvest.whole import write_whole

_SAME = 0.001  # seconds: what is compressed is given the time of its file, rounded by the system


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage; it would compress everything anew at each ``carrefour setup``."""

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        """Compress what is new or changed since it was; gives each name and its compressed one."""
        waiting = {name for name in paths if not _is_compressed(Path(self.path(name)))}
        yield from super().compress_files(waiting)

    def create_compressor(self, **options: Any) -> Compressor:
        """What compresses, and writes no half."""
        return _Whole(**options)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: what bears it is replaced."""
        return name

    def delete(self, name: str) -> None:
        """Leave it: what is saved takes its place in one step, and where that fails it stays."""

    def _save(self, name: str, content: File[bytes]) -> str:
        write_whole(Path(self.path(name)), b"".join(content.chunks()))
        return name


class _Whole(Compressor):  # type: ignore[misc]
    def write_data(self, path: str, data: bytes, suffix: str, stat_result: os.stat_result) -> str:
        """Write ``data`` beside the file of that path, with the time of it."""
        compressed = f"{path}{suffix}"
        write_whole(Path(compressed), data)
        os.utime(compressed, (stat_result.st_atime, stat_result.st_mtime))
        return compressed


def _is_compressed(path: Path) -> bool:
    compressed = path.with_name(f"{path.name}.gz")
    if not compressed.exists():
        return False
    return abs(compressed.stat().st_mtime - path.stat().st_mtime) < _SAME

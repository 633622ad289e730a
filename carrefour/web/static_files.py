"""Static files under names that hold a hash of them, each compressed once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage

_SAME = 0.001  # seconds: what is compressed is given the time of its file, rounded by the system


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage; it would compress everything anew at each ``carrefour setup``."""

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        """Compress what is new or changed since it was; gives each name and its compressed one."""
        waiting = {name for name in paths if not _is_compressed(Path(self.path(name)))}
        yield from super().compress_files(waiting)


def _is_compressed(path: Path) -> bool:
    compressed = path.with_name(f"{path.name}.gz")
    if not compressed.exists():
        return False
    return abs(compressed.stat().st_mtime - path.stat().st_mtime) < _SAME

"""Which files of an installation a backup holds, beside the database.

What can be made again is left out: the index, static files, fonts, fetched pages, locks, and the
answers of a geocoder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from carrefour.pipeline.outlining import outlines_path
from carrefour.pipeline.zoning import zones_path

FOLDERS = ("images", "logos", "models", "copies")  # below VAR_DIR
SECRET = "secret-key"  # noqa: S105 - the name of its file
SYNONYMS = "synonyms.txt"


def files() -> Iterator[tuple[Path, str]]:
    """Each file, and its name in the archive."""
    for path in (settings.GAZETTEER_PATH, outlines_path(), zones_path()):
        if path.is_file():
            yield path, path.name
    if settings.SYNONYMS_PATH.is_file():
        yield settings.SYNONYMS_PATH, SYNONYMS
    for folder in FOLDERS:
        for path in sorted((settings.VAR_DIR / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(settings.VAR_DIR).as_posix()


def place(name: str) -> Path | None:
    """Where the file of that name in an archive belongs; ``None`` if it has no place."""
    if name == SYNONYMS:
        return Path(settings.SYNONYMS_PATH)
    single = {settings.GAZETTEER_PATH.name, outlines_path().name, zones_path().name, SECRET}
    if name in single or name.partition("/")[0] in FOLDERS:
        return Path(settings.VAR_DIR) / name
    return None

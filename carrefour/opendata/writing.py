"""Writing an edition: one reading of the catalogue, all formats at once, in flat memory."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.utils import timezone

from carrefour.opendata import schemas
from carrefour.opendata.edition import LATEST, MANIFEST, Edition, File, editions_folder, latest
from carrefour.opendata.formats import formats
from carrefour.opendata.formats.lines import JsonLines
from carrefour.opendata.sheets import told_sheets
from carrefour.opendata.sources import Share, shares
from carrefour.pipeline.alone import take
from carrefour.pipeline.moments import is_ahead

KEPT = 2  # editions: whoever began to read the one before may go on
HOUR = 3  # of the night, local time, from which a new one is due
_LOCK = "opendata.writing"


class AlreadyWriting(Exception):
    """Another process writes an edition."""


def write_edition(
    folder: Path | None = None, progress: Callable[[int], None] = lambda _: None
) -> Edition:
    """Write every file anew in ``folder``, then let ``latest`` lead there.

    ``progress`` is called with 1 for each sheet. A run that is killed leaves the current edition
    as it was. Raises `AlreadyWriting`.
    """
    folder = folder or editions_folder()
    folder.mkdir(parents=True, exist_ok=True)
    right = take(_LOCK)
    if right is None:
        raise AlreadyWriting("the open data is being written already")
    try:
        _sweep(folder)
        beside = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
        try:
            made = _write(beside, progress)
            beside.chmod(0o755)
            whole = folder / f"{made:%Y-%m-%dT%H%M%S}-{beside.name[-6:].strip('_')}"
            beside.rename(whole)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        _point(folder, whole)
        _forget(folder, whole)
        written = latest(folder)
        assert written is not None  # noqa: S101 - it was just made
        return written
    finally:
        os.close(right)


def edition_due(_last: datetime | None) -> bool:
    """Whether the night's edition is not written yet."""
    now = timezone.localtime()
    current = latest()
    if current is None:
        return True
    if is_ahead(current.created, now):
        return True
    begins = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return current.created < (begins if now >= begins else begins - timedelta(days=1))


def _write(folder: Path, progress: Callable[[int], None]) -> datetime:
    made = timezone.now()
    (folder / "sources").mkdir()
    given, count = shares(), 0
    with ExitStack() as stack:
        writers = []
        for name, begin in formats().items():
            writers.append(begin(folder / name))
            stack.callback(writers[-1].close)
        by_source: dict[str, JsonLines] = {}
        for share in given:
            if share.given:
                one = JsonLines(folder / "sources" / f"{share.source.pk}.jsonl.gz")
                by_source[share.source.pk] = one
                stack.callback(one.close)
        for told in told_sheets(settings.SITE_URL):
            for writer in writers:
                writer.write(told)
            # A source that came while this is written has its file in the next edition.
            if own := by_source.get(told.row["source"]):
                own.write(told)
            count += 1
            progress(1)
    for name, content in _beside().items():
        (folder / name).write_bytes(content)
    sources = [share.told() for share in given]
    (folder / "sources.json").write_bytes(_pretty(sources))
    files = [_file(path, folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    manifest = _manifest(made, count, given, files)
    (folder / MANIFEST).write_bytes(_pretty(manifest))
    return made


def _beside() -> dict[str, bytes]:
    return {
        "schema.json": _pretty(schemas.json_schema()),
        "table-schema.json": _pretty(schemas.table_schema()),
        "dictionary.csv": schemas.dictionary().encode(),
        "taxonomy.json": _pretty(schemas.codes()),
    }


def _manifest(made: datetime, count: int, given: list[Share], files: list[File]) -> dict[str, Any]:
    """The edition as a Frictionless Data Package 1.0; what that has no word for is ``carrefour``.

    A sheet is under its own licence, which is in each of the files: the package names them all.
    """
    licences = sorted({share.source.licence for share in given if share.given})
    return {
        "name": "carrefour",
        "id": f"{settings.SITE_URL}/donnees/catalogue.jsonld#projets",
        "title": "Carrefour des innovations sociales",
        "description": (
            "Les projets d’innovation sociale que Carrefour rassemble. Chaque projet porte sa "
            "licence et la mention de sa source."
        ),
        "homepage": f"{settings.SITE_URL}/donnees/telecharger/",
        "version": f"{made:%Y.%m.%d}",
        "created": made.isoformat(timespec="seconds"),
        "licenses": [{"name": name, "title": name} for name in licences],
        "sources": [
            {"title": share.source.attribution or share.source.title,
             **({"path": share.source.homepage} if share.source.homepage else {})}
            for share in given
            if share.given
        ],
        "resources": [_resource(file) for file in files],
        "carrefour": {"sheets": count, "sources": [share.told() for share in given]},
    }  # fmt: skip


def _resource(file: File) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": file.name.replace("/", "-").replace(".", "-"),
        "path": file.name,
        "format": file.format,
        "mediatype": file.media_type.partition(";")[0],
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.packed:
        told["compression"] = "gz"
    if file.name == "projects.csv":
        told |= {
            "profile": "tabular-data-resource",
            "schema": schemas.table_schema(),
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        }
    return told


def _file(path: Path, folder: Path) -> File:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return File(path.relative_to(folder).as_posix(), path.stat().st_size, digest)


def _point(folder: Path, whole: Path) -> None:
    """Let ``latest`` lead to ``whole``, in one step."""
    link = folder / f".{LATEST}-new"
    link.unlink(missing_ok=True)
    link.symlink_to(whole.name)
    link.replace(folder / LATEST)


def _forget(folder: Path, current: Path) -> None:
    """Let go of all editions but the last ones."""
    whole = [one for one in folder.iterdir() if (one / MANIFEST).exists() and not one.is_symlink()]
    older = sorted((one for one in whole if one != current), reverse=True)
    for one in older[KEPT - 1 :]:
        shutil.rmtree(one, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Clear away what runs that were killed have begun."""
    for begun in folder.glob(".writing-*"):
        shutil.rmtree(begun, ignore_errors=True)


def _pretty(content: Any) -> bytes:
    return json.dumps(orjson.loads(orjson.dumps(content)), ensure_ascii=False, indent=1).encode()

"""Making a backup while the site runs, and keeping the last few."""

from __future__ import annotations

import fcntl
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils.crypto import salted_hmac

from carrefour import __version__
from carrefour.operation import archive, databases, kept
from carrefour.operation.errors import NotDone
from carrefour.pipeline.trouble import told

SUFFIX = ".tar.gz"
_OURS = re.compile(r"carrefour-\d{8}T\d{6}Z\.tar\.gz")
_PARTIAL = ".carrefour-unfinished-"
_LOCK = ".carrefour-backup.lock"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: where, of how many rows and files; and older ones that went."""

    path: Path
    rows: int
    files: int
    dropped: list[Path]


def make(to: Path, *, with_secrets: bool = False, keep: int | None = None) -> Made:
    """Make a backup at ``to``: in that folder under the time's name, or at that very file.

    With ``keep``, older backups of that folder go but for the newest so many, once the new one is
    whole. A process that is killed leaves the earlier ones as they were. Raises `NotDone`.
    """
    single = to.name.endswith(SUFFIX)
    if single and keep is not None:
        raise NotDone("--keep goes with a folder: nothing else in it is ours to delete.")
    folder = to.parent if single else to
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(folder), _unfinished(folder) as scratch:
            path = (
                to if single else folder / f"carrefour-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"
            )
            if path.exists():
                raise NotDone(f"{path} is there already.")
            manifest = _write(scratch, with_secrets=with_secrets)
            (scratch / "whole").replace(path)
            dropped = _drop(folder, keep) if keep is not None else []
    except (OSError, DatabaseError, sqlite3.Error) as error:
        raise NotDone(f"no backup was made: {told(error) or error}") from error
    return Made(path, sum(manifest.rows.values()), len(manifest.files), dropped)


def fingerprint(key: str) -> str:
    """Tells whether another secret key is the same, and nothing of the key."""
    return salted_hmac("carrefour.operation.backup", "the same", key).hexdigest()


def _write(scratch: Path, *, with_secrets: bool) -> archive.Manifest:
    _look_for_room(scratch)
    database = scratch / "database"
    # The database first: the images that it names are written before their names are.
    rows, migrations = databases.save(database), databases.migrations()
    with archive.writing(scratch / "whole") as writer:
        writer.add(database, databases.NAMES[databases.kind()])
        database.unlink()
        for path, name in kept.files():
            writer.add(path, name)
        if with_secrets:
            writer.add_text(settings.SECRET_KEY, kept.SECRET)
        manifest = archive.Manifest(
            format=archive.FORMAT,
            version=__version__,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            database=databases.kind(),
            rows=rows,
            migrations=migrations,
            key=fingerprint(settings.SECRET_KEY),
            files=writer.files,
        )
        writer.close(manifest)
    return manifest


def _look_for_room(folder: Path) -> None:
    """Refuse at once what would fill the disk: the copy of the database, and the archive."""
    files = sum(path.stat().st_size for path, _ in kept.files())
    needed, free = 2 * databases.size() + files, shutil.disk_usage(folder).free
    if free < needed:
        raise NotDone(
            f"{folder.parent} has {free >> 20} MB left and the backup may need {needed >> 20} MB: "
            "make room, or keep fewer (--keep)."
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotDone(f"another backup is being made in {folder}.") from error
        yield


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A folder beside the backups to write in; what a killed process left there goes first."""
    for left in folder.glob(f"{_PARTIAL}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PARTIAL, dir=folder) as name:
        yield Path(name)


def _drop(folder: Path, keep: int) -> list[Path]:
    ours = sorted((p for p in folder.iterdir() if _OURS.fullmatch(p.name)), reverse=True)
    for old in ours[keep:]:
        old.unlink()
    return ours[keep:]

"""The file of a backup: a compressed tar whose last member, the manifest, vouches for the others.

What was cut short has no manifest, and what was changed has another hash: both are refused.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from pydantic import BaseModel, ValidationError

from carrefour.operation.errors import NotDone

FORMAT = 1
MANIFEST = "manifest.json"
_LEVEL = 6  # of gzip: the images are compressed already, and the database gains no more by 9
_MOST_TOLD = 100_000_000  # bytes of a manifest: that of a million files
_BLOCK = 1 << 20  # bytes read at a time


class Manifest(BaseModel):
    """What a backup holds, and of what.

    ``files`` are SHA-256 by name, ``rows`` the rows of each table, ``migrations`` those
    that were applied; ``key`` tells whether another secret key is the same, and not what it is.
    """

    format: int
    version: str
    made_at: str
    database: str
    rows: dict[str, int]
    migrations: list[str]
    key: str
    files: dict[str, str]


class Writer:
    """Adds files to an archive, and remembers their hashes."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: dict[str, str] = {}

    def add(self, path: Path, name: str) -> None:
        """Add the file at ``path`` under ``name``; one that is gone meanwhile is passed over."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            entry = self._tar.gettarinfo(name, name, file)
            entry.uname = entry.gname = ""
            entry.uid = entry.gid = 0
            read = _Hashed(file)
            self._tar.addfile(entry, read)
        self.files[name] = read.hash.hexdigest()

    def add_text(self, text: str, name: str) -> None:
        """Add a file that holds ``text``, readable by its owner alone."""
        data = text.encode()
        self.files[name] = hashlib.sha256(data).hexdigest()
        self._put(data, name)

    def close(self, manifest: Manifest) -> None:
        """Add the manifest, which ends the archive."""
        self._put(manifest.model_dump_json(indent=1).encode(), MANIFEST)

    def _put(self, data: bytes, name: str) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = len(data), 0o600, int(time.time())
        self._tar.addfile(entry, io.BytesIO(data))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new archive at ``path``, readable by its owner alone."""
    with path.open("xb") as file:
        path.chmod(0o600)
        with (
            gzip.GzipFile("", "wb", _LEVEL, file) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            yield Writer(tar)


def read(path: Path, into: Path | None = None) -> Manifest:
    """The manifest of the archive at ``path``, once every file was compared with it.

    The files are laid out under ``into`` if it is given. Raises `NotDone` for what is no backup,
    or a damaged one.
    """
    found: dict[str, str] = {}
    told: dict[str, Any] | None = None
    try:
        with tarfile.open(path, "r|gz") as tar:
            for entry in tar:
                file = tar.extractfile(entry) if entry.isreg() else None
                endless = entry.name == MANIFEST and entry.size > _MOST_TOLD
                if file is None or told is not None or endless or not _plain(entry.name):
                    raise NotDone(f"{path}: '{entry.name}' has no place in a backup.")
                if entry.name == MANIFEST:
                    told = json.loads(file.read())
                else:
                    found[entry.name] = _lay_out(file, into and into / entry.name)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        raise NotDone(f"{path} is no whole backup ({error}). Take another.") from error
    if told is None:
        raise NotDone(f"{path} has no manifest: it was cut short. Take another.")
    return _vouched(path, told, found)


def _vouched(path: Path, told: dict[str, Any], found: dict[str, str]) -> Manifest:
    if told.get("format") != FORMAT:
        raise NotDone(f"{path} is of another format than this Carrefour reads.")
    try:
        manifest = Manifest.model_validate(told)
    except ValidationError as error:
        raise NotDone(f"{path} has a manifest that cannot be read. Take another.") from error
    wrong = sorted(
        name for name in {*manifest.files, *found} if manifest.files.get(name) != found.get(name)
    )
    if wrong:
        raise NotDone(f"{path} is damaged: {', '.join(wrong[:5])}. Take another.")
    return manifest


def _plain(name: str) -> bool:
    """Whether ``name`` stays below the folder that it is laid out in."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts


def _lay_out(file: IO[bytes], to: Path | None) -> str:
    """The SHA-256 of ``file``, which is copied ``to`` there."""
    hashed = hashlib.sha256()
    if to is None:
        while block := file.read(_BLOCK):
            hashed.update(block)
        return hashed.hexdigest()
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("xb") as copy:
        while block := file.read(_BLOCK):
            hashed.update(block)
            copy.write(block)
    return hashed.hexdigest()


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.hash.update(data)
        return data

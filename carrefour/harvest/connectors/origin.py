"""Where a source is read from: the network, a recording of it, or a local copy."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from carrefour.catalogue.fetching import Document, ExcelFetch, Fetch
from carrefour.harvest.cache import PageCache
from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.fetch import FetchPolicy
from carrefour.harvest.recording import Recorded, Recorder
from carrefour.harvest.turns import Turns
from carrefour.harvest.visitor import Manners, Visitor
from carrefour.harvest.web import Web

MOST_UNPACKED = 500_000_000  # bytes
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")  # how one begins, and an empty one
# A RuntimeError asks for a password, a NotImplementedError for a rare compression.
_NOT_UNPACKED = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    EOFError,
    zlib.error,
    RuntimeError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A copy on this machine: a file, or a folder of saved pages."""

    path: Path


@dataclass(frozen=True, slots=True)
class Remote:
    """The network, asked under ``policy``.

    ``turns`` is the folder that all processes of this machine share to take turns at hosts.
    ``cache`` keeps the pages of the source between two harvests. ``settled`` says that the
    catalogue holds all that the last visit gave, so that a document that did not change need not
    be read, and ``since`` gives the day of that visit. ``record`` saves every answer in a folder.
    """

    turns: Path
    policy: FetchPolicy = field(default_factory=FetchPolicy)
    cache: Path | None = None
    settled: bool = False
    since: str = ""
    record: Path | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """The answers that ``carrefour source record`` saved in a folder."""

    folder: Path


Origin = LocalFile | Remote | Recording


@contextmanager
def visiting(origin: Remote | Recording, fetch: Fetch) -> Iterator[Web]:
    """The web, as ``origin`` and the manners of ``fetch`` let it be asked."""
    if isinstance(origin, Recording):
        yield Recorded(origin.folder)
        return
    cache = PageCache(origin.cache) if origin.cache else None
    turns = Turns(origin.turns, at_once=fetch.pace.at_once)
    visitor = Visitor(origin.policy, Manners.of(fetch), turns, cache)
    try:
        yield Recorder(visitor, origin.record) if origin.record else visitor
        if cache:
            cache.forget_the_rest()
    finally:
        visitor.close()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file at ``path``; ``known`` says that the catalogue holds all that it gives."""

    path: Path
    known: bool = False


@contextmanager
def opened(origin: Origin, fetch: Document) -> Iterator[Opened]:
    """The document of the source, unpacked. Raises `Unreadable` or ``FetchError``."""
    url = "" if isinstance(origin, LocalFile) else address_of(fetch)
    with found(origin, fetch, url) as file, unpacked(file.path, fetch) as path:
        yield Opened(path, file.known)


@contextmanager
def found(origin: Origin, fetch: Fetch, url: str) -> Iterator[Opened]:
    """What ``url`` gives, as it came, or the local copy that stands for it.

    Raises `Unreadable` or ``FetchError``.
    """
    if isinstance(origin, LocalFile):
        yield Opened(copy_of(origin))
        return
    with visiting(origin, fetch) as web, web.get(url) as answer:
        yield Opened(answer.path, answer.same and isinstance(origin, Remote) and origin.settled)


def address_of(fetch: Fetch) -> str:
    """The address of the source. Raises `Unreadable` when it has none."""
    if not fetch.url:
        raise Unreadable("fetch.url", "the source has no public address", "Give --from FILE.")
    return fetch.url


def copy_of(origin: LocalFile) -> Path:
    """The file of a local copy. Raises `Unreadable` when there is none."""
    if not origin.path.is_file():
        raise Unreadable(str(origin.path), "there is no such file", "Check --from.")
    return origin.path


@contextmanager
def unpacked(path: Path, fetch: Document) -> Iterator[Path]:
    """``path`` itself, or what it packs by gzip or zip, gone when the block ends."""
    with path.open("rb") as file:
        start = file.read(4)
    # A workbook is itself a zip.
    zipped = start in _ZIPS and not isinstance(fetch, ExcelFetch)
    if not zipped and not start.startswith(b"\x1f\x8b"):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="carrefour-") as folder:
        target = Path(folder) / "unpacked"
        try:
            if zipped:
                with zipfile.ZipFile(path) as archive, _member(archive, fetch) as packed:
                    _copy(packed, target)
            else:
                with gzip.open(path) as packed:
                    _copy(packed, target)
        except _NOT_UNPACKED as error:
            cure = "Fetch it again; it may have been cut short."
            raise Unreadable("the archive", f"cannot be unpacked ({error})", cure) from error
        yield target


def _member(archive: zipfile.ZipFile, fetch: Document) -> IO[bytes]:
    """The only file of the zip, or the one that the definition names."""
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    if fetch.member:
        if fetch.member not in names:
            raise Unreadable("the archive", f"holds no '{fetch.member}'", f"Use one of {names}.")
        return archive.open(fetch.member)
    if len(names) != 1:
        cure = f"Name one of them in fetch.member: {names[:10]}."
        raise Unreadable("the archive", f"holds {len(names)} files", cure)
    return archive.open(names[0])


def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path) -> None:
    """Write what ``packed`` holds to ``target``, refusing a bomb."""
    left = MOST_UNPACKED
    with target.open("wb") as file:
        while chunk := packed.read(65536):
            left -= len(chunk)
            if left < 0:
                reason = f"unpacks to over {MOST_UNPACKED:,} bytes"
                raise Unreadable("the archive", reason, "Ask for a smaller extract.")
            file.write(chunk)

"""Where a source is read from: its public address, or a local copy."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.fetch import FetchPolicy, fetched

MOST_UNZIPPED = 500_000_000  # bytes


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A copy on this machine."""

    path: Path


@dataclass(frozen=True, slots=True)
class Remote:
    """The public address that the definition gives."""

    policy: FetchPolicy = field(default_factory=FetchPolicy)


Origin = LocalFile | Remote


@contextmanager
def opened(origin: Origin, url: str, zipped: bool) -> Iterator[Path]:
    """A file with the source's content. Raises `Unreadable` or ``FetchError``."""
    if isinstance(origin, LocalFile):
        if not origin.path.is_file():
            raise Unreadable(str(origin.path), "there is no such file", "Check --from.")
        with _unzipped(origin.path, zipped) as path:
            yield path
    elif not url:
        raise Unreadable("fetch.url", "the source has no public address", "Give --from FILE.")
    else:
        with fetched(url, origin.policy) as body, _unzipped(body, zipped) as path:
            yield path


@contextmanager
def _unzipped(path: Path, zipped: bool) -> Iterator[Path]:
    """``path`` itself, or the only file of the zip that it is."""
    if not zipped:
        yield path
        return
    try:
        with zipfile.ZipFile(path) as archive:
            names = [i for i in archive.infolist() if not i.is_dir()]
            if len(names) != 1:
                raise Unreadable(
                    path.name, f"the zip holds {len(names)} files", "It must hold one."
                )
            if names[0].file_size > MOST_UNZIPPED:
                raise Unreadable(path.name, "the zip unpacks to over 500 MB", "Split the file.")
            target = path.with_name(f"{path.name}.unzipped")
            with archive.open(names[0]) as packed, target.open("wb") as file:
                left = MOST_UNZIPPED
                while chunk := packed.read(65536):
                    left -= len(chunk)
                    if left < 0:
                        raise Unreadable(path.name, "the zip unpacks to over 500 MB", "Split it.")
                    file.write(chunk)
    except zipfile.BadZipFile as error:
        raise Unreadable(path.name, f"not a zip file ({error})", "Unset fetch.zipped.") from error
    try:
        yield target
    finally:
        target.unlink(missing_ok=True)

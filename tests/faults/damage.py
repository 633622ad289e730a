"""Ways in which an index lies broken on a disk."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path


def build(index: Path) -> Path:
    """The folder of the index in use."""
    return index / (index / "current").read_text()


def parts(index: Path, kind: str) -> list[Path]:
    """The files of one kind, of each segment."""
    found = list(build(index).glob(f"*.{kind}"))
    assert found
    return found


def cut(kind: str) -> Callable[[Path], None]:
    """Half of each file of a kind was never written."""

    def damage(index: Path) -> None:
        for path in parts(index, kind):
            os.truncate(path, path.stat().st_size // 2)

    return damage


def emptied(kind: str) -> Callable[[Path], None]:
    """Files were made and never filled, as after a power cut."""

    def damage(index: Path) -> None:
        for path in parts(index, kind):
            os.truncate(path, 0)

    return damage


def deleted(kind: str) -> Callable[[Path], None]:
    """Files are gone."""

    def damage(index: Path) -> None:
        for path in parts(index, kind):
            path.unlink()

    return damage


def changed(kind: str) -> Callable[[Path], None]:
    """Bytes of files are others than were written, as on a failing disk."""

    def damage(index: Path) -> None:
        chance = random.Random(2)  # noqa: S311
        for path in parts(index, kind):
            told = bytearray(path.read_bytes())
            for at in range(0, len(told), 1 + len(told) // 40):
                told[at] = chance.randrange(256)
            path.write_bytes(bytes(told))

    return damage


def written(name: str, told: bytes) -> Callable[[Path], None]:
    """A file of the index in use holds something else."""

    def damage(index: Path) -> None:
        (build(index) / name).write_bytes(told)

    return damage


def pointing(told: bytes) -> Callable[[Path], None]:
    """What should name the index in use names none."""

    def damage(index: Path) -> None:
        (index / "current").write_bytes(told)

    return damage


DAMAGES: dict[str, Callable[[Path], None]] = {
    "all gone": shutil.rmtree,
    "the index in use gone": lambda index: shutil.rmtree(build(index)),
    "nothing named": pointing(b""),
    "noise for a name": pointing(b"\xff\xfe\0\n"),
    "another index named": pointing(b"99-v1"),
    "a path out of the folder named": pointing(b"../../etc"),
    "no commit": lambda index: (build(index) / "meta.json").unlink(),
    "half a commit": written("meta.json", b'{"segments": [{"segm'),
    "an empty commit": written("meta.json", b""),
    "noise for a commit": written("meta.json", bytes(range(256))),
    "a commit of something else": written("meta.json", b'{"segments": 3}'),
    "half a list of files": written(".managed.json", b"["),
    "terms cut short": cut("term"),
    "texts emptied": emptied("store"),
    "columns deleted": deleted("fast"),
    "postings deleted": deleted("idx"),
    "postings changed": changed("idx"),
    "texts changed": changed("store"),
    "columns changed": changed("fast"),
}

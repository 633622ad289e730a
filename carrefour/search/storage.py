"""Where the index lies on disk: one folder a build, and a pointer to the one in use."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from carrefour.search.engine import SearchResting
from carrefour.search.schema import VERSION, build_schema, register

_POINTER, _LOCK = "current", "writer.lock"


class Storage:
    """The index under one folder; a new build is switched to in one step."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: tuple[str, tantivy.Index] | None = None

    def current(self) -> tantivy.Index:
        """The index in use, opened again when another process has switched it.

        Raises `SearchResting` when there is none of the present schema.
        """
        name = self._pointed()
        if self._open is None or self._open[0] != name:
            if not name.endswith(f"-v{VERSION}") or not (self._folder / name).is_dir():
                raise SearchResting("there is no index yet: run 'carrefour index'")
            self._open = (name, _opened(self._folder / name))
        return self._open[1]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only right to write; waits for another writer to end."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def building(self) -> Iterator[tantivy.Index]:
        """A new index to fill; it takes the old one's place if the block ends well."""
        taken = {p.name for p in self._folder.iterdir()}
        number = next(n for n in range(1, 10_000) if f"{n}-v{VERSION}" not in taken)
        new = self._folder / f"{number}-v{VERSION}"
        new.mkdir()
        try:
            yield _opened(new)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        old = self._pointed()
        unfinished = self._folder / f"{_POINTER}.{os.getpid()}"
        unfinished.write_text(new.name)
        unfinished.replace(self._folder / _POINTER)
        # Readers hold the old files open; they are freed when the last of them turns over.
        for folder in self._folder.glob("*-v*"):
            if folder.name not in (new.name, old):
                shutil.rmtree(folder, ignore_errors=True)

    def _pointed(self) -> str:
        try:
            return (self._folder / _POINTER).read_text().strip()
        except OSError:
            return ""


def _opened(folder: Path) -> tantivy.Index:
    index = register(tantivy.Index(build_schema(), path=str(folder), reuse=True))
    index.config_reader("OnCommit", 1)
    return index

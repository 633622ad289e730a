"""Where the index lies on disk: one folder a build, and a pointer to the one in use."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import tantivy

from carrefour.search.engine import SearchResting
from carrefour.search.schema import VERSION, build_schema, register

_POINTER, _LOCK = "current", "writer.lock"
_COMMIT = "meta.json"  # what Tantivy replaces at each commit
_NONE = "there is no index yet: run 'carrefour index'"
_Stamp = tuple[int, int] | None


class Reader(NamedTuple):
    """What is searched, and the name of the state in which it is."""

    searcher: tantivy.Searcher
    generation: Hashable


class _Open(NamedTuple):
    """An index and the pointer and commit at which it was last read."""

    name: str
    opened: tantivy.Index
    pointer: _Stamp
    commit: _Stamp


class Storage:
    """The index under one folder; a new build is switched to in one step."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: _Open | None = None

    def index(self) -> tantivy.Index:
        """The index in use, of the last commit.

        It is opened or loaded again when another process has switched it or written to it.
        Raises `SearchResting` when there is none of the present schema.
        """
        return self._current().opened

    def reader(self) -> Reader:
        """The last commit, to search. Raises `SearchResting` as `index` does."""
        current = self._current()
        return Reader(current.opened.searcher(), (current.name, current.commit))

    def _current(self) -> _Open:
        held = self._open
        pointer = _stamp(self._folder / _POINTER)
        if held is None or held.pointer != pointer:
            name = self._pointed()
            if not name.endswith(f"-v{VERSION}"):
                raise SearchResting(_NONE)
            commit = _stamp(self._folder / name / _COMMIT)
            if commit is None:
                raise SearchResting(_NONE)
            held = self._open = _Open(name, _opened(self._folder / name), pointer, commit)
        # The commit is looked at before it is loaded: what is loaded is never older than its name.
        commit = _stamp(self._folder / held.name / _COMMIT)
        if commit != held.commit:
            held.opened.reload()
            held = self._open = held._replace(commit=commit)
        return held

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
    # `Storage` looks for commits itself: a watching thread would not outlive a fork.
    index.config_reader("Manual", 1)
    return index


def _stamp(path: Path) -> _Stamp:
    """What changes when a file is replaced; ``None`` where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked at each search, and half as long as Path.stat
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino

"""Where the index lies on disk: one folder a build, and a pointer to the one in use."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import tantivy

from carrefour.search.engine import SearchResting
from carrefour.search.schema import VERSION, build_schema, register
from carrefour.search.soundness import COMMIT, damage

log = logging.getLogger(__name__)
_POINTER, _LOCK = "current", "writer.lock"
_BUILD = re.compile(rf"[1-9]\d*-v{VERSION}")
_CURE = "a worker makes it anew, and so does 'carrefour index'"
_NONE = f"there is no index yet: {_CURE}"
_Stamp = tuple[int, int] | None


class Reader(NamedTuple):
    """What is searched, and the name of the state in which it is."""

    searcher: tantivy.Searcher
    generation: Hashable


class _Open(NamedTuple):
    """An index, and the pointer and commit at which it was last read."""

    name: str
    opened: tantivy.Index
    pointer: _Stamp
    commit: _Stamp


class Storage:
    """The index under one folder; a new build is switched to in one step."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: _Open | None = None
        self._looked_at: tuple[str, _Stamp] | None = None

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
            commit = _stamp(self._folder / name / COMMIT) if name else None
            if commit is None:
                self._open = None
                raise SearchResting(_NONE)
            with self._loading(name, commit):
                opened = _opened(self._folder / name)
            held = self._open = _Open(name, opened, pointer, commit)
        # The commit is looked at before it is loaded: what is loaded is never older than its name.
        commit = _stamp(self._folder / held.name / COMMIT)
        if commit != held.commit:
            with self._loading(held.name, commit):
                held.opened.reload()
            held = self._open = held._replace(commit=commit)
        return held

    @contextmanager
    def _loading(self, name: str, commit: _Stamp) -> Iterator[None]:
        """Raise `SearchResting` for whatever keeps the block from loading a commit."""
        try:
            yield
        except BaseException as error:
            self._open = None
            if not is_fault(error):
                raise
            self._look_at(name, commit)
            raise SearchResting(f"the index cannot be read ({error}): {_CURE}") from error

    def look(self) -> None:
        """Raise `SearchResting` if the index in use is damaged; it is put aside then.

        To be asked when a search failed. An index that was looked at is looked at no more before
        something is written to it, so that nobody can have all of it read at each request.
        """
        held = self._open
        if held is not None and self._look_at(held.name, held.commit):
            raise SearchResting(f"the index is damaged: {_CURE}")

    def _look_at(self, name: str, commit: _Stamp) -> bool:
        """Whether the index ``name`` is damaged; then it is put aside, to be built anew."""
        if self._looked_at == (name, commit):
            return False
        self._looked_at = name, commit
        try:
            wrong = damage(self._folder / name)
        except OSError as error:
            log.warning("the index cannot be looked at: %s", error)
            return False
        if wrong:
            log.error("the index is damaged (%s): %s", wrong, _CURE)
            self._put_aside(name)
            self._open = self._looked_at = None
        return bool(wrong)

    def _put_aside(self, name: str) -> None:
        """Let no process use the index ``name`` any more. One that is being written is left."""
        with suppress(OSError), (self._folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._pointed() == name:
                (self._folder / _POINTER).unlink()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only right to write; waits for another writer to end. Raises `SearchResting`."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / _LOCK).open("w")
        except OSError as error:
            raise SearchResting(f"the index cannot be written: {error}") from error
        with lock:
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
            name = (self._folder / _POINTER).read_text(errors="replace").strip()
        except OSError:
            return ""
        return name if _BUILD.fullmatch(name) else ""


def is_fault(error: BaseException) -> bool:
    """Whether Tantivy stumbled: over a file or a value, or in a panic, which is no `Exception`."""
    return isinstance(error, (ValueError, OSError)) or type(error).__name__ == "PanicException"


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

"""Words that mean the same: read from files that people edit, asked by stems.

A line is a group, whose forms stand for one another, or says what else is found for a form:

    vélo, bicyclette, cyclisme
    alimentation => épicerie solidaire, circuit court
    ! sel

The last has the files read before forget what they say of a form. What follows "#" is a comment.
Solr and Elasticsearch write synonyms so; but here the words typed always count too, and more.
"""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from carrefour.search.analysis import stems

log = logging.getLogger(__name__)
MOST_LINES, MOST_FORMS, MOST_TERMS = 20_000, 40, 8  # of a file, of a line, of a form
SHIPPED = "synonyms.txt"
Form = tuple[str, ...]
"""A word or several as their stems, in order."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What else to look for, by form."""

    others: Mapping[Form, tuple[Form, ...]]
    longest: Mapping[str, int]

    @classmethod
    def of(cls, others: Mapping[Form, Iterable[Form]]) -> Synonyms:
        """Synonyms ready for being asked."""
        longest: dict[str, int] = defaultdict(int)
        for form in others:
            longest[form[0]] = max(longest[form[0]], len(form))
        return cls({form: tuple(dict.fromkeys(more)) for form, more in others.items()}, longest)

    def at(self, terms: Sequence[str], start: int) -> tuple[int, tuple[Form, ...]]:
        """The longest known form among ``terms`` from ``start``: its length, and its others.

        One term, and none, where no form begins.
        """
        for length in range(min(self.longest.get(terms[start], 0), len(terms) - start), 0, -1):
            if (others := self.others.get(tuple(terms[start : start + length]))) is not None:
                return length, others
        return 1, ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that says nothing: the file, the line's number, what is wrong and what to write."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


def read(files: Iterable[tuple[str, str]]) -> tuple[Synonyms, list[Problem]]:
    """The synonyms of (name, text) ``files``, each over those before; bad lines are left out."""
    others: dict[Form, list[Form]] = defaultdict(list)
    problems: list[Problem] = []
    for name, text in files:
        lines = text.splitlines()
        for number, line in enumerate(lines[:MOST_LINES], 1):
            told = line.partition("#")[0].strip(" \t\ufeff")
            if told and (wrong := _take(told, others)):
                problems.append(Problem(name, number, wrong))
        if len(lines) > MOST_LINES:
            problems.append(Problem(name, MOST_LINES, "only so many lines are read; shorten it"))
    return Synonyms.of(others), problems


def _take(line: str, others: dict[Form, list[Form]]) -> str:
    """Add what ``line`` says to ``others``; what is wrong with it, else the empty text."""
    if line.startswith("!"):
        return _forget(line[1:], others)
    left, arrow, right = line.partition("=>")
    firsts, more = _forms(left), _forms(right)
    if arrow and not (firsts and more):
        return "'=>' needs words on both sides; write 'sigle => mots, autres mots'"
    if not arrow and len(firsts) < 2:
        return "a group needs two forms that differ; write 'vélo, bicyclette'"
    if len(firsts) + len(more) > MOST_FORMS:
        return f"more than {MOST_FORMS} forms; part the line in several"
    if any(len(form) > MOST_TERMS for form in (*firsts, *more)):
        return f"a form of more than {MOST_TERMS} words; put a comma between forms"
    for form in firsts:
        others[form] += [f for f in (more if arrow else firsts) if f != form]
    return ""


def _forget(told: str, others: dict[Form, list[Form]]) -> str:
    forms = _forms(told)
    if not forms:
        return "'!' needs the form to forget; write '! sel'"
    for form in forms:
        others.pop(form, None)
        for more in others.values():
            if form in more:
                more.remove(form)
    return ""


def _forms(text: str) -> list[Form]:
    """The forms that commas part, without repetition nor those that say nothing."""
    return list(dict.fromkeys(form for part in text.split(",") if (form := tuple(stems(part)))))


@cache
def shipped_text() -> str:
    """The file that Carrefour ships."""
    return resources.files(__package__).joinpath(SHIPPED).read_text("utf-8")


@cache
def shipped() -> Synonyms:
    """The synonyms that Carrefour ships."""
    return read([(SHIPPED, shipped_text())])[0]


class SynonymFile:
    """The shipped synonyms and those of an operator's file, read again when that changes.

    A file that is not there, or cannot be read, leaves the shipped ones alone. Bad lines are told
    in the log, once for each change.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._held = shipped()

    def __call__(self) -> Synonyms:
        """The synonyms as the files are now."""
        stamp = self._now()
        if stamp != self._stamp:
            self._held, problems = self.read()
            self._stamp = stamp
            for problem in problems:
                log.warning("%s", problem)
        return self._held

    def read(self) -> tuple[Synonyms, list[Problem]]:
        """The synonyms of both files, and what is wrong with the operator's."""
        return read(self._files())

    def _files(self) -> Iterator[tuple[str, str]]:
        yield SHIPPED, shipped_text()
        try:
            yield str(self._path), self._path.read_text("utf-8")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            log.warning("%s: not read (%s); save it as UTF-8 text", self._path, error)

    def _now(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - asked at each search, half as long
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

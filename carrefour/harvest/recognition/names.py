"""How sources name their fields: which of our fields a name speaks of, and how surely.

The words are in ``names.yml``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from importlib import resources

import yaml

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
# Last parts of a path that say nothing by themselves: the part before them does.
_EMPTY_ENDS = frozenset(
    "rendered value text name nom label libelle id fr url href src type".split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one field, folded; see ``names.yml``."""

    names: tuple[str, ...]
    parts: tuple[str, ...]
    others: frozenset[str]


def folded(name: str) -> str:
    """``name`` without case, accents and punctuation, its words apart: ``pageUrl`` is two."""
    text = _CAMEL.sub(" ", name.replace("œ", "oe"))
    text = unicodedata.normalize("NFKD", text).lower()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", text).strip()


def names_of(path: str) -> list[str]:
    """The names by which a column may be known: its last part, that with its parents, the whole."""
    parts = [folded(part) for part in path.split(".")]
    parts = [part for part in parts if part and not part.isdigit()] or [folded(path)]
    names = [parts[-1]]
    if len(parts) > 1:
        names.append(" ".join(parts[-2:]))
        if parts[-1] in _EMPTY_ENDS:
            names.insert(0, parts[-2])
    return list(dict.fromkeys([*names, folded(path)]))


def likeness(path: str, words: Words) -> float:
    """How surely ``path`` names what ``words`` are about, from 0 (not at all) to 1."""
    best = 0.0
    for rank, name in enumerate(names_of(path)):
        told = set(name.split())
        later = 0.04 * rank  # what a parent says is a little less sure
        if name in words.names:
            best = max(best, 1.0 - 0.015 * words.names.index(name) - later)
        if told & words.others:
            continue
        for index, part in enumerate(words.parts):
            if set(part.split()) <= told:
                short = 1 / (1 + 0.25 * (len(told) - len(part.split())))
                leads = 0.1 if name.startswith(part) else 0.0
                best = max(best, (0.6 - 0.01 * index) * (0.5 + 0.5 * short) + leads - later)
    return max(0.0, best)


def _words(told: dict[str, str]) -> Words:
    names, parts, others = (
        [folded(name) for name in told.get(key, "").split(",") if name.strip()]
        for key in ("names", "parts", "others")
    )
    return Words(tuple(names), tuple(parts), frozenset(others))


_TOLD = yaml.safe_load(resources.files(__package__).joinpath("names.yml").read_text("utf-8"))
FIELDS = {name: _words(told) for name, told in _TOLD["fields"].items()}
PLACES = {name: _words(told) for name, told in _TOLD["places"].items()}
IDS, PERSONAL = _words(_TOLD["ids"]), _words(_TOLD["personal"])

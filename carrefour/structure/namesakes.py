"""Names that are likely to be of one organisation although their keys differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from rapidfuzz import fuzz

from carrefour.structure.twins.words import SMALL, folded

SAME_WORDS, ONE_TYPED = 0.9, 0.6  # how likely: the same words, or one of them mistyped
MOST = 30  # names that share all words but one: beyond, what they share tells nothing
_NEAR_ENOUGH, _LONG_ENOUGH = 84.0, 6  # likeness in %, and letters, of two spellings of a word
_KINDS = {  # short for long: "CC" and "Communauté de communes" begin the same name
    "agglo": "ca", "communaute agglomeration": "ca", "communaute urbaine": "cu",
    "mission locale": "ml", "foyer rural": "fr",
}  # fmt: skip


K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Alike:
    """Two names, by what they are known by, and how likely they are of one organisation."""

    one: str
    other: str
    score: float


def alike(names: Mapping[str, str], is_town: Callable[[str], bool]) -> list[Alike]:
    """The pairs of ``names`` that are likely of one organisation, the likeliest first.

    Two names are alike when they have the same words but for small ones, plurals and
    abbreviations, or when one long word is spelt nearly the same. Two towns are never one,
    however near their names: ``is_town`` tells them.
    """
    words = {known: _words(name) for known, name in names.items()}
    found: dict[tuple[str, str], float] = {}
    for group in _groups((told, known) for known, told in words.items()):
        for pair in combinations(group, 2):
            found[_sorted(pair)] = SAME_WORDS
    shared = (
        (told[:at] + told[at + 1 :] or told[at][:3], (known, told[at]))
        for known, told in words.items()
        for at in range(len(told))
        if len(told[at]) >= _LONG_ENOUGH and not any(is_town(told[at] + end) for end in ("", *"sx"))
    )
    for others in _groups(shared):
        for (one, its), (other, theirs) in combinations(others, 2):
            if its != theirs and fuzz.ratio(its, theirs) >= _NEAR_ENOUGH:
                found.setdefault(_sorted((one, other)), ONE_TYPED)
    pairs = [Alike(one, other, score) for (one, other), score in found.items()]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.one, pair.other))


def _words(name: str) -> tuple[str, ...]:
    """The words of ``name`` that count, sorted, without the marks of the plural."""
    told = folded(name)
    for long, short in _KINDS.items():
        told = told.replace(long, short)
    return tuple(sorted({w.rstrip("sx") or w for w in told.split() if w not in SMALL}))


def _groups(pairs: Iterable[tuple[K, V]]) -> Iterable[list[V]]:
    """What has the same key: at least two, at most `MOST`."""
    by_key: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        by_key[key].append(value)
    return [group for group in by_key.values() if 2 <= len(group) <= MOST]


def _sorted(pair: tuple[str, str]) -> tuple[str, str]:
    one, other = pair
    return (one, other) if one < other else (other, one)

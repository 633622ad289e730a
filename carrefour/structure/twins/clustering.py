"""Clusters: which records make one sheet, when pairs say the same and people say otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

Pair = tuple[int, int]


def clusters(
    linked: Mapping[Pair, float],
    alike: Iterable[Pair],
    same: Iterable[Pair],
    different: Iterable[Pair],
    source_of: Mapping[int, str],
) -> list[list[int]]:
    """The clusters of two records and more, each sorted; the order of pairs does not matter.

    ``linked`` are pairs that a score joins and ``alike`` all that were found to be alike; ``same``
    and ``different`` are what people said, the newest of ``same`` first. A pair said to be
    different is never in one cluster. What people said is the same is joined first. A score joins
    two clusters only if no source has a record in both, and if at least half of the pairs across
    them are alike: so one bad link makes no chain.
    """
    groups = _Groups(different)
    for first, second in same:
        groups.join(first, second)
    near = {_sorted(pair) for pair in alike}
    for (first, second), _ in sorted(linked.items(), key=lambda item: (-item[1], item[0])):
        one, other = groups.of(first), groups.of(second)
        if one is other or {source_of[n] for n in one} & {source_of[n] for n in other}:
            continue
        across = sum(_sorted((a, b)) in near for a in one for b in other)
        if 2 * across >= len(one) * len(other):
            groups.join(first, second)
    return sorted(sorted(group) for group in groups.all())


def _sorted(pair: Pair) -> Pair:
    return (min(pair), max(pair))


class _Groups:
    """Records joined to groups, but for those that must stay apart."""

    def __init__(self, apart: Iterable[Pair]) -> None:
        self._group: dict[int, set[int]] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)
        for first, second in apart:
            self._apart[first].add(second)
            self._apart[second].add(first)

    def of(self, record: int) -> set[int]:
        return self._group.setdefault(record, {record})

    def join(self, first: int, second: int) -> None:
        one, other = self.of(first), self.of(second)
        if one is other or any(self._apart[n] & other for n in one if n in self._apart):
            return
        one |= other
        for n in other:
            self._group[n] = one

    def all(self) -> list[set[int]]:
        unique = {id(group): group for group in self._group.values() if len(group) > 1}
        return list(unique.values())

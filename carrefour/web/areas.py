"""How many projects each territory has, in classes that a map can colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from carrefour.pipeline.gazetteer import gazetteer
from carrefour.search.query import Facet

CLASSES = 5
PER = 10_000  # inhabitants


@dataclass(frozen=True, slots=True)
class Area:
    """A territory with its projects; ``per`` is for 10,000 inhabitants, ``None`` if unknown.

    ``rank`` is its class on the map, from 1, the least, to `CLASSES`; 0 is left blank.
    """

    code: str
    name: str
    count: int
    per: float | None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Class:
    """One colour of the map, and the least and the most that it stands for."""

    rank: int
    least: float
    most: float


def areas(facet: Facet, counts: Iterable[tuple[str, int]], *, by_people: bool) -> list[Area]:
    """The territories of ``counts`` (by code), ranked by count or by count for their people."""
    found = []
    for code, count in counts:
        territory = gazetteer().get(f"{facet.value}:{code}")
        if territory is not None:
            people = territory.population
            per = count * PER / people if people else None
            found.append(Area(code, territory.name, count, per))
    ends = bounds([value for area in found if (value := _value(area, by_people=by_people))])
    ranked = [
        Area(a.code, a.name, a.count, a.per, _rank(_value(a, by_people=by_people), ends))
        for a in found
    ]
    return sorted(ranked, key=lambda a: (-_value(a, by_people=by_people), a.name))


def classes(found: Iterable[Area], *, by_people: bool) -> list[Class]:
    """The classes in use, from the least to the most."""
    held: dict[int, list[float]] = {}
    for area in found:
        if area.rank:
            held.setdefault(area.rank, []).append(_value(area, by_people=by_people))
    return [Class(rank, min(values), max(values)) for rank, values in sorted(held.items())]


def bounds(values: Sequence[float]) -> list[float]:
    """The upper ends of up to `CLASSES` classes that hold about as many of ``values`` each."""
    ordered = sorted(values)
    if not ordered:
        return []
    last = len(ordered) - 1
    return sorted({ordered[last * n // CLASSES] for n in range(1, CLASSES + 1)})


def _rank(value: float, ends: Sequence[float]) -> int:
    """The class of ``value``; fewer classes than `CLASSES` take the darker colours."""
    if value <= 0:
        return 0
    at = next((n for n, end in enumerate(ends) if value <= end), len(ends) - 1)
    return CLASSES - len(ends) + at + 1


def _value(area: Area, *, by_people: bool) -> float:
    return (area.per or 0.0) if by_people else float(area.count)

"""Searches around a place: the radii to choose from."""

from __future__ import annotations

from carrefour.pipeline.gazetteer import centre, gazetteer
from carrefour.search.query import Query
from carrefour.territory.model import Level

RADII = (5, 10, 20, 50, 100)  # km
# A circle around the middle of a département says less than the département.
_SMALL = (Level.COMMUNE, Level.EPCI)


def radii(query: Query) -> list[tuple[str, bool]]:
    """The radii that a search may have, in km, each with whether it is chosen.

    Empty when there is nothing to draw a circle around. The radius in use is always among them;
    "" stands for none.
    """
    circle = query.circle
    if circle:
        chosen = sorted({*map(float, RADII), circle.km})
        without = [("", False)] if circle.of else []
        return [*without, *((f"{km:g}", km == circle.km) for km in chosen)]
    small = [t for ref in query.territories if (t := gazetteer().get(ref)) and t.level in _SMALL]
    if len(query.territories) != 1 or not small or centre(query.territories[0]) is None:
        return []
    return [("", True), *((str(km), False) for km in RADII)]

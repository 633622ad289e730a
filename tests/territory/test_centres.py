"""The points of communes, against their real centres where a file of them is at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from carrefour.territory.distance import kilometres
from carrefour.territory.model import Level
from carrefour.territory.update import centres_from_file, with_centres

ROOT = Path(__file__).parents[2]
SOURCES = Path(os.environ.get("CARREFOUR_REAL_DATA", ROOT.parent / "shared" / "data" / "sources"))
CENTRES = SOURCES.parent / "territories" / "commune_centres.csv"

pytestmark = pytest.mark.skipif(not CENTRES.is_file(), reason="there is no file of real centres")


def _errors(gazetteer, centres) -> list[tuple[float, int]]:
    """(km between the gazetteer's point and the real centre, people) for each commune known."""
    return sorted(
        (kilometres((t.lat, t.lon), centres[t.code]), t.population)
        for t in gazetteer.territories.values()
        if t.level is Level.COMMUNE and t.code in centres and t.lat is not None
    )


def _at(errors: list[tuple[float, int]], share: float) -> float:
    """The error within which ``share`` of all people live."""
    wanted = share * sum(people for _, people in errors)
    for error, people in errors:
        wanted -= people
        if wanted <= 0:
            return error
    raise AssertionError("no commune")


def test_from_packages_alone_points_are_near_the_centres(gazetteer) -> None:
    errors = _errors(gazetteer, centres_from_file(CENTRES))
    assert len(errors) > 34_000
    assert _at(errors, 0.5) < 3
    assert errors[int(0.95 * len(errors))][0] < 15


def test_with_a_file_of_centres_they_are_exact(gazetteer) -> None:
    centres = centres_from_file(CENTRES)
    errors = _errors(with_centres(gazetteer, centres), centres)
    assert errors[-1][0] < 0.001

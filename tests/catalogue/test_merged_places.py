"""One address that two sources put at two points is one place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from carrefour.catalogue.draft import Draft
from carrefour.catalogue.merging import Told, merge
from carrefour.territory.model import Location, Precision


def place(address: str, lat: float, commune: str = "74042") -> Location:
    return Location(
        label="Bonneville", address=address, postcode="74130", lat=lat, lon=6.4,
        precision=Precision.ADDRESS, score=0.9, method="source", commune=commune,
        departement="74", region="84", country="FR",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("other", "places"),
    [
        (place("100 Rue Paul Verlaine", 46.09), 1),
        (place("100 Rue Paul Verlaine", 46.09, "74043"), 2),
        (place("12 Rue Paul Verlaine", 46.09), 2),
        (place("", 46.09), 2),
    ],
)
def test_the_same_street_and_number_are_one_place(other: Location, places: int) -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    one = place("100 rue Paul Verlaine - 74130 BONNEVILLE", 46.07)
    told = [
        Told(at, Draft(title="France services", places=[where]), now)
        for at, where in enumerate((one, other))
    ]
    assert len(merge(told).places) == places

"""Circles measured as distances are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.search.circles import measured
from carrefour.search.query import Circle
from carrefour.territory.distance import kilometres

LAT, LON = st.floats(-85, 85), st.floats(-180, 180)


@given(LAT, LON, LAT, LON, st.floats(1, 300))
def test_what_is_inside_is_near_enough(
    lat: float, lon: float, lat2: float, lon2: float, km: float
) -> None:
    circle, far = Circle(lat, lon, km), kilometres((lat, lon), (lat2, lon2))
    found = measured(circle, [(1, lat2, lon2), (2, lat, lon)])
    assert found.inside[2] == pytest.approx(0, abs=0.001)
    if abs(far - km) > 0.001:
        assert (1 in found.inside) == (far < km)
    if 1 in found.inside:
        assert found.inside[1] == pytest.approx(far, abs=0.001)
    assert (1 in found.outside) == (1 not in found.inside)

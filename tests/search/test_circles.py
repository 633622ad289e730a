"""Circles measured as distances are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.search.circles import Points, measured
from carrefour.search.query import Circle
from carrefour.territory.distance import kilometres

LAT, LON = st.floats(-85, 85), st.floats(-180, 180)


@given(LAT, LON, LAT, LON, st.floats(1, 300))
def test_what_is_inside_is_near_enough(
    lat: float, lon: float, lat2: float, lon2: float, km: float
) -> None:
    circle, far = Circle(lat, lon, km), kilometres((lat, lon), (lat2, lon2))
    points = Points(np.array([1, 2]), np.array([lat2, lat]), np.array([lon2, lon]))
    found = measured(circle, points)
    assert found.distances([2]) == [pytest.approx(0, abs=0.001)]
    inside = 1 in found.keys
    if abs(far - km) > 0.001:
        assert inside == (far < km)
    if inside:
        assert found.distances([1]) == [pytest.approx(far, abs=0.001)]
    else:
        with pytest.raises(KeyError):
            found.distances([1])
    assert (1 in found.outside) == (not inside)


def test_a_sheet_of_several_points_is_as_near_as_the_nearest() -> None:
    points = Points(np.array([7, 3, 7]), np.array([47.5, 47.3, 47.2]), np.array([-1.5, -1.5, -1.5]))
    found = measured(Circle(47.2, -1.5, 50), points)
    assert found.keys.tolist() == [3, 7]
    assert found.distances([7, 3]) == [pytest.approx(0, abs=0.001), pytest.approx(11.1, abs=0.1)]
    assert found.nearest(1) == [7]
    assert found.nearest(5) == [7, 3]

"""Circles measured as distances are."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carrefour.search.circles import Points, box_around, core_of, distances, measured, nearest
from carrefour.search.query import Circle
from carrefour.territory.distance import kilometres

LAT, LON = st.floats(-85, 85), st.floats(-180, 180)
SHARE = st.floats(-1, 1)


@given(LAT, LON, LAT, LON, st.floats(1, 300))
def test_what_is_inside_is_near_enough(
    lat: float, lon: float, lat2: float, lon2: float, km: float
) -> None:
    circle, far = Circle(lat, lon, km), kilometres((lat, lon), (lat2, lon2))
    points = Points(np.array([1, 2]), np.array([lat2, lat]), np.array([lon2, lon]))
    found = measured(circle, points)
    assert 2 in found.inside
    assert (1 in found.inside) != (1 in found.outside)
    if abs(far - km) > 0.001:
        assert (1 in found.inside) == (far < km)
    apart = distances(circle, points)
    assert apart == {1: pytest.approx(far, abs=0.001), 2: pytest.approx(0, abs=0.001)}


@given(LAT, LON, st.floats(0.001, 12_000), SHARE, SHARE)
def test_all_of_the_core_lies_in_the_circle(
    lat: float, lon: float, km: float, north: float, east: float
) -> None:
    circle = Circle(lat, lon, km)
    core = core_of(circle)
    assume(core is not None)
    assert core is not None
    wide = (core.east - lon) % 360
    point = lat + north * (core.north - lat), (lon + east * wide + 180) % 360 - 180
    assert kilometres((lat, lon), point) <= km


def test_most_of_a_circle_is_its_core() -> None:
    box, core = box_around(Circle(47, -1, 50)), core_of(Circle(47, -1, 50))
    assert core is not None
    share = (core.east - core.west) * (core.north - core.south)
    assert share > 0.49 * (box.east - box.west) * (box.north - box.south)


def test_a_sheet_of_several_points_is_as_near_as_the_nearest() -> None:
    points = Points(np.array([7, 3, 7]), np.array([47.5, 47.3, 47.2]), np.array([-1.5, -1.5, -1.5]))
    circle = Circle(47.2, -1.5, 50)
    assert measured(circle, points).inside.tolist() == [3, 7]
    apart = distances(circle, points)
    assert apart == {7: pytest.approx(0, abs=0.001), 3: pytest.approx(11.1, abs=0.1)}
    assert nearest(circle, points, 1) == [7]
    assert nearest(circle, points, 5) == [7, 3]

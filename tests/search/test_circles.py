"""Circles measured as distances are."""

import random
from math import cos, radians

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carrefour.search.circles import covering, distances, nearest, within
from carrefour.search.points import Points
from carrefour.search.query import Circle
from carrefour.territory.distance import kilometres
from tests.search.conftest import cells_with

LAT, LON = st.floats(-85, 85), st.floats(-180, 180)
SHARE = st.floats(-1, 1)


@given(LAT, LON, LAT, LON, st.floats(1, 300))
def test_what_is_inside_is_near_enough(
    lat: float, lon: float, lat2: float, lon2: float, km: float
) -> None:
    circle, far = Circle(lat, lon, km), kilometres((lat, lon), (lat2, lon2))
    points = Points(np.array([1, 2]), np.array([lat2, lat]), np.array([lon2, lon]))
    inside = within(circle, points)
    assert 2 in inside
    if abs(far - km) > 0.001:
        assert (1 in inside) == (far < km)
    apart = distances(circle, points)
    assert apart == {1: pytest.approx(far, abs=0.001), 2: pytest.approx(0, abs=0.001)}


@given(LAT, LON, st.floats(0.01, 3_000), st.floats(0, 1.3), SHARE, SHARE, st.integers(1, 48))
def test_cells_hold_what_lies_in_the_circle_and_those_inside_nothing_else(
    lat: float, lon: float, km: float, far: float, north: float, east: float, across: int
) -> None:
    circle = Circle(lat, lon, km)
    covered = covering(circle, across)
    assume(covered is not None)
    assert covered is not None
    # A point somewhere around: most often in the circle or a little beyond.
    degrees = far * km / 111.19
    point = (
        max(-85.0, min(85.0, lat + north * degrees)),
        (lon + east * degrees / cos(radians(lat)) + 180) % 360 - 180,
    )
    apart = kilometres((lat, lon), point)
    cells = cells_with(point)
    assert len(covered.inside) + len(covered.edge) < 4_000
    assert len(cells.intersection(covered.inside + covered.edge)) <= 1
    if cells.intersection(covered.inside):
        assert apart <= km
    elif not cells.intersection(covered.edge):
        assert apart > km


def test_most_of_a_circle_is_found_by_few_cells() -> None:
    circle = Circle(47, -1, 50)
    chance = random.Random(1)  # noqa: S311
    covered = covering(circle)
    assert covered is not None
    inside = edge = 0
    for _ in range(2_000):
        point = 47 + chance.uniform(-0.4, 0.4), -1 + chance.uniform(-0.6, 0.6)
        cells = cells_with(point)
        inside += bool(cells.intersection(covered.inside))
        edge += bool(cells.intersection(covered.edge))
    assert inside > 5 * edge
    assert len(covered.inside) + len(covered.edge) < 600


@pytest.mark.parametrize("circle", [Circle(83, 0, 200), Circle(-89, 10, 1), Circle(0, 0, 9_000)])
def test_a_circle_that_reaches_a_pole_or_around_the_globe_has_no_cells(circle: Circle) -> None:
    assert covering(circle) is None


def test_a_sheet_of_several_points_is_as_near_as_the_nearest() -> None:
    points = Points(np.array([7, 3, 7]), np.array([47.5, 47.3, 47.2]), np.array([-1.5, -1.5, -1.5]))
    circle = Circle(47.2, -1.5, 50)
    assert within(circle, points).tolist() == [3, 7]
    apart = distances(circle, points)
    assert apart == {7: pytest.approx(0, abs=0.001), 3: pytest.approx(11.1, abs=0.1)}
    assert nearest(circle, points, 1) == [7]
    assert nearest(circle, points, 5) == [7, 3]

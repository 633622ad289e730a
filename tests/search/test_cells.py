"""A sheet is in the cells of each of its points, at every zoom."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carrefour.search.cells import ZOOMS, cell_at, cells_of

POINTS = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=5)


@given(POINTS)
def test_the_cells_of_points_are_those_that_each_lies_in(points: list[tuple[float, float]]) -> None:
    assert cells_of(points) == [{cell_at(*point, zoom) for point in points} for zoom in ZOOMS]


def test_a_sheet_without_a_point_is_in_no_cell() -> None:
    assert cells_of([]) == []

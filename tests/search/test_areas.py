"""Areas that are drawn hold what the even-odd rule says, whichever way it is found out."""

import random
from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from carrefour.search.areas import box_around, covering, inside, within
from carrefour.search.cells import COVERED_BY, cell_at
from carrefour.search.clusters import cell_box
from carrefour.search.document import Document
from carrefour.search.points import Points
from carrefour.search.query import Area, Box, Circle, Facet, Query, Sort
from tests.search.conftest import RENNES, cells_with

# Eighths are floats without rounding, so that points come to lie on edges and corners.
CORNER = st.tuples(st.integers(-640, 640), st.integers(-1440, 1440)).map(
    lambda at: (at[0] / 8, at[1] / 8)
)
SMALL = st.tuples(st.integers(-40, 40), st.integers(-40, 40)).map(
    lambda at: (47 + at[0] / 8, 2 + at[1] / 8)
)
RINGS = st.lists(CORNER, min_size=3, max_size=9) | st.lists(SMALL, min_size=3, max_size=60)
AREAS = RINGS.map(lambda ring: Area(tuple(ring)))
# A star drawn in one go: its points are in, its middle is not.
STAR = Area(((48.0, 0.0), (46.0, 1.0), (47.3, -1.0), (47.3, 1.0), (46.0, -1.0)))


def holds(area: Area, lat: float, lon: float) -> bool:
    """The even-odd rule as it is written, in fractions, for a point at a time."""
    odd = False
    for (lat1, lon1), (lat2, lon2) in pairwise([*area.corners, area.corners[0]]):
        if (lat1 > lat) != (lat2 > lat):
            share = (Fraction(lat) - Fraction(lat1)) / (Fraction(lat2) - Fraction(lat1))
            odd ^= Fraction(lon) < Fraction(lon1) + share * (Fraction(lon2) - Fraction(lon1))
    return odd


def in_it(area: Area, *points: tuple[float, float]) -> list[bool]:
    lats, lons = (np.array(column, dtype=float) for column in zip(*points, strict=True))
    return inside(area, lats, lons).tolist()


@given(AREAS, st.lists(CORNER | SMALL, min_size=1, max_size=20))
def test_a_point_is_inside_as_the_even_odd_rule_says_on_edges_and_corners_too(area, points) -> None:
    points = [*points, *area.corners]
    assert in_it(area, *points) == [holds(area, *point) for point in points]


@given(AREAS, SMALL | CORNER)
def test_an_area_is_the_same_whichever_corner_comes_first_and_either_way_round(area, point) -> None:
    turned = Area((*area.corners[1:], area.corners[0]))
    back = Area(area.corners[::-1])
    assert in_it(area, point) == in_it(turned, point) == in_it(back, point)


@given(st.lists(SMALL, min_size=4, max_size=4), st.data())
def test_of_two_areas_that_share_an_edge_one_has_the_points_on_it(corners, data) -> None:
    a, b, c, d = corners
    share = data.draw(st.integers(0, 8)) / 8
    point = a[0] + share * (c[0] - a[0]), a[1] + share * (c[1] - a[1])
    halves = Area((a, b, c)), Area((a, c, d))
    (one,), (other,) = (in_it(half, point) for half in halves)
    (whole,) = in_it(Area((a, b, c, d)), point)
    assert (one != other) == whole


def test_the_middle_of_a_star_drawn_in_one_go_is_not_inside() -> None:
    assert in_it(STAR, (47.0, 0.0), (47.9, 0.0), (46.2, 0.85)) == [False, True, True]


def test_a_sheet_is_found_by_any_of_its_points_and_once() -> None:
    area = Area(((47.0, -2.0), (47.0, -1.0), (48.0, -1.5)))
    points = Points(np.array([7, 3, 7]), np.array([47.2, 50, 47.3]), np.array([-1.5, 1, -1.4]))
    assert within(area, points).tolist() == [7]
    assert box_around(area) == Box(-2.0, 47.0, -1.0, 48.0)


@given(AREAS, st.data())
def test_cells_hold_what_lies_in_the_area_and_those_inside_nothing_else(area, data) -> None:
    covered = covering(area, data.draw(st.integers(1, 48)))
    assert covered is not None
    assert len(covered.inside) + len(covered.edge) < 40_000
    # A point anywhere, on the ring, or where cells meet.
    lat, lon = data.draw(SMALL | st.sampled_from(area.corners) | CORNER)
    if data.draw(st.booleans()):
        zoom = data.draw(st.sampled_from(COVERED_BY))
        cell = cell_box(cell_at(lat, lon, zoom), zoom)
        lat, lon = data.draw(st.sampled_from([(cell.south, cell.west), (lat, cell.east)]))
    cells = cells_with((lat, lon))
    assert len(cells.intersection(covered.inside + covered.edge)) <= 1
    if cells.intersection(covered.inside):
        assert holds(area, lat, lon)
    elif not cells.intersection(covered.edge):
        assert not holds(area, lat, lon)


@given(st.integers(7, 16), st.data())
def test_an_area_whose_corners_are_those_of_cells_is_covered_too(bits, data) -> None:
    side = 1 << bits
    middle = int(side * 0.35), int(side * 0.5)

    def line() -> tuple[float, float]:
        row = middle[0] + data.draw(st.integers(-6, 6))
        column = middle[1] + data.draw(st.integers(-6, 6))
        lat = float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * row / side)))))
        return lat, column / side * 360 - 180

    area = Area((line(), line(), line(), line()))
    lat, lon = line()
    point = np.nextafter(lat, data.draw(st.sampled_from([-90, lat, 90]))), lon
    covered = covering(area)
    assert covered is not None
    cells = cells_with(point)
    if not cells.intersection(covered.edge):
        assert bool(cells.intersection(covered.inside)) == in_it(area, point)[0]


def test_most_of_an_area_is_found_by_few_cells() -> None:
    covered = covering(Area(((46.0, -1.0), (46.0, 1.0), (48.0, 1.0), (48.0, -1.0))))
    assert covered is not None
    chance = random.Random(1)  # noqa: S311
    points = [(chance.uniform(46, 48), chance.uniform(-1, 1)) for _ in range(2_000)]
    inside = sum(bool(cells_with(point).intersection(covered.inside)) for point in points)
    edge = sum(bool(cells_with(point).intersection(covered.edge)) for point in points)
    assert inside > 5 * edge
    assert len(covered.inside) + len(covered.edge) < 800


def test_an_area_near_a_pole_has_no_cells() -> None:
    assert covering(Area(((80.0, 0.0), (89.0, 1.0), (80.0, 2.0)))) is None


def test_what_is_found_in_an_area_has_a_point_in_it(engine) -> None:
    nantes = Area(((47.5, -2.0), (47.5, -1.0), (46.9, -1.5)))
    assert sorted(hit.id for hit in engine.search(Query(area=nantes)).hits) == ["a", "c"]
    assert engine.matching(Query("déchet", area=nantes)) == ["c"]
    assert engine.matching(Query(area=nantes), among=["a", "b"]) == ["a"]
    themes = dict(engine.search(Query(area=nantes)).facets[Facet.THEME])
    assert (themes["AGR"], themes["DEC"]) == (1, 1)
    assert engine.figures(Query(area=nantes)).total == 2
    seen = engine.map_view(Query("jardin", area=nantes), Box(-2, 47, -1, 48), 12)
    assert [cluster.ids for cluster in seen.clusters] == [("a",)]


def test_an_area_narrows_with_a_box_a_circle_and_an_order_by_distance(engine) -> None:
    brittany = Area(((49.0, -5.0), (49.0, -1.0), (47.0, -1.0), (47.0, -5.0)))
    around = Circle(*RENNES, 200)
    near = engine.search(Query(area=brittany, circle=around, sort=Sort.DISTANCE)).hits
    assert [hit.id for hit in near][:1] == ["b"]
    assert len(near) == 3
    assert engine.matching(Query(area=brittany, circle=Circle(*RENNES, 20))) == ["b"]
    assert engine.matching(Query(area=brittany, box=Box(-2, 48, -1, 49))) == ["b"]
    small = Area(((47.3, -1.6), (47.3, -1.5), (47.1, -1.5), (47.1, -1.6)))
    found = engine.search(Query(area=small, circle=around, sort=Sort.DISTANCE)).hits
    assert sorted(hit.id for hit in found) == ["a", "c"]


CHANCE = random.Random(7)  # noqa: S311 - points of a test
# Nowhere near an eighth of a degree: a cluster keeps points to a centimetre.
PLACES = {
    f"p{number}": tuple(
        (
            47 + (CHANCE.randrange(-45, 45) + CHANCE.uniform(0.1, 0.9)) / 8,
            2 + (CHANCE.randrange(-45, 45) + CHANCE.uniform(0.1, 0.9)) / 8,
        )
        for _ in range(1 + number % 3)
    )
    for number in range(300)
} | {"world": ((-41.0131, 174.8877),), "east": ((16.2401, -61.5322),), "none": ()}


def test_the_engine_finds_what_a_look_at_every_point_does(engine) -> None:
    engine.rebuild(Document(id=id_, title="Lieu", points=at) for id_, at in PLACES.items())

    @settings(max_examples=60, deadline=None)
    @given(AREAS)
    def found(area: Area) -> None:
        looked_at = {i for i, ats in PLACES.items() if any(holds(area, *at) for at in ats)}
        assert set(engine.matching(Query(area=area))) == looked_at

    found()

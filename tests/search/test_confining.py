"""Clusters of a map lie where the search is confined to, and none that may be found is left out."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from carrefour.search.areas import inside
from carrefour.search.circles import km_apart
from carrefour.search.confining import ROUNDED, confined
from carrefour.search.query import Area, Box, Circle, Cluster, Facet, MapView, Query

LATS, LONS = st.floats(-80, 80), st.floats(-180, 180)
POINTS = st.tuples(LATS, LONS)
SIZES = st.tuples(*[st.floats(0, 3)] * 4)
SQUARE = {"type": "Polygon", "coordinates": [[[0, 45], [2, 45], [2, 47], [0, 47], [0, 45]]]}
HOLE = [[[0.4, 45.4], [1.6, 45.4], [1.6, 46.6], [0.4, 46.6], [0.4, 45.4]]]
RING = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"] + HOLE]}


def around(point: tuple[float, float], size: tuple[float, float, float, float]) -> Cluster:
    """A cluster of an extent that ``point`` lies in."""
    (lat, lon), (west, south, east, north) = point, size
    return Cluster(lat, lon, 2, (), Box(lon - west, lat - south, lon + east, lat + north))


def lone(lat: float, lon: float) -> Cluster:
    return Cluster(lat, lon, 1, ("a",))


def kept(clusters: list[Cluster], query: Query, outlines: dict | None = None) -> list[Cluster]:
    return confined(MapView(clusters, 9), query, (outlines or {}).get).clusters


@given(st.lists(POINTS, min_size=3, max_size=20), POINTS, SIZES)
def test_a_cluster_around_a_point_in_an_area_is_kept(corners, point, size) -> None:
    area = Area(tuple(corners))
    if inside(area, *(np.array([at]) for at in point))[0]:
        assert kept([around(point, size)], Query(area=area))


@given(POINTS, st.floats(0.1, 300), POINTS, SIZES)
def test_a_cluster_around_a_point_in_a_circle_is_kept(middle, km, apart, size) -> None:
    lat = middle[0] + apart[0] / 40
    lon = (middle[1] + apart[1] / 40 + 180) % 360 - 180
    degrees = np.radians([middle[0], lat, lon - middle[1]])
    if km_apart(degrees[0], degrees[1:2], degrees[2:])[0] <= km:
        assert kept([around((lat, lon), size)], Query(circle=Circle(*middle, km)))


@given(st.lists(POINTS, min_size=3, max_size=20), POINTS)
def test_a_lone_point_outside_of_an_area_is_left_out(corners, point) -> None:
    area = Area(tuple(corners))
    apart = shapely.LinearRing(corners).distance(shapely.Point(point))
    if apart > 2 * ROUNDED and not inside(area, *(np.array([at]) for at in point))[0]:
        assert kept([lone(*point)], Query(area=area)) == []


@pytest.mark.parametrize(
    ("query", "point"),
    [
        (Query(box=Box(0, 45, 2, 47)), (46.0, 1.0)),
        (Query(box=Box(179, -18, -179, -16)), (-17.0, -179.5)),
        (Query(circle=Circle(46.0, 1.0, 20)), (46.1, 1.1)),
        (Query(circle=Circle(-17.0, 179.95, 20)), (-17.0, -179.95)),
        (Query(area=Area(((45.0, 0.0), (47.0, 0.0), (46.0, 2.0)))), (46.0, 0.5)),
        (Query(territories=("departement:99",)), (46.0, 1.0)),
        (Query(chosen=((Facet.DEPARTEMENT, ("99",)),)), (46.9, 0.1)),
    ],
)
def test_what_lies_elsewhere_is_left_out(query: Query, point: tuple[float, float]) -> None:
    near, far = lone(*point), [lone(48.85, 2.35), lone(-20.9, 55.45)]
    assert kept([near, *far], query, {"departement:99": SQUARE}) == [near]


def test_what_lies_in_a_hole_of_an_outline_is_left_out() -> None:
    rim, hole = lone(46.9, 1.0), lone(46.0, 1.0)
    query = Query(territories=("region:99",))
    assert kept([rim, hole], query, {"region:99": RING}) == [rim]


def test_a_cluster_that_reaches_into_the_area_is_kept_whole() -> None:
    reaches = Cluster(46.0, -0.5, 30, (), Box(-1.0, 45.0, 0.5, 46.0))
    wide = Cluster(46.0, 1.0, 30, (), Box(-10.0, 40.0, 10.0, 50.0))
    small = Query(area=Area(((45.5, 0.3), (45.7, 0.3), (45.6, 0.4))))
    assert kept([reaches, wide], small) == [reaches, wide]


def test_places_that_meet_different_filters_are_all_kept() -> None:
    here, there = lone(46.0, 1.0), lone(48.1, -1.7)
    query = Query(box=Box(0, 45, 2, 47), circle=Circle(48.1, -1.7, 20))
    assert kept([here, there, lone(43.0, 5.0)], query) == [here, there]


def test_nothing_is_left_out_where_nothing_is_known_of_the_place() -> None:
    far = lone(48.85, 2.35)
    assert kept([far], Query("jardin")) == [far]
    assert kept([far], Query(territories=("epci:200",))) == [far]
    assert kept(
        [far], Query(territories=("departement:99", "epci:200")), {"departement:99": SQUARE}
    )

"""Territories on the map: their outlines, circles around them, and how many projects each has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.pipeline.outlining import outlines_path
from carrefour.territory.outlines import keep
from carrefour.web.areas import bounds


def test_every_departement_and_region_of_today_has_an_outline(client, site, gazetteer) -> None:
    for level, count in (("departement", 101), ("region", 18)):
        answer = client.get("/territoires/contours.json", {"niveau": level}).json()
        codes = {feature["properties"]["code"] for feature in answer["features"]}
        assert len(codes) == count
        assert all(gazetteer.get(f"{level}:{code}") for code in codes)
    assert client.get("/territoires/contours.json", {"niveau": "commune"}).status_code == 404


def test_outlines_weigh_little(client, site) -> None:
    page = client.get(
        "/territoires/contours.json", {"niveau": "departement"}, headers={"accept-encoding": "gzip"}
    )
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < 60_000


def test_outlines_lie_where_the_gazetteer_says(client, site, gazetteer) -> None:
    import shapely

    from carrefour.territory.outlines import shipped

    for ref, shape in shipped().items():
        territory = gazetteer.get(ref)
        outline = shapely.from_geojson(__import__("json").dumps(shape))
        assert outline.is_valid, ref
        assert outline.distance(shapely.Point(territory.lon, territory.lat)) < 0.2, ref


def test_a_commune_is_told_by_its_departement_until_the_operator_gives_outlines(
    client, site
) -> None:
    def told(ref: str) -> dict:
        return client.get("/territoires/contour.json", {"ref": ref}).json()

    before = told("commune:35238")
    assert before["properties"]["of"] == "departement:35"
    assert before["properties"]["name"] == "Rennes"
    square = [[-1.7, 48.1], [-1.6, 48.1], [-1.6, 48.2], [-1.7, 48.1]]
    keep(outlines_path(), [("commune:35238", {"type": "Polygon", "coordinates": [square]})])
    after = told("commune:35238")
    assert after["properties"]["of"] == "commune:35238"
    assert after["geometry"]["coordinates"] == [square]
    assert told("departement:35")["properties"]["of"] == "departement:35"


@pytest.mark.parametrize("ref", ["", "commune:99999", "../../etc/passwd", "departement:35' --"])
def test_an_unknown_territory_has_no_outline(client, site, ref: str) -> None:
    assert client.get("/territoires/contour.json", {"ref": ref}).status_code == 404


def test_a_commune_with_a_radius_is_a_circle_around_it(client, harvest_rows) -> None:
    harvest_rows()
    near = client.get("/projets/", {"territory": "commune:35238", "radius": "100"})
    assert near.context["results"].total == 2
    assert near.context["asked_params"] == "territory=commune%3A35238&radius=100"
    assert [c.label for c in near.context["chips"]] == ["Rennes et 100 km autour"]
    assert near.context["chips"][0].url == "/projets/"
    alone = client.get("/projets/", {"territory": "commune:35238", "radius": ""})
    assert alone.context["results"].total == 1
    odd = client.get("/projets/", {"territory": "commune:35238", "radius": "1e9"})
    assert odd.context["results"].total == 1


def test_the_map_counts_within_the_same_circle_as_the_list(client, harvest_rows) -> None:
    harvest_rows()
    asked = {"territory": "commune:35238", "radius": "100", "view": "-5,41,10,51", "zoom": "9"}
    assert client.get("/projets/carte.json", asked).json()["total"] == 2


def test_a_radius_is_offered_where_it_says_something(client, harvest_rows) -> None:
    harvest_rows()

    def offered(**params: str) -> list[str]:
        return [km for km, _ in client.get("/projets/", params).context["radii"]]

    assert offered() == []
    assert offered(territory="departement:35") == []
    assert offered(territory="commune:35238") == ["", "5", "10", "20", "50", "100"]
    assert offered(near="48,-1.6", radius="30") == ["5", "10", "20", "30", "50", "100"]


def test_projects_are_counted_by_territory_and_for_its_people(
    client, harvest_rows, gazetteer
) -> None:
    harvest_rows()
    page = client.get("/projets/carte/territoires/", {"niveau": "departement", "q": "solidaire"})
    rows = page.context["rows"]
    assert [(row.area.name, row.area.count) for row in rows] == [("Ille-et-Vilaine", 1)]
    people = gazetteer.get("departement:35").population
    assert rows[0].area.per == pytest.approx(10_000 / people)
    assert rows[0].url == "/projets/carte/?q=solidaire&departement=35"


def test_an_odd_level_or_measure_is_as_usual(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/carte/territoires/", {"niveau": "galaxie", "par": "x"})
    assert page.context["level"] == "departement"
    assert not page.context["by_people"]


@given(st.lists(st.floats(0.001, 1e6), max_size=60))
def test_classes_hold_every_value_and_are_five_at_most(values: list[float]) -> None:
    ends = bounds(values)
    assert len(ends) <= 5
    assert ends == sorted(set(ends))
    assert not values or ends[-1] == max(values)


def test_a_box_that_holds_nothing_is_not_widened(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/", {"bbox": "-62,15,-60,17"})
    assert page.context["results"].total == 0
    assert page.context["asked_params"] == "bbox=-62%2C15%2C-60%2C17"

"""A drawn area is a filter like any other: in the address, and in every view."""

from __future__ import annotations

import re

import orjson
import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from carrefour.search.params import MOST_CORNERS, encode, parse, read_area, to_pairs
from carrefour.search.query import Area

AROUND_NANTES = "47,-2_47.5,-2_47.5,-1_47,-1"
FAR_OUT = "15,-62_17,-62_16,-60"
VIEWS = ["/projets/", "/projets/carte/", "/projets/tableau/", "/integrer/projets/", "/en/projects/"]
ROUND = "_".join(f"{45 + n / 100},{n % 2}" for n in range(MOST_CORNERS))
HOSTILE = [
    "1",
    "47,-2_47.5,-2",  # two corners
    "47,-2_47.5,-2_47,-2_47,-2",  # two corners, and back
    "47,-2_47,-2_47,-2",
    ROUND + "_46,1_45.3,0.5",
    "_" * 10_000,
    "47,-2_" * 10_000,
    "91,0_47,1_48,2",
    "47,181_47,1_48,2",
    "nan,0_47,1_48,2",
    "inf,0_47,1_48,2",
    "1e1,0_47,1_48,2",
    "４７,0_47,1_48,2",
    "47 ,0_47,1_48,2",
    "47,0_47,1_48,2\n",
    "47,0,5_47,1_48,2",
    "47,0_47,1_48,2_",
    "47,0;47,1;48,2",
    "10,-179_10,179_12,179",  # it would go round the globe
    "<script>alert(1)</script>",
]
CORNERS = st.tuples(
    st.floats(-90, 90).map(lambda n: round(n, 6) + 0.0),
    st.floats(-90, 90).map(lambda n: round(n, 6) + 0.0),
)


@given(st.lists(CORNERS, min_size=3, max_size=MOST_CORNERS, unique=True))
def test_an_area_is_read_as_it_was_written(corners: list[tuple[float, float]]) -> None:
    query, problems = parse(QueryDict(encode([("area", "")])))
    assert (query.area, problems) == (None, {})
    written = "_".join(f"{lat:.6f},{lon:.6f}" for lat, lon in corners)
    query, problems = parse(QueryDict(encode([("area", written)])))
    assert problems == {}
    assert query.area == Area(tuple(corners))
    again, problems = parse(QueryDict(encode(to_pairs(query))))
    assert (again, problems) == (query, {})


@given(st.text(alphabet="0123456789.,-_ e;n", max_size=60) | st.text(max_size=200))
def test_whatever_is_written_is_an_area_or_a_problem(text: str) -> None:
    problems: dict[str, str] = {}
    area = read_area(text, problems)
    if area is None:
        assert not text or len(problems["area"]) < 200
    else:
        assert 3 <= len(area.corners) <= MOST_CORNERS
        assert problems == {}


def test_a_ring_closes_itself_and_a_corner_told_twice_is_one() -> None:
    told = read_area("47,-2_47.5,-2_47.50,-2.0_47.5,-1_47,-2", {})
    assert told == Area(((47.0, -2.0), (47.5, -2.0), (47.5, -1.0)))
    assert read_area(f"{ROUND}_45,0", {}) == read_area(ROUND, {})
    assert encode(to_pairs(parse(QueryDict("area=47.100,-0_48,2_49,-0.5"))[0])) == (
        "area=47.1%2C0_48%2C2_49%2C-0.5"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_an_area_that_cannot_be_read_narrows_nothing_and_programs_are_told_why(
    client, harvest_rows, text: str
) -> None:
    harvest_rows()
    page = client.get("/projets/", {"area": text})
    assert page.status_code == 200
    assert page.context["results"].total == 3
    assert "<script>alert(1)" not in page.content.decode()
    assert client.get("/projets/carte.json", {"area": text}).json()["total"] == 3
    refused = client.get("/api/v1/projects", {"area": text})
    assert refused.status_code == 422
    assert len(refused.json()["errors"]["area"]) < 200
    assert client.get("/projets/flux.atom", {"area": text}).status_code == 400


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_of_a_search_is_narrowed_to_what_is_drawn(
    client, harvest_rows, path: str
) -> None:
    harvest_rows()
    page = client.get(path, {"area": AROUND_NANTES}).content.decode()
    assert "Le Jardin partagé" in page
    assert "Garage solidaire" not in page
    assert "Soleil citoyen" not in page


def test_figures_the_map_feeds_files_and_the_api_are_narrowed_too(client, harvest_rows) -> None:
    harvest_rows()
    asked = {"area": AROUND_NANTES}
    assert client.get("/projets/chiffres/", asked).context["results"].total == 1
    assert client.get("/projets/carte.json", asked).json()["total"] == 1
    coloured = client.get("/projets/carte/territoires/", {**asked, "niveau": "region"})
    assert [row.area.name for row in coloured.context["rows"]] == ["Pays de la Loire"]
    feed = client.get("/projets/flux.atom", asked).content.decode()
    assert feed.count("<entry>") == 1
    assert "la zone dessinée" in feed
    file = client.get("/projets/export.json", asked)
    assert len(orjson.loads(b"".join(file.streaming_content))) == 1
    assert client.get("/api/v1/projects", asked).json()["total"] == 1
    assert client.get("/api/v1/facets", asked).json()["region"][0]["value"] == "52"


def test_it_is_told_above_the_results_carried_along_and_undone(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/", {"q": "jardin", "area": AROUND_NANTES})
    (chip,) = page.context["chips"]
    assert (chip.label, chip.url) == ("la zone dessinée", "/projets/?q=jardin")
    carried = "area=47%2C-2_47.5%2C-2_47.5%2C-1_47%2C-1"
    assert all(carried in tab.url for tab in page.context["tabs"])
    assert all(carried in url for _, url in page.context["exports"])
    assert carried in page.context["asked_params"]
    held = r'<input type="hidden" name="area" value="47,-2_47.5,-2_47.5,-1_47,-1">'
    assert re.search(held, page.content.decode())
    (told,) = client.get("/en/projects/", {"area": AROUND_NANTES}).context["chips"]
    assert told.label == "the area drawn"


def test_an_area_that_holds_nothing_is_not_widened_and_no_place_is_read_beside_it(
    client, harvest_rows
) -> None:
    harvest_rows()
    page = client.get("/projets/", {"area": FAR_OUT})
    assert page.context["results"].total == 0
    page = client.get("/projets/", {"q": "jardin Nantes", "area": FAR_OUT})
    assert "territory" not in page.context["asked_params"]
    assert page.context["results"].total == 0


def test_two_territories_are_compared_without_it(client, harvest_rows) -> None:
    harvest_rows()
    sides = {"a": "departement:44", "b": "departement:35", "area": FAR_OUT}
    page = client.get("/projets/comparer/", sides)
    assert "area" not in dict(page.context["kept"])


def test_a_search_in_an_area_can_be_followed(client, site) -> None:
    page = client.get("/suivre/", {"area": AROUND_NANTES, "q": "jardin"})
    assert page.context["name"] == "jardin · la zone dessinée"
    assert "area=47" in page.context["params"]
    longest = "_".join(f"-12.34567{n % 10},-123.4567{n:02}" for n in range(MOST_CORNERS))
    assert not client.get("/suivre/", {"area": longest}).context["too_long"]

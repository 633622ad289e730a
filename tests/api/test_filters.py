"""What the site can look for, the API can: the same filters find the same projects."""

from __future__ import annotations

from urllib.parse import parse_qsl

import orjson
import pytest
from django.http import QueryDict
from django.test import Client

from carrefour.api.asking import FILTERS
from carrefour.search.params import encode, parse, to_pairs
from carrefour.search.query import Facet
from tests.conftest import ROWS

SEARCHES = [
    "",
    "q=jardin",
    "q=jardins+%C3%A0+Nantes",
    "theme=AGR&theme=EMP",
    "organisation=essai-org&theme=ENE",
    "source=essai",
    "region=52&region=53",
    "departement=974",
    "territory=commune:44109&radius=40",
    "near=48.1,-1.7&radius=30",
    "bbox=-2,47,-1,48",
    "area=47,-2_48,-2_48,-1_47,-1",
    "since=2021&until=2021",
    "sort=title-down",
    "status=running",
    "zone=rural",
    "public=JEU&method=HAN",
    "q=jardim&read=exact",
]


@pytest.mark.parametrize("search", SEARCHES)
def test_a_search_finds_the_same_in_the_api(client: Client, harvest_rows, search) -> None:
    harvest_rows(ROWS)
    file = client.get(f"/projets/export.json?{search}")
    on_page = [one["id"] for one in orjson.loads(b"".join(file.streaming_content))]
    read = "" if "read=" in search else "&read=free"
    told = client.get(f"/api/v1/projects?{search}{read}").json()["results"]
    assert [one["id"] for one in told] == on_page


def test_every_filter_of_the_site_is_one_of_the_api() -> None:
    search = "&".join([*(one for one in SEARCHES if one), *(f"{facet.value}=x" for facet in Facet)])
    query, _ = parse(QueryDict(search), centre=lambda _ref: None)
    names = {name for name, _ in parse_qsl(encode(to_pairs(query)))}
    assert {facet.value for facet in Facet} <= names
    assert names <= {one["name"] for one in FILTERS}

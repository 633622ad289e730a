"""A sheet that is found by one of its places is on the map there, and not at its other places."""

from __future__ import annotations

import pytest

from tests.conftest import DEFINITION

TWO_PLACES = DEFINITION.replace(", start_date: debut", "").replace(
    "[{text: lieu}]", "[{text: lieu}, {text: debut}]"
)
ROWS = ["1;Le Jardin partagé;On y cultive.;jardin;35000 Rennes;44000 Nantes"]
NANTES, RENNES = 47.2, 48.1
FRANCE = {"view": "-5,41,10,51", "zoom": "9"}


def lats(client, **asked: str) -> list[float]:
    found = client.get("/projets/carte.json", FRANCE | asked).json()["clusters"]
    return sorted(round(lat, 1) for lat, *_ in found)


@pytest.mark.parametrize(
    "asked",
    [
        {"area": "47,-2_47.5,-2_47.5,-1_47,-1"},
        {"bbox": "-2,47,-1,47.5"},
        {"near": "47.22,-1.55", "radius": "10"},
        {"territory": "commune:44109", "radius": "20"},
        {"territory": "commune:44109"},
        {"territory": "departement:44"},
        {"departement": "44"},
        {"region": "52"},
    ],
    ids=" ".join,
)
def test_a_place_outside_of_the_search_is_not_shown(client, harvest_rows, asked) -> None:
    harvest_rows(ROWS, definition=TWO_PLACES)
    assert lats(client) == [NANTES, RENNES]
    assert lats(client, **asked) == [NANTES]


def test_both_are_shown_where_the_search_holds_both(client, harvest_rows) -> None:
    harvest_rows(ROWS, definition=TWO_PLACES)
    assert lats(client, near="47.22,-1.55", radius="150") == [NANTES, RENNES]
    assert lats(client, territory="region:52", departement="35") == [NANTES, RENNES]


def test_files_tell_all_places_of_what_is_found(client, harvest_rows) -> None:
    harvest_rows(ROWS, definition=TWO_PLACES)
    told = client.get("/api/v1/projects", {"departement": "44", "format": "geojson"})
    assert len(told.json()["features"]) == 2

"""What is proposed while a visitor types, as the page asks for it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db


def asked(client, text: str, path: str = "/suggestions.json") -> dict[str, list[dict[str, str]]]:
    answer = client.get(path, {"q": text})
    assert answer.status_code == 200
    return {group["kind"]: group["items"] for group in answer.json()["groups"]}


def labels(items: list[dict[str, str]]) -> list[str]:
    return [item["label"] for item in items]


def test_themes_organisations_territories_and_projects_are_told_apart(client, harvest_rows) -> None:
    harvest_rows()
    assert labels(asked(client, "agri")["theme"]) == ["Agriculture"]
    assert labels(asked(client, "essai")["organisation"]) == ["Organisation d'essai"]
    assert "Nantes" in labels(asked(client, "nante")["territory"])
    assert labels(asked(client, "jardin par")["project"]) == ["Le Jardin partagé"]


def test_a_proposal_says_what_choosing_it_does(client, harvest_rows) -> None:
    harvest_rows()
    theme = asked(client, "agri")["theme"][0]
    assert (theme["name"], theme["value"], theme["hint"]) == ("theme", "AGR", "1 projet")
    project = asked(client, "garage")["project"][0]
    assert client.get(project["url"]).status_code == 200


@pytest.mark.parametrize("typed", ["ÉNERGIE", "energie", "enregie", "énergi"])
def test_accents_and_errors_are_forgiven(client, harvest_rows, typed: str) -> None:
    harvest_rows()
    assert "Énergie" in labels(asked(client, typed)["theme"])


def test_what_a_theme_also_covers_leads_to_it(client, harvest_rows) -> None:
    harvest_rows()
    assert labels(asked(client, "alimentation")["theme"]) == ["Agriculture"]


def test_themes_are_told_in_the_language_of_the_page(client, harvest_rows) -> None:
    harvest_rows()
    assert labels(asked(client, "ener", "/en/suggestions.json")["theme"]) == ["Energy"]


def test_one_letter_proposes_nothing_and_answers_may_be_kept(client, harvest_rows) -> None:
    harvest_rows()
    answer = client.get("/suggestions.json", {"q": "j"})
    assert answer.json() == {"groups": []}
    assert "max-age=300" in answer["Cache-Control"]


def test_when_search_rests_it_says_so(client, site) -> None:
    answer = client.get("/suggestions.json", {"q": "jardin"})
    assert (answer.status_code, answer.json()["resting"]) == (503, True)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=80))
def test_nothing_that_is_typed_breaks_it(client, filled, text: str) -> None:
    asked(client, text)


@pytest.fixture
def filled(harvest_rows) -> None:
    harvest_rows()

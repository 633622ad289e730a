"""The API's own description of itself, and what it says against anything that is thrown at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from carrefour.api.cursor import DEEPEST
from carrefour.api.endpoints.projects import MOST_PER_PAGE, MOST_ROWS
from carrefour.api.guarding import BY_KEY, FRESH

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(client) -> dict:
    return client.get("/api/v1/openapi.json").json()


def test_the_description_is_valid_openapi_3_1(described) -> None:
    assert described["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(described).iter_errors()] == []


def test_every_address_tells_what_it_is_for_and_how_it_refuses(described) -> None:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], path
            answers = {"200", "304", "422", "429"} if method == "get" else {"401", "422", "429"}
            assert answers <= set(operation["responses"]), path
            refused = operation["responses"]["422"]["content"]
            assert list(refused) == ["application/problem+json"], path
            for parameter in operation.get("parameters", []):
                assert parameter.get("description"), (path, parameter["name"])


def test_the_documentation_tells_every_address_and_every_limit(described, settings) -> None:
    told = (Path(__file__).parents[2] / "docs/api.md").read_text("utf-8")
    for path in described["paths"]:
        assert f"`{path.replace('{id_}', '{id}')}" in told, path
    for parameter in described["paths"]["/api/v1/projects"]["get"]["parameters"]:
        assert f"`{parameter['name']}" in told, parameter["name"]
    for number in (MOST_PER_PAGE, MOST_ROWS, DEEPEST, FRESH):
        assert f"{number:,}" in told
    assert BY_KEY == 10
    default = (Path(__file__).parents[2] / "carrefour/settings.py").read_text("utf-8")
    assert '"CARREFOUR_API_CALLS", "120"' in default
    assert "120 calls a minute" in told

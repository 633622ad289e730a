"""The page on which anyone tries the API."""

from __future__ import annotations

import pytest
from django.urls import reverse

from carrefour.api.views.trying import TITLES, operations

pytestmark = pytest.mark.django_db


def test_every_address_that_needs_no_key_can_be_tried(client) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    read = {path: one["get"] for path, one in described.items() if "get" in one}
    open_ = {path: one["operationId"] for path, one in read.items() if {} in one["security"]}
    assert set(open_.values()) == set(TITLES) == set(operations())
    page = client.get(reverse("programs:trying")).content.decode()
    for path in open_:
        assert f"<code>{path}</code>" in page


def test_a_form_leads_to_the_address_that_it_asks_for(client, harvest_rows) -> None:
    harvest_rows()
    tried = client.get(
        reverse("programs:tried", args=["projects"]), {"q": "jardin", "theme": "AGR", "sort": ""}
    )
    assert tried["Location"] == "/api/v1/projects?q=jardin&theme=AGR"
    assert client.get(tried["Location"]).json()["total"] == 1
    one = client.get(reverse("programs:tried", args=["territory"]), {"ref": "commune:44109"})
    assert client.get(one["Location"]).json()["name"] == "Nantes"


def test_a_form_leads_nowhere_else(client) -> None:
    for told in ("//mal.example/x", "../../compte/", "x\r\nSet-Cookie: a=b", "http://mal.example"):
        tried = client.get(reverse("programs:tried", args=["project"]), {"id_": told})
        assert tried["Location"].startswith("/api/v1/projects/")
        assert "\n" not in tried["Location"]
        assert tried["Location"].count("/") == 4
    assert client.get(reverse("programs:tried", args=["nothing"])).status_code == 404

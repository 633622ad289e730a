"""What else the site finds is in the API too."""

from __future__ import annotations

import pytest

from carrefour.catalogue.models import Sheet
from carrefour.collection import making
from carrefour.collection.models import Visibility
from carrefour.community.models import User

API = "/api/v1"


def test_neighbours_of_a_project_come_with_the_reason(client, harvest_rows) -> None:
    harvest_rows(
        [f"{n};Jardin partagé {n};Cultiver ensemble.;jardin;2020;44000 Nantes" for n in range(4)]
    )
    id_ = client.get(f"{API}/projects").json()["results"][0]["id"]
    near = client.get(f"{API}/projects/{id_}/neighbours", {"limit": 2, "fields": "title"}).json()
    assert len(near) == 2
    assert near[0]["reason"]
    assert set(near[0]["project"]) == {"id", "title"}
    assert id_ not in {one["project"]["id"] for one in near}


def test_typed_letters_are_proposed_for(client, harvest_rows) -> None:
    harvest_rows()
    told = client.get(f"{API}/suggestions", {"q": "jard"}).json()
    assert "project" in {one["kind"] for one in told}
    assert all(one["url"].startswith("http://testserver/") for one in told if one["url"])


def test_organisations_sources_territories_and_subjects_are_told(client, harvest_rows) -> None:
    harvest_rows()
    (one,) = client.get(f"{API}/organisations").json()
    assert (one["id"], one["projects"], one["shares"]) == ("essai-org", 3, True)
    assert client.get(f"{API}/organisations/essai-org").json() == one
    assert client.get(f"{API}/organisations", {"q": "rien"}).json() == []
    (source,) = client.get(f"{API}/sources").json()
    assert client.get(f"{API}/sources/{source['id']}").json() == source
    assert client.get(f"{API}/territories/commune:44109").json()["name"] == "Nantes"
    subjects = client.get(f"{API}/taxonomy").json()
    assert "AGR" in {one["code"] for one in subjects["codes"]}
    for missing in (
        "organisations/x",
        "sources/x",
        "territories/x",
        "projects/../x",
        "collections/x",
    ):
        assert client.get(f"{API}/{missing}").status_code == 404


def test_published_collections_are_told_and_private_ones_are_not(client, harvest_rows) -> None:
    harvest_rows()
    lea = User.objects.create_user("lea@exemple.fr", "une phrase que je connais", name="Léa")
    ids = list(Sheet.objects.values_list("pk", flat=True))
    made = making.begin(lea, "Des jardins", "Pour s’inspirer.", ids[:2])
    assert client.get(f"{API}/collections").json() == []
    assert client.get(f"{API}/collections/{made.pk}").status_code == 404
    making.share(made, lea, Visibility.PUBLIC, signed=True, organisation=None)
    (one,) = client.get(f"{API}/collections").json()
    assert (one["title"], one["byline"], one["projects"]) == ("Des jardins", "Léa", 2)
    assert "lea@exemple.fr" not in str(client.get(f"{API}/collections/{made.pk}").json())
    items = client.get(f"{API}/collections/{made.pk}").json()["items"]
    assert [one["project"]["id"] for one in items] == ids[:2]


def test_every_error_is_a_problem_with_a_cure(client, harvest_rows) -> None:
    harvest_rows()
    calls = {
        404: client.get(f"{API}/nothing"),
        405: client.post(f"{API}/projects"),
        422: client.get(f"{API}/projects", {"per_page": "many"}),
    }
    calls[401] = client.get(f"{API}/projects", headers={"Authorization": "Bearer none"})
    for status, answer in calls.items():
        told = answer.json()
        assert answer["Content-Type"] == "application/problem+json"
        assert (answer.status_code, told["status"]) == (status, status)
        assert told["title"]
        assert told["detail"]
        assert told["cure"]
    assert calls[405]["Allow"] == "GET"
    assert "per_page" in calls[422].json()["errors"]
    assert client.get(f"{API}/projects?q=a%00b").status_code == 422


@pytest.mark.parametrize("address", ["/api/v2/projects", "/api/projects", "/api/x.json"])
def test_what_is_not_there_beside_the_api_is_a_problem_too(client, db, address) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_is_a_problem_and_tells_nothing_of_itself(client, site, settings) -> None:
    settings.API_CALLS = 5
    client.raise_request_exception = False
    (site / "api-calls").mkdir()  # the counters cannot be opened
    answer = client.get(f"{API}/taxonomy")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "api-calls" not in answer.content.decode()

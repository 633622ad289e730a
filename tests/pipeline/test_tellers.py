"""A sheet that several sources tell counts, and is found, under every one of them."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Sheet
from carrefour.catalogue.telling import shown_by
from carrefour.pipeline.engine import search_engine
from carrefour.search.query import Facet, Query
from tests.pipeline.test_twins import ONE, OTHER, TWO

THEIRS = OTHER.replace(
    "{id: essai-org, name: Organisation d'essai}", "{id: atelier-org, name: Fédération Zinzolin}"
)
MERGED = sheet_id("essai", "1")


@pytest.fixture(autouse=True)
def _two_tell_one(harvest_rows):
    cache.clear()
    harvest_rows(ONE)
    harvest_rows(TWO, definition=THEIRS)


def of(organisation: str) -> list[str]:
    query = Query(chosen=((Facet.ORGANISATION, (organisation,)),))
    return [hit.id for hit in search_engine().search(query).hits]


def test_it_is_found_and_counted_under_both_organisations():
    assert MERGED in of("essai-org")
    assert MERGED in of("atelier-org")
    counts = dict(search_engine().search(Query()).facets[Facet.ORGANISATION])
    assert counts == {"essai-org": 2, "atelier-org": 2} == shown_by("organisation")
    assert shown_by("source") == {"essai": 2, "autre": 2}
    for slug in ("essai-org", "atelier-org"):
        assert shown_by("organisation", [slug]) == {slug: 2}
    assert shown_by("source", ["autre", "inconnue"]) == {"autre": 2}
    assert shown_by("source", []) == {}


def test_the_name_of_the_second_organisation_finds_it():
    hits = search_engine().search(Query(text="zinzolin")).hits
    assert MERGED in [hit.id for hit in hits]


def test_pages_and_the_api_name_both_and_count_alike(client):
    for path in ("/organisations/essai-org/", "/organisations/atelier-org/"):
        page = client.get(path).content.decode()
        assert "2 projets" in page
        assert "La Ressourcerie des Lilas" in page
    sheet = Sheet.objects.get(pk=MERGED)
    page = client.get(f"/fiches/{sheet.slug}-{sheet.pk}/").content.decode()
    assert "/organisations/essai-org/" in page
    assert "/organisations/atelier-org/" in page
    detail = client.get(f"/api/v1/projects/{MERGED}").json()
    assert detail["organisation"] == "essai-org"
    assert detail["organisations"] == ["essai-org", "atelier-org"]
    listed = client.get("/api/v1/projects", {"organisation": "atelier-org"}).json()["results"]
    assert ["essai-org", "atelier-org"] in [one["organisations"] for one in listed]
    told = {one["id"]: one["projects"] for one in client.get("/api/v1/sources").json()}
    assert told == {"essai": 2, "autre": 2}


def test_a_source_that_gave_it_up_does_not_count_it_any_more(harvest_rows):
    harvest_rows(ONE[1:])
    assert MERGED not in of("essai-org")
    assert MERGED in of("atelier-org")
    assert shown_by("organisation") == {"essai-org": 1, "atelier-org": 2}
    assert shown_by("source") == {"essai": 1, "autre": 2}
    assert shown_by("source", ["essai"]) == {"essai": 1}

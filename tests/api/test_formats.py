"""The formats and the fields that a request chooses."""

from __future__ import annotations

import csv
import io

import pytest

from carrefour.api.formats import COLUMNS
from carrefour.catalogue.models import Sheet
from carrefour.web.exports import given
from tests.conftest import DEFINITION

URL = "/api/v1/projects"


def test_the_chosen_fields_alone_are_told_with_the_id(client, harvest_rows) -> None:
    harvest_rows()
    (one, *_) = client.get(URL, {"fields": "title,places"}).json()["results"]
    assert set(one) == {"id", "title", "places"}
    assert set(client.get(f"{URL}/{one['id']}?fields=origins").json()) == {"id", "origins"}
    refused = client.get(URL, {"fields": "title,secret"})
    assert refused.status_code == 422
    assert "'secret'" in refused.json()["errors"]["fields"]


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("json", "application/json"),
        ("geojson", "application/geo+json"),
        ("csv", "text/csv"),
        ("jsonld", "application/ld+json"),
    ],
)
def test_a_format_is_asked_for_by_its_name_or_by_accept(client, harvest_rows, form, media) -> None:
    harvest_rows()
    id_ = client.get(URL).json()["results"][0]["id"]
    for url in (URL, f"{URL}/{id_}"):
        named = client.get(url, {"format": form})
        accepted = client.get(url, headers={"Accept": media})
        assert named["Content-Type"].startswith(media)
        assert accepted["Content-Type"].startswith(media)
        assert named.content == accepted.content
        assert "Accept" in named["Vary"]
    assert client.get(URL, {"format": "xml"}).status_code == 422


def test_csv_is_harmless_and_has_the_columns_chosen(client, harvest_rows) -> None:
    harvest_rows(['1;"=HYPERLINK(""http://mal"")";texte;jardin;2020;44000 Nantes'])
    answer = client.get(URL, {"format": "csv", "fields": "title,lat", "lang": "en"})
    (one,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert list(one) == ["id", "title", "lat"]
    assert one["title"].startswith("'=")


def test_the_columns_are_those_of_the_exports_of_the_site(harvest_rows) -> None:
    harvest_rows()
    (one, *_) = given(list(Sheet.objects.values_list("pk", flat=True)), "")
    assert set(one.fields) == set(COLUMNS)


def test_every_page_leads_to_the_next_in_every_format(client, harvest_rows) -> None:
    harvest_rows()
    for form in ("json", "geojson", "csv", "jsonld"):
        first = client.get(URL, {"per_page": 2, "format": form})
        assert first["X-Total-Count"] == "3"
        ahead = first["Link"].removeprefix("<").partition(">")[0]
        last = client.get(ahead)
        assert last.status_code == 200
        assert "Link" not in last
        assert first.content != last.content
    assert client.get(URL, {"per_page": 500}).status_code == 422
    assert client.get(URL, {"per_page": 500, "format": "csv"}).status_code == 200


def test_what_a_licence_forbids_to_pass_on_is_left_out(client, harvest_rows) -> None:
    harvest_rows(definition=DEFINITION.replace("CC0-1.0", "Tous droits réservés"))
    (one, *_) = client.get(URL).json()["results"]
    assert (one["reuse"], one["summary"], one["places"]) == ("none", "", [])
    assert one["title"]
    detail = client.get(f"{URL}/{one['id']}").json()
    assert (detail["description"], detail["themes"]) == ("", [])
    assert client.get(URL, {"format": "geojson"}).json()["features"] == []
    assert client.get(URL, {"format": "jsonld"}).json()["@graph"] == []


def test_names_are_in_the_language_asked_for(client, harvest_rows) -> None:
    harvest_rows()
    names = {
        lang: {
            v["value"]: v["label"]
            for v in client.get(f"/api/v1/facets?lang={lang}").json()["theme"]
        }
        for lang in ("fr", "en")
    }
    assert names["fr"]["EMP"] != names["en"]["EMP"]


def test_what_did_not_change_is_not_sent_again(client, harvest_rows) -> None:
    harvest_rows()
    first = client.get(URL)
    again = client.get(URL, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "public, max-age=60"

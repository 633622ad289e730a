"""The page of a sheet: its place in a search, its origins, and how it is passed on and cited."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.catalogue.models import Correction, Sheet
from carrefour.web.sharing import mastodon_address

pytestmark = pytest.mark.django_db


def address(title: str) -> str:
    sheet = Sheet.objects.get(title=title)
    return f"/fiches/{sheet.slug}-{sheet.pk}/"


def graph(page: str) -> dict[str, dict]:
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert told
    return {node["@type"]: node for node in json.loads(told[1])["@graph"]}


def test_a_result_leads_to_its_neighbours_in_the_search(client, harvest_rows) -> None:
    harvest_rows()
    results = client.get("/projets/?sort=title").content.decode()
    second = re.findall(r'href="(/fiches/[^"]*)"', results)[1].replace("&amp;", "&")
    page = client.get(second).content.decode()
    assert "2 sur 3" in page
    assert 'rel="prev"' in page
    following = re.search(r'rel="next" href="([^"]*)"', page)
    assert following
    last = client.get(following[1].replace("&amp;", "&")).content.decode()
    assert "3 sur 3" in last
    assert 'rel="next"' not in last
    assert 'href="/projets/?sort=title"' in last


def test_an_address_whose_search_has_changed_still_leads_back(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get(f"{address('Garage solidaire')}?dans=q%3Djardin&rang=1").content.decode()
    assert 'href="/projets/?q=jardin"' in page
    assert 'rel="next"' not in page


def test_the_way_back_leads_to_the_view_one_came_from(client, harvest_rows) -> None:
    harvest_rows()
    came = {"Referer": "http://testserver/projets/carte/?q=emploi"}
    path = f"{address('Garage solidaire')}?dans=q%3Demploi&rang=1"
    assert 'href="/projets/carte/?q=emploi"' in client.get(path, headers=came).content.decode()


@pytest.mark.parametrize(
    "asked", ["rang=0", "rang=99999999", "rang=%F0%9F%98%80", "rang=1&dans=" + "%26" * 3000,
              "dans=q%3Dx", "rang=2&dans=near%3D1e400%2C2"],
)  # fmt: skip
def test_no_address_breaks_a_sheet(client, harvest_rows, asked: str) -> None:
    harvest_rows()
    assert client.get(f"{address('Garage solidaire')}?{asked}").status_code == 200


def test_the_lasting_address_bears_no_search(client, harvest_rows) -> None:
    harvest_rows()
    path = address("Garage solidaire")
    page = client.get(f"{path}?dans=q%3Demploi&rang=1").content.decode()
    assert f'<link rel="canonical" href="http://testserver{path}">' in page
    assert f'<meta property="og:url" content="http://testserver{path}">' in page
    old = client.get(f"/fiches/x-{path.rstrip('/').rpartition('-')[2]}/?rang=1&dans=q%3Demploi")
    assert old["Location"] == f"{path}?rang=1&dans=q%3Demploi"


def test_neighbours_are_shown_with_the_reason(client, harvest_rows) -> None:
    harvest_rows(
        [
            "1;Le Jardin partagé;On y cultive des légumes.;jardin;2020;44000 Nantes",
            "2;Le Potager;Des voisins cultivent des légumes.;jardin;2021;44400 Rezé",
        ]
    )
    page = client.get(address("Le Potager")).content.decode()
    assert "Même thème\u00a0: Agriculture" in page
    assert re.search(r"à \d km", page)


def test_a_distance_is_not_told_of_places_known_by_department_alone(client, harvest_rows) -> None:
    harvest_rows(
        [
            "1;Le Jardin partagé;On y cultive des légumes.;jardin;2020;Loire-Atlantique",
            "2;Le Potager;Des voisins cultivent des légumes.;jardin;2021;44400 Rezé",
        ]
    )
    page = client.get(address("Le Potager")).content.decode()
    assert "même département" in page
    assert not re.search(r"à \d+ km", page)


def test_each_field_tells_its_source_and_day(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get(address("Garage solidaire")).content.decode()
    row = re.search(r'<th scope="row"[^>]*>Thèmes</th>(.*?)</tr>', page, re.S)
    assert row
    assert "Source d&#x27;essai" in row[1]
    assert "Emploi" in row[1]


def test_a_corrected_field_is_told_as_a_persons(client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Garage solidaire")
    Correction.objects.create(
        sheet=sheet.pk,
        field="holder",
        value="Roule",
        decided_by="a@b.fr",
        applied_at=sheet.updated_at,
    )
    page = client.get(address("Garage solidaire")).content.decode()
    row = re.search(r'<th scope="row"[^>]*>Porteur</th>(.*?)</tr>', page, re.S)
    assert row
    assert "Une personne de Carrefour" in row[1]
    assert "a@b.fr" not in page


def test_search_engines_are_told_the_project_the_page_and_the_way(client, harvest_rows) -> None:
    harvest_rows()
    path = f"http://testserver{address('Garage solidaire')}"
    told = graph(client.get(address("Garage solidaire")).content.decode())
    assert told["Project"]["areaServed"][0]["name"] == "Rennes"
    assert told["WebPage"]["url"] == path
    assert told["WebPage"]["license"] == "https://spdx.org/licenses/CC0-1.0.html"
    assert told["WebPage"]["mainEntity"]["@id"] == told["Project"]["@id"]
    assert [step["position"] for step in told["BreadcrumbList"]["itemListElement"]] == [1, 2, 3]


def test_what_a_source_writes_cannot_end_the_linked_data(client, harvest_rows) -> None:
    harvest_rows(["1;Le </script><script>alert(1)</script> jardin;Texte;jardin;2020;44000 Nantes"])
    sheet = Sheet.objects.get()
    page = client.get(f"/fiches/{sheet.slug}-{sheet.pk}/").content.decode()
    assert "<script>alert" not in page
    assert graph(page)["Project"]["name"] == sheet.title


def test_a_sheet_is_cited_with_its_lasting_address(client, harvest_rows) -> None:
    harvest_rows(["1;50 % de {bio} & co;Texte;jardin;2020;44000 Nantes"])
    sheet = Sheet.objects.get()
    page = client.get(f"/fiches/{sheet.slug}-{sheet.pk}/?rang=1").content.decode()
    assert f"@online{{carrefour-{sheet.pk}," in page
    assert r"50 \% de \{bio\} \&amp; co" in page
    assert "Consulté le" in page
    assert f"url       = {{http://testserver/fiches/{sheet.slug}-{sheet.pk}/}}" in page


def test_mastodon_is_a_link_and_never_a_redirection(client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Garage solidaire")
    path = f"/partager/{sheet.pk}/mastodon/"
    page = client.get(path, {"instance": "@camille@piaille.fr"}).content.decode()
    assert 'href="https://piaille.fr/share?text=Garage+solidaire' in page
    wrong = client.get(path, {"instance": "javascript:alert(1)"})
    assert wrong.status_code == 200
    assert "javascript:alert" not in wrong.content.decode().replace(
        'value="javascript:alert(1)"', ""
    )
    assert client.get("/partager/inconnu/mastodon/").status_code == 404


@given(typed=st.text(max_size=300))
def test_an_instance_is_a_name_of_a_host_or_nothing(typed: str) -> None:
    found = mastodon_address(typed, "texte")
    assert found == "" or re.fullmatch(r"https://[a-z0-9.-]+\.[a-z0-9-]+/share\?text=texte", found)


def test_what_a_search_does_not_find_has_a_page_of_its_own(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/voisins/?q=" + quote("cultive"))
    assert page.status_code == 200
    assert 'content="noindex"' in page.content.decode()
    assert client.get("/projets/voisins/").status_code == 200

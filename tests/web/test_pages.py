"""The pages, over HTTP."""

import pytest
from django.core.cache import cache

from carrefour.catalogue.models import Sheet
from tests.conftest import ROWS


@pytest.fixture(autouse=True)
def _fresh_pages() -> None:
    cache.clear()


PAGES = [
    "/",
    "/projets/",
    "/projets/carte/",
    "/organisations/",
    "/organisations/essai-org/",
    "/sources/essai/",
    "/a-propos/",
    "/donnees/",
    "/accessibilite/",
    "/mentions-legales/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_both_languages(client, harvest_rows, path: str) -> None:
    harvest_rows()
    french = client.get(path)
    assert french.status_code == 200
    english = client.get(french.content.decode().split('hreflang="en" href="')[1].split('"')[0])
    assert english.status_code == 200
    assert '<html lang="en">' in english.content.decode()


def test_results_mark_the_words_and_keep_markup_harmless(client, harvest_rows) -> None:
    harvest_rows(["1;Le <script>alert(1)</script> jardin;Un jardin <b>vert</b>;jardin;2020;Nantes"])
    page = client.get("/projets/", {"q": "jardins"}).content.decode()
    assert "<mark>jardin</mark>" in page
    assert "<script>alert" not in page


def test_an_active_filter_is_a_chip_that_takes_it_away(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/", {"q": "x", "theme": "AGR", "territory": "region:52"})
    chips = {chip.label: chip.url for chip in page.context["chips"]}
    assert chips["Agriculture"] == "/projets/?q=x&territory=region%3A52"
    assert chips["Pays de la Loire"] == "/projets/?q=x&theme=AGR"


def test_a_search_without_result_offers_a_way_out(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/", {"q": "zzzzzzzz"}).content.decode()
    assert "Aucun projet ne répond" in page


def test_a_spelling_error_still_finds_and_says_so(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/", {"q": "garrage"})
    assert page.context["results"].relaxed == "spelling"
    told = page.content.decode()
    assert "Résultats pour « <strong>garage</strong> »" in told
    assert "<mark>Garage</mark> solidaire" in told


def test_a_sheet_tells_its_story_and_its_provenance(client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Garage solidaire")
    page = client.get(f"/fiches/{sheet.slug}-{sheet.pk}/").content.decode()
    assert "Rennes, Ille-et-Vilaine" in page
    assert "Source d&#x27;essai" in page
    assert "schema.org" in page


def test_an_old_slug_leads_to_the_sheet_and_a_withdrawn_one_says_so(client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Soleil citoyen")
    assert client.get(f"/fiches/autre-{sheet.pk}/").status_code == 301
    harvest_rows(ROWS[:2])
    assert client.get(f"/fiches/{sheet.slug}-{sheet.pk}/").status_code == 410
    assert client.get("/fiches/rien-zzzzzzzzzz/").status_code == 404


def test_results_take_few_queries(client, harvest_rows, django_assert_max_num_queries) -> None:
    harvest_rows()
    with django_assert_max_num_queries(6):
        client.get("/projets/")


def test_when_search_rests_sheets_can_still_be_read(client, harvest_rows, settings) -> None:
    harvest_rows()
    from carrefour.pipeline.engine import search_engine

    settings.INDEX_DIR = settings.VAR_DIR / "none"
    search_engine.cache_clear()
    sheet = Sheet.objects.get(title="Garage solidaire")
    assert client.get("/projets/").status_code == 503
    assert client.get("/").status_code == 200
    assert client.get(f"/fiches/{sheet.slug}-{sheet.pk}/").status_code == 200


def test_the_map_is_told_clusters_and_previews(client, harvest_rows) -> None:
    harvest_rows()
    found = client.get("/projets/carte.json", {"view": "-5,41,10,51", "zoom": "5"}).json()
    assert found["total"] == 2
    id_ = Sheet.objects.first().pk
    assert client.get("/projets/apercu.json", {"id": id_}).json()["sheets"][0]["id"] == id_


def test_scripts_of_others_are_refused(client, harvest_rows) -> None:
    policy = client.get("/a-propos/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy

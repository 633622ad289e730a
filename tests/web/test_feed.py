"""Each search is an Atom feed that a feed reader can follow."""

from __future__ import annotations

from datetime import timedelta

import feedparser
import pytest
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.pipeline import arrivals
from carrefour.web.feed import MOST_TEXT
from tests.conftest import ROWS

PATH = "/projets/flux.atom"


def read(client, path: str = PATH, **params: str) -> feedparser.FeedParserDict:
    answer = client.get(path, params)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def test_a_feed_tells_the_sheets_of_a_search_alone(client, harvest_rows, settings) -> None:
    settings.SITE_URL = "https://carrefour.exemple.fr"
    harvest_rows()
    feed = read(client, q="jardins")
    assert feed.feed.title == "Carrefour — jardins"
    links = {link.rel: link.href for link in feed.feed.links}
    assert links == {
        "alternate": "http://testserver/projets/?q=jardins",
        "self": "http://testserver/projets/flux.atom?q=jardins",
    }
    (entry,) = feed.entries
    sheet = Sheet.objects.get(title="Le Jardin partagé")
    assert entry.title == "Le Jardin partagé"
    assert entry.link == f"http://testserver/fiches/{sheet.slug}-{sheet.pk}/"
    assert entry.id == f"tag:carrefour.exemple.fr,2026:sheet/{sheet.pk}"
    assert entry.author == "Organisation d'essai"
    assert [tag.term for tag in entry.tags] == ["Agriculture"]
    assert entry.rights == "CC0-1.0"
    assert "On y cultive ensemble." in entry.content[0].value
    lon, lat = entry.where.coordinates
    assert (round(lat), round(lon)) == (47, -2)


def test_a_feed_narrows_by_theme_and_by_territory_as_its_page_does(client, harvest_rows) -> None:
    harvest_rows()
    assert [e.title for e in read(client, theme="EMP").entries] == ["Garage solidaire"]
    nantes = read(client, territory="departement:44")
    assert [e.title for e in nantes.entries] == ["Le Jardin partagé"]
    assert nantes.feed.title == "Carrefour — Loire-Atlantique"
    recent = read(client, since="2021", until="2021")
    assert [e.title for e in recent.entries] == ["Garage solidaire"]
    assert recent.feed.title == "Carrefour — 2021"
    english = read(client, "/en/projects/feed.atom", theme="EMP")
    assert english.feed.language == "en"
    assert [tag.term for tag in english.entries[0].tags] == ["Employment"]


def test_a_place_in_the_words_is_read_as_the_page_reads_it(client, harvest_rows) -> None:
    harvest_rows()
    assert [e.title for e in read(client, q="solidaire Rennes").entries] == ["Garage solidaire"]
    assert read(client, q="solidaire Nantes").entries == []
    page = client.get("/projets/", {"q": "solidaire Rennes"}).content.decode()
    assert 'href="/projets/flux.atom?q=solidaire&amp;territory=commune%3A35238"' in page


def test_what_changed_last_stands_first_and_ids_last(client, harvest_rows) -> None:
    harvest_rows()
    before = {entry.title: entry.id for entry in read(client).entries}
    harvest_rows([ROWS[0], ROWS[1].replace("Réparer", "Louer et réparer"), ROWS[2]])
    after = read(client).entries
    assert after[0].title == "Garage solidaire"
    assert {entry.title: entry.id for entry in after} == before
    assert after[0].updated > after[1].updated
    assert after[0].published < after[0].updated


def test_the_newest_are_found_however_many_there_are(client, harvest_rows, monkeypatch) -> None:
    harvest_rows()
    monkeypatch.setattr(arrivals, "FEW", 0)
    monkeypatch.setattr(arrivals, "FIRST", 1)
    Sheet.objects.filter(title="Garage solidaire").update(
        updated_at=timezone.now() + timedelta(minutes=1)
    )
    assert read(client).entries[0].title == "Garage solidaire"
    assert len(read(client).entries) == 3
    assert [e.title for e in read(client, q="jardin").entries] == ["Le Jardin partagé"]


def test_a_reader_that_has_it_already_is_told_so(client, harvest_rows) -> None:
    harvest_rows()
    first = client.get(PATH)
    assert "max-age=300" in first["Cache-Control"]
    same = client.get(PATH, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert (
        client.get(PATH, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    )
    harvest_rows(ROWS[:2])
    assert client.get(PATH, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "params", [{"territory": "x"}, {"bbox": "1"}, {"sort": "x"}, {"near": "a"}]
)
def test_a_parameter_that_cannot_be_read_is_refused(client, harvest_rows, params) -> None:
    harvest_rows()
    answer = client.get(PATH, params)
    assert answer.status_code == 400
    assert next(iter(params)) in answer.content.decode()


def test_an_empty_search_is_a_feed_without_entries(client, harvest_rows) -> None:
    harvest_rows()
    feed = read(client, q="garrage")  # the page would show what is spelt nearly so
    assert feed.entries == []
    assert feed.feed.updated == "2026-01-01T00:00:00+00:00"


def test_while_search_rests_a_reader_is_asked_to_come_again(client, site) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")


def test_what_sources_write_can_neither_break_nor_abuse_a_feed(client, harvest_rows) -> None:
    text = "<script>alert(1)</script><p onclick='x'>Texte</p>"
    harvest_rows([f"1;Un titre;{text};jardin;2020;Nantes"])
    Sheet.objects.update(title="A \x01 ]]> & <b>")
    answer = client.get(PATH)
    assert b"<script" not in answer.content
    assert b"onclick" not in answer.content
    (entry,) = read(client).entries
    assert entry.title == "A  ]]> & <b>"
    assert entry.content[0].value == "<p>Texte</p>"


def test_a_text_that_is_too_long_is_told_by_its_summary(client, harvest_rows) -> None:
    harvest_rows()
    Sheet.objects.update(description="x" * (MOST_TEXT + 1), summary="Court & clair.")
    assert read(client).entries[0].content[0].value == "<p>Court &amp; clair.</p>"


def test_the_pages_of_a_search_a_source_and_an_organisation_lead_to_their_feed(
    client, harvest_rows
) -> None:
    harvest_rows()
    for path in ("/projets/", "/projets/carte/"):
        page = client.get(path, {"q": "jardin", "theme": "AGR"}).content.decode()
        assert 'href="/projets/flux.atom?q=jardin&amp;theme=AGR"' in page
        assert 'type="application/atom+xml"' in page
    for path, feed in (
        ("/", PATH),
        ("/sources/essai/", f"{PATH}?source=essai"),
        ("/organisations/essai-org/", f"{PATH}?organisation=essai-org"),
    ):
        assert f'href="{feed}"' in client.get(path).content.decode()
        assert len(read(client, feed).entries) == 3

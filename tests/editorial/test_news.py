"""News appear on their day, in both languages, with a feed."""

from __future__ import annotations

from datetime import timedelta

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from carrefour.community.models import Act
from carrefour.editorial.models import Article, Illustration
from tests.editorial.conftest import image_file

ADD = "/redaction/actualites/nouvelle/"
FORM = {
    "title": "La carte s’agrandit",
    "summary": "Trois réseaux nous rejoignent.",
    "body": "Bienvenue à **eux** !\n\n[Voir](/projets/)",
    "author": "L’équipe",
    "tags": "collectif, sources, collectif",
    "slug": "",
}


def moment(**ahead: float) -> str:
    return timezone.localtime(timezone.now() + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def write(desk: Client, address: str = ADD, how: str = "publish", **changes: str) -> Article:
    form = {**FORM, "at": moment(minutes=-5), how: "1", **changes}
    answer = desk.post(address, form)
    assert answer.status_code == 302, answer.content.decode()
    return Article.objects.get(pk=int(answer["Location"].rstrip("/").rpartition("/")[2]))


def test_news_are_listed_read_and_shared(desk, client) -> None:
    desk.post("/redaction/images/", {"file": image_file(), "alt": "Une carte"})
    article = write(desk, image=str(Illustration.objects.get().pk))
    assert article.slug == "la-carte-sagrandit"
    assert article.tags == ["collectif", "sources"]
    listed = client.get("/actualites/").content.decode()
    assert "/actualites/la-carte-sagrandit/" in listed
    page = client.get("/actualites/la-carte-sagrandit/").content.decode()
    for told in (
        '<meta property="og:title" content="La carte s’agrandit">',
        '<meta property="og:image" content="http://testserver/images/',
        '<meta name="twitter:card" content="summary_large_image">',
        '<script type="application/ld+json">',
        "<strong>eux</strong>",
        'alt="Une carte"',
    ):
        assert told in page
    assert not client.cookies
    assert client.get("/actualites/?mot=sources").content.decode().count("news-card") == 1
    assert client.get("/actualites/?mot=rien").status_code == 404


def test_what_is_no_article_yet_is_for_those_who_write_alone(desk, client, member) -> None:
    draft = write(desk, how="draft")
    later = write(desk, title="Demain", at=moment(days=1))
    for article in (draft, later):
        address = f"/actualites/{article.slug}/"
        assert client.get(address).status_code == 404
        assert member.get(address).status_code == 404
        assert desk.get(address).status_code == 200
        assert article.title not in client.get("/actualites/").content.decode()
        assert article.title not in client.get("/actualites/flux.atom").content.decode()
    Article.objects.filter(pk=later.pk).update(publish_at=timezone.now())
    assert client.get(f"/actualites/{later.slug}/").status_code == 200
    assert desk.get("/redaction/actualites/").status_code == 200


def test_english_readers_have_the_english_else_the_french_that_says_so(desk, client) -> None:
    english = {"title_en": "The map grows", "summary_en": "Three networks.", "body_en": "Hello."}
    write(desk, **english)
    write(desk, title="Sans anglais")
    listed = client.get("/en/news/").content.decode()
    assert "The map grows" in listed
    assert '<article class="news-card" lang="fr">' in listed
    assert 'lang="fr"' in client.get("/en/news/sans-anglais/").content.decode().split("<main")[1]
    half = desk.post(ADD, {**FORM, "at": moment(), "publish": "1", "title_en": "Half"})
    assert half.status_code == 422


def test_a_former_address_leads_to_the_one_of_now(desk, client) -> None:
    article = write(desk)
    write(desk, f"/redaction/actualites/{article.pk}/", slug="la-carte")
    moved = client.get("/actualites/la-carte-sagrandit/")
    assert (moved.status_code, moved["Location"]) == (301, "/actualites/la-carte/")
    assert write(desk).slug == "la-carte-sagrandit-2"  # the former one is never taken
    desk.post(f"/redaction/actualites/{article.pk}/supprimer/")
    assert client.get("/actualites/la-carte-sagrandit/").status_code == 404
    assert Act.objects.filter(what="news.removed").exists()


def test_the_feed_can_be_read_and_is_not_sent_again_unchanged(desk, client) -> None:
    article = write(desk, summary="Plus de 3 < 4 & tout")
    answer = client.get("/actualites/flux.atom")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    (entry,) = feed.entries
    assert entry.title == article.title
    assert "<strong>eux</strong>" in entry.content[0].value
    assert 'href="http://testserver/projets/"' in entry.content[0].value
    assert {tag.term for tag in entry.tags} == {"collectif", "sources"}
    again = client.get("/actualites/flux.atom", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_first_page_shows_the_last_news(desk, client, harvest_rows) -> None:
    harvest_rows()
    for n in range(5):
        write(desk, title=f"Nouvelle {n}", at=moment(hours=-n - 1))
    page = client.get("/").content.decode()
    assert "Nouvelle 0" in page
    assert "Nouvelle 3" not in page


@pytest.mark.parametrize(
    "wrong", [{"at": "hier"}, {"at": "9999999-01-01T00:00"}, {"body": ""}, {"title": " "}]
)
def test_what_lacks_something_is_told_and_not_kept(desk, wrong) -> None:
    answer = desk.post(ADD, {**FORM, "at": moment(), "publish": "1", **wrong})
    assert answer.status_code == 422
    assert not Article.objects.exists()


def test_what_an_operator_types_is_shown_as_text(desk, client) -> None:
    article = write(desk, title="<script>alert(1)</script>", tags='"><b>x', author="<i>moi</i>")
    for address in ("/actualites/", f"/actualites/{article.slug}/", "/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>x" not in page
        assert "<i>moi" not in page

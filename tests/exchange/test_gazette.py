"""What members of a community are told by mail: news at once, the rest once a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.community.models import Mail, User
from carrefour.exchange import gazette
from carrefour.exchange.discussing import write
from carrefour.exchange.gazette import tell_news, tell_the_week
from carrefour.exchange.models import Community, Event, Joining, News
from tests.community.conftest import delivered, link
from tests.exchange.conftest import browser, page
from tests.post import body

TOLD = {"title": "Nous voilà", "text": "La communauté commence aujourd’hui."}


@pytest.fixture
def garden(site, lea, ben) -> Community:
    """An open community in which Léa and Ben are."""
    one = Community.objects.create(slug="jardins", name="Jardins", purpose="Oui.", state="open")
    for user in (lea, ben):
        Joining.objects.create(community=one, user=user)
    return one


def test_news_is_shown_and_mailed_to_each_member_once(garden, operator, zoe, post) -> None:
    theirs = browser(operator)
    page(theirs, "/communautes/jardins/nouvelles/")
    theirs.post("/communautes/jardins/nouvelles/", TOLD)
    Joining.objects.create(community=garden, user=zoe)  # who comes later is not told
    assert (tell_news(), tell_news()) == (2, 0)
    mails = delivered(post)
    assert {mail["To"] for mail in mails} == {"lea@exemple.fr", "ben@exemple.fr"}
    assert mails[0]["Subject"] == "Jardins : Nous voilà"
    assert "commence aujourd’hui" in body(mails[0], "plain")
    assert link(mails[0], "/communautes/") == "/communautes/jardins/"
    assert "Nous voilà" in page(Client(), "/communautes/jardins/")
    news = News.objects.get()
    path = f"/communautes/jardins/nouvelles/{news.pk}/effacer/"
    assert browser(zoe).post(path).status_code == 403
    theirs.post(path)
    assert not News.objects.exists()


def test_a_turn_that_is_cut_goes_on_where_it_was(garden, operator, post, monkeypatch) -> None:
    browser(operator).post("/communautes/jardins/nouvelles/", TOLD)
    monkeypatch.setattr("carrefour.exchange.gazette.AT_ONCE", 1)
    assert [tell_news() for _ in range(4)] == [1, 1, 0, 0]
    assert Mail.objects.count() == 2


def test_two_workers_at_the_same_news_leave_nobody_out(
    garden, operator, zoe, post, monkeypatch
) -> None:
    Joining.objects.create(community=garden, user=zoe)
    browser(operator).post("/communautes/jardins/nouvelles/", TOLD)
    monkeypatch.setattr(gazette, "AT_ONCE", 2)
    write = gazette._write_news

    def another_worker_writes_to_the_next(news, user) -> None:
        write(news, user)
        monkeypatch.setattr(gazette, "_write_news", write)
        ours = News.objects.get(pk=news.pk).told_up_to
        second = garden.joinings.filter(pk__gt=ours).order_by("pk")[0]
        News.objects.filter(pk=news.pk).update(told_up_to=second.pk)
        write(news, second.user)

    monkeypatch.setattr(gazette, "_write_news", another_worker_writes_to_the_next)
    assert [tell_news() for _ in range(3)] == [1, 1, 0]
    assert Mail.objects.values("to").distinct().count() == Mail.objects.count() == 3


def test_one_declines_news_by_the_link_of_the_mail(garden, operator, lea, post) -> None:
    browser(operator).post("/communautes/jardins/nouvelles/", TOLD)
    tell_news()
    mail = next(mail for mail in delivered(post) if mail["To"] == lea.email)
    Client().post(link(mail, "/courriels/refuser/"))
    browser(operator).post("/communautes/jardins/nouvelles/", TOLD)
    tell_news()
    assert [mail["To"] for mail in delivered(post)] == ["ben@exemple.fr"]


def test_the_week_is_told_once_in_one_letter_without_ones_own_texts(garden, lea, ben, post) -> None:
    other = Community.objects.create(slug="velo", name="Vélo", purpose="Oui.", state="open")
    Joining.objects.create(community=other, user=lea)
    now = timezone.now()
    begun = write(garden, ben, "Qui a des graines de courge ?")
    write(other, ben, "On répare samedi.")
    write(garden, lea, "Moi, j’en ai.", begun)
    Event.objects.create(
        community=garden, title="Chantier", start=now, end=now + timedelta(days=20)
    )
    assert tell_the_week() == 0  # nobody is there for a week yet
    soon = now + timedelta(days=8)
    assert (tell_the_week(soon), tell_the_week(soon)) == (2, 0)
    mails = {mail["To"]: body(mail, "plain") for mail in delivered(post)}
    hers, his = mails["lea@exemple.fr"], mails["ben@exemple.fr"]
    assert "Qui a des graines" in hers
    assert "On répare samedi." in hers
    assert "Chantier" in hers
    assert "1 nouveau texte" in his
    assert f"/communautes/jardins/discussion/{begun.key}/" in his
    assert "On répare samedi." not in his
    assert tell_the_week(soon + timedelta(days=8)) == 0  # nothing is new


def test_texts_that_wait_or_were_removed_are_not_told(garden, ben, lea, post) -> None:
    User.objects.filter(pk=ben.pk).update(joined_at=timezone.now())
    ben.refresh_from_db()
    write(garden, ben, "Voyez https://a.example/")
    assert tell_the_week(timezone.now() + timedelta(days=8)) == 0


def test_without_a_mail_server_nothing_counts_as_told(garden, operator, settings, post) -> None:
    browser(operator).post("/communautes/jardins/nouvelles/", TOLD)
    host, settings.EMAIL_HOST = settings.EMAIL_HOST, ""
    assert (tell_news(), tell_the_week()) == (0, 0)
    settings.EMAIL_HOST = host
    assert tell_news() == 2

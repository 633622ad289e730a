"""The desk's first page tells everything that waits, and a mail sums it up."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.community import slots
from carrefour.community.models import Application, Bounce, Mail, Message, Report, User
from carrefour.community.slots import Entry
from carrefour.desk.models import Summary
from carrefour.desk.summary import summarise
from carrefour.desk.waiting import SLOT
from carrefour.harvest.models import Run

MONDAY = datetime(2026, 11, 30, 8, tzinfo=timezone.get_default_timezone())
TUESDAY = MONDAY + timedelta(days=1)


def waits(client: Client) -> str:
    told = html.unescape(client.get("/pilotage/").content.decode())
    return told.replace("\N{NO-BREAK SPACE}", " ").split('id="attend"')[1].split("</section>")[0]


@pytest.fixture
def desk(operator: Client, harvest_rows) -> Client:
    harvest_rows(["1;Les semeurs;Le samedi.;permaculture;2021;44000 Nantes"])
    return operator


@pytest.fixture
def mail_server(settings) -> None:
    settings.EMAIL_HOST = "mail.exemple.fr"


def test_everything_that_waits_is_told_with_its_number_its_age_and_the_way(desk: Client) -> None:
    sheet = Sheet.objects.get()
    now = timezone.now()
    for days in (1, 12):
        Report.objects.create(sheet=sheet, about="title", made_at=now - timedelta(days=days))
    Message.objects.create(
        sheet=sheet, name="A", email="a@exemple.fr", text="x", held=True, confirmed_at=now
    )
    Mail.objects.create(
        to="a@exemple.fr", subject="x", text="x", html="x", tries=2,
        made_at=now - timedelta(days=2), next_try=now + timedelta(hours=1),
    )  # fmt: skip
    Bounce.objects.create(email="fermee@exemple.fr", code="5.1.1")
    told = waits(desk)
    for part in (
        '<a href="/pilotage/signalements/"><b>2</b> <span>signalements à lire</span> '
        "<small>le plus ancien depuis 1 semaine</small>",
        '<a href="/pilotage/messages/"><b>1</b> <span>message à lire</span> <small>depuis 0 minute',
        "<b>1</b> <span>courriel qui ne part pas</span> <small>depuis 2 jours",
        '<a href="/pilotage/mots-cles/"><b>1</b> <span>mot-clé à décider</span>',
        '"/compte/courriels/refuses/"><b>1</b> <span>adresse qui refuse nos courriels</span>',
    ):
        assert part in told
    assert "textes à décider" not in told


def test_sources_in_trouble_come_first(operator: Client, history) -> None:
    history.ran(Run.State.HELD, timedelta(days=3), held_because="odd")
    told = waits(operator)
    assert '<a href="/pilotage/?etat=held#sante"><b>1</b> <span>source à décider</span>' in told


def test_an_organisation_that_asks_to_join_is_told(desk: Client) -> None:
    lea = User.objects.create_user("lea@exemple.fr")
    Application.objects.create(user=lea, name="Les Voisins", charter=1)
    assert "organisation qui demande à adhérer" in waits(desk)


def test_a_room_above_adds_what_waits_there(operator: Client, monkeypatch) -> None:
    monkeypatch.setitem(slots._LISTED, SLOT, [*slots._LISTED[SLOT]])

    def mine(request: HttpRequest) -> list[Entry]:
        return [Entry("propositions à lire", "/ailleurs/", 3), Entry("rien", "/x/", 0)]

    slots.lists(SLOT, mine)
    told = waits(operator)
    assert '<a href="/ailleurs/"><b>3</b> <span>propositions à lire</span></a>' in told
    assert "rien" not in told


def test_a_page_that_refreshes_itself_does_not_count_again(desk: Client) -> None:
    told = desk.get("/pilotage/", headers={"hx-request": "true"}).content.decode()
    assert 'class="waits"' not in told


def test_operators_are_told_on_monday_once_in_their_language(desk, mail_server) -> None:
    User.objects.create_user("ann@example.org", is_operator=True, language="en")
    User.objects.create_user("lea@exemple.fr")
    assert summarise(MONDAY) == 2
    assert summarise(MONDAY + timedelta(hours=3)) == 0
    told = {mail.to: mail for mail in Mail.objects.all()}
    assert set(told) == {"camille@exemple.fr", "ann@example.org"}
    french = told["camille@exemple.fr"]
    assert french.subject == "Ce qui attend"
    assert "– 1 mot-clé à décider" in french.text
    assert "List-Unsubscribe" in french.headers
    english = told["ann@example.org"]
    assert english.subject == "What waits"
    assert "– 1 tag to decide on" in english.text
    assert "/en/desk/" in english.text


def test_on_other_days_only_what_is_new_is_worth_a_mail(desk, mail_server) -> None:
    assert summarise(TUESDAY + timedelta(days=30)) == 0
    Report.objects.create(
        sheet=Sheet.objects.get(), about="title", made_at=TUESDAY + timedelta(days=30, hours=20)
    )
    assert summarise(TUESDAY + timedelta(days=31)) == 1
    assert Summary.objects.count() == 1


def test_nothing_is_written_at_night_without_a_server_or_to_who_declined(desk, settings) -> None:
    assert summarise(MONDAY) == 0
    settings.EMAIL_HOST = "mail.exemple.fr"
    assert summarise(MONDAY - timedelta(hours=3)) == 0
    User.objects.update(declined=["desk.waits"])
    assert summarise(MONDAY) == 0
    assert not Mail.objects.exists()


def test_nothing_is_written_when_nothing_waits(operator, mail_server) -> None:
    assert summarise(MONDAY) == 0

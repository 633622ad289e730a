"""The desk's page of tags: what waits, what is proposed, and the decision on each."""

from __future__ import annotations

import html

import pytest
from django.http import HttpResponse
from django.test import Client

from carrefour.catalogue.models import Record, Sheet, TagDecision

PATH = "/pilotage/mots-cles/"
ROWS = [
    "1;Les semeurs;Le samedi.;permaculture;2021;44000 Nantes",
    "2;Les planteurs;Le dimanche.;Permaculture,troc;2021;44000 Nantes",
]


def plain(answer: HttpResponse) -> str:
    """The page of ``answer``, with no-break spaces as plain ones."""
    return html.unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def page(client: Client, path: str = PATH, **query: str) -> str:
    return plain(client.get(path, query))


def decided(client: Client, **posted: object) -> str:
    return plain(client.post(f"{PATH}decider/", posted, follow=True))


def themes(record: str) -> list[str]:
    found = Record.objects.get(external_id=record).sheet
    assert found is not None
    return Sheet.objects.get(pk=found.pk).themes


@pytest.fixture
def desk(operator: Client, harvest_rows) -> Client:
    harvest_rows(ROWS)
    return operator


def test_the_page_tells_the_tag_its_sheets_and_what_is_proposed(desk: Client) -> None:
    told = page(desk)
    first, second = told.split('<li id="tag-')[1:3]
    assert "<h2>permaculture</h2>" in first
    assert "2 fiches" in first
    assert "Les semeurs" in first
    assert "Les planteurs" in first
    assert 'name="choice" value="AGR"' in first
    assert "<h2>troc</h2>" in second
    assert "1 fiche" in second


def test_one_click_decides_for_the_source_and_makes_its_sheets_again(desk: Client) -> None:
    told = decided(desk, tag="permaculture", source="essai", choice="AGR BIO")
    assert "« permaculture » veut dire :" in told
    assert "<h2>permaculture</h2>" not in told
    assert themes("1") == themes("2") == ["AGR", "BIO"]
    made = TagDecision.objects.get()
    assert (made.source, made.decided_by) == ("essai", "Camille")
    assert "Camille" in page(desk, f"{PATH}decides/")


def test_a_decision_may_hold_for_every_source_or_say_no_theme(desk: Client) -> None:
    decided(desk, tag="troc", source="essai", where="everywhere", none="1")
    assert TagDecision.objects.get().source == ""
    assert "<h2>troc</h2>" not in page(desk)
    assert themes("2") == []


def test_a_decision_is_taken_back_and_the_tag_waits_again(desk: Client) -> None:
    decided(desk, tag="permaculture", source="essai", codes=["AGR"])
    told = decided(desk, tag="permaculture", source="essai", undo="1")
    assert "« permaculture » attend de nouveau." in told
    assert "<h2>permaculture</h2>" in page(desk)
    assert themes("1") == []
    assert TagDecision.objects.count() == 2  # what was decided before is kept as history


def test_nothing_chosen_and_codes_that_do_not_exist_decide_nothing(desk: Client) -> None:
    assert "Choisissez au moins un thème" in decided(desk, tag="troc", source="essai")
    assert "ne peut être lue" in decided(desk, tag="troc", source="essai", codes=["XYZ"])
    assert not TagDecision.objects.exists()


def test_only_operators_decide(client: Client, harvest_rows, django_user_model) -> None:
    harvest_rows(ROWS)
    posted = {"tag": "troc", "source": "essai", "choice": "ECO"}
    assert client.post(f"{PATH}decider/", posted).status_code in (302, 403)
    client.force_login(django_user_model.objects.create_user("a@exemple.fr"))
    assert client.get(PATH).status_code in (302, 403)
    assert client.post(f"{PATH}decider/", posted).status_code in (302, 403)
    assert not TagDecision.objects.exists()

"""A visitor reports an error on a sheet; an operator decides, and the visitor is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.community.models import Report
from carrefour.community.reporting import KEPT, OF_AN_ADDRESS, forget_reports
from tests.community.conftest import delivered, link, page_of
from tests.post import body

LEA = "lea@exemple.fr"
RIGHT = "Le jardin est rue Crébillon : j’y vais chaque samedi."


@pytest.fixture
def sheet(harvest_rows, post) -> Sheet:
    """A sheet."""
    harvest_rows()
    return Sheet.objects.get(title="Le Jardin partagé")


@pytest.fixture
def visitor() -> Client:
    """A browser without cookies, whose forms are held to the rules."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def desk(operator) -> Client:
    """The browser of an operator."""
    client = Client()
    client.force_login(operator)
    return client


def report(visitor, sheet: Sheet, **more: str):
    told = {"about": "place", "text": RIGHT, "email": "", "website": "", **more}
    return visitor.post(f"/signaler/{sheet.pk}/", told)


def test_an_error_is_reported_from_the_page_of_its_sheet_without_account(visitor, sheet) -> None:
    page = visitor.get(page_of(sheet.title)).content.decode()
    assert f'href="/signaler/{sheet.pk}/"' in page
    form = visitor.get(f"/signaler/{sheet.pk}/")
    assert not form.cookies
    answer = report(visitor, sheet)
    assert "Merci" in answer.content.decode()
    kept = Report.objects.get()
    assert (kept.sheet, kept.about, kept.text, kept.email) == (sheet, "place", RIGHT, "")


def test_operators_see_what_is_reported_with_a_way_to_correct_it(visitor, sheet, desk) -> None:
    report(visitor, sheet, text="<script>alert(1)</script>")
    assert "<b>1</b> <span>signalement à lire" in desk.get("/pilotage/").content.decode()
    page = desk.get("/pilotage/signalements/").content.decode()
    assert "Le Jardin partagé" in page
    assert "le lieu" in page
    assert "<script>alert" not in page
    assert f'href="/pilotage/fiches/{sheet.pk}/"' in page


@pytest.mark.parametrize(
    ("state", "said"), [("done", "La fiche est corrigée"), ("refused", "reste telle qu’elle est")]
)
def test_who_left_an_address_is_told_what_became_of_it_and_forgotten(
    visitor, sheet, desk, post, state: str, said: str
) -> None:
    report(visitor, sheet, email=LEA)
    one = Report.objects.get()
    desk.post(f"/pilotage/signalements/{one.pk}/", {state: "1", "answer": "Merci à vous."})
    (mail,) = delivered(post)
    assert mail["To"] == LEA
    assert said in body(mail, "plain")
    assert "Merci à vous." in body(mail, "html")
    assert link(mail, "/fiches/") == page_of(sheet.title)
    one.refresh_from_db()
    assert (one.state, one.email, one.decided_by) == (state, "", "Camille")
    desk.post(f"/pilotage/signalements/{one.pk}/", {"done": "1"})
    assert delivered(post) == []
    assert "signalement à lire" not in desk.get("/pilotage/").content.decode()
    assert "Camille" in desk.get("/pilotage/signalements/?voir=decided").content.decode()


def test_who_reported_in_english_is_answered_in_english(visitor, sheet, desk, post) -> None:
    told = {"about": "gone", "text": "", "email": LEA}
    assert "Thank you" in visitor.post(f"/en/report/{sheet.pk}/", told).content.decode()
    desk.post(f"/pilotage/signalements/{Report.objects.get().pk}/", {"done": "1"})
    assert "The sheet is corrected" in body(delivered(post)[0], "plain")


def test_who_left_no_address_is_not_written_to(visitor, sheet, desk, post) -> None:
    report(visitor, sheet)
    desk.post(f"/pilotage/signalements/{Report.objects.get().pk}/", {"done": "1"})
    assert delivered(post) == []


@pytest.mark.parametrize(
    "more", [{"about": "rien"}, {"about": ""}, {"text": " "}, {"email": "pas une adresse"}]
)
def test_what_is_incomplete_is_refused_in_words(visitor, sheet, more: dict[str, str]) -> None:
    answer = report(visitor, sheet, **more)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Report.objects.exists()


def test_machines_report_nothing_and_a_network_so_much_and_no_more(visitor, sheet) -> None:
    report(visitor, sheet, website="x")
    assert not Report.objects.exists()
    for _ in range(OF_AN_ADDRESS.most):
        last = report(visitor, sheet)
    assert last.status_code == 429
    assert Report.objects.count() == OF_AN_ADDRESS.most - 1


def test_what_was_decided_is_forgotten_after_a_while(visitor, sheet, desk) -> None:
    report(visitor, sheet)
    desk.post(f"/pilotage/signalements/{Report.objects.get().pk}/", {"done": "1"})
    forget_reports()
    assert Report.objects.exists()
    Report.objects.update(decided_at=timezone.now() - KEPT - timedelta(hours=1))
    forget_reports()
    assert not Report.objects.exists()


def test_a_sheet_that_is_not_there_has_no_form(visitor, sheet) -> None:
    assert visitor.get("/signaler/rien/").status_code == 404
    Sheet.objects.update(withdrawn_at=timezone.now())
    assert visitor.get(f"/signaler/{sheet.pk}/").status_code == 404

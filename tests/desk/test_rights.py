"""The desk is for operators alone, and changes nothing without the token of its own forms."""

from __future__ import annotations

import pytest
from django.test import Client

from carrefour.community.models import User
from carrefour.harvest.models import Run, Watcher
from tests.pipeline.history import HOUR, History

PAGES = [
    "/pilotage/",
    "/pilotage/sources/essai/",
    "/pilotage/moissons/1/",
    "/pilotage/mots-cles/",
    "/pilotage/mots-cles/decides/",
    "/pilotage/corrections/",
    "/pilotage/signalements/",
    "/pilotage/messages/",
]
DEEDS = [
    "/pilotage/sources/essai/moissonner/",
    "/pilotage/sources/essai/veilleurs/",
    "/pilotage/sources/essai/veilleurs/1/",
    "/pilotage/moissons/1/accepter/",
    "/pilotage/moissons/1/refuser/",
    "/pilotage/moissons/1/annuler/",
    "/pilotage/mots-cles/decider/",
    "/pilotage/corrections/1/",
    "/pilotage/signalements/1/",
    "/pilotage/messages/1/",
]


@pytest.fixture
def held(history: History) -> Run:
    Watcher.objects.create(pk=1, source=history.source, email="a@exemple.fr")
    return history.ran(Run.State.HELD, HOUR, pk=1, held_because="odd")


def nothing_changed(held: Run) -> bool:
    held.refresh_from_db()
    alone = Run.objects.count() == Watcher.objects.count() == 1
    return alone and (held.state, held.decided_by) == (Run.State.HELD, "")


@pytest.mark.parametrize("path", [*PAGES, *DEEDS])
def test_a_visitor_is_asked_to_sign_in(client, held, path: str) -> None:
    ask = client.get if path in PAGES else client.post
    answer = ask(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/connexion/?next=")
    assert nothing_changed(held)


@pytest.mark.parametrize("path", [*PAGES, *DEEDS])
def test_someone_who_is_no_operator_is_refused(client, held, path: str) -> None:
    client.force_login(User.objects.create_user("autre@exemple.fr"))
    answer = client.get(path) if path in PAGES else client.post(path)
    assert answer.status_code == 403
    assert "réservée aux opératrices et opérateurs" in answer.content.decode()
    assert nothing_changed(held)


@pytest.mark.parametrize("path", DEEDS)
def test_a_deed_needs_the_token_of_a_form_of_ours(operator, held, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = operator.cookies
    assert strict.post(path).status_code == 403
    assert nothing_changed(held)


@pytest.mark.parametrize("path", DEEDS)
def test_a_deed_is_never_done_by_a_link(operator, held, path: str) -> None:
    assert operator.get(path).status_code == 405
    assert nothing_changed(held)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_kept_by_no_cache_and_answer_in_english_too(operator, held, path: str) -> None:
    page = operator.get(path)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    english = page.content.decode().split('hreflang="en" href="')[1].split('"')[0]
    assert operator.get(english).status_code == 200


def test_what_does_not_exist_is_not_found(operator, history) -> None:
    for path in ("/pilotage/sources/rien/", "/pilotage/moissons/99/"):
        assert operator.get(path).status_code == 404
    for path in ("/pilotage/sources/rien/moissonner/", "/pilotage/moissons/99/accepter/"):
        assert operator.post(path).status_code == 404


def test_a_form_never_sends_to_another_site(operator, history) -> None:
    path = "/pilotage/sources/essai/moissonner/"
    answer = operator.post(path, {"next": "https://ailleurs.example/"})
    assert answer["Location"] == "/pilotage/sources/essai/"

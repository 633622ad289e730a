"""One's data is one's own: had whole, and erased when one asks."""

from __future__ import annotations

import json
import time

import pytest

from carrefour.community.following import ask_to_follow
from carrefour.community.models import Act, Follow, Follower, Mail, Report, Session, User
from tests.community.conftest import delivered
from tests.community.people import EMAIL, PASSWORD, browser, make_lea, sign_in, signed_in
from tests.post import Taken, body

EXPORT, ERASE = "/compte/donnees/telecharger/", "/compte/donnees/effacer/"


@pytest.fixture
def lea(harvest_rows) -> User:
    harvest_rows()
    return make_lea()


def test_everything_is_downloaded(lea, client) -> None:
    sign_in(client)
    ask_to_follow(EMAIL, "q=jardin", Follow.Frequency.WEEKLY)
    answer = client.get(EXPORT)
    assert answer["Content-Disposition"].startswith('attachment; filename="carrefour-')
    assert "no-store" in answer["Cache-Control"]
    told = json.loads(answer.content)
    assert told["account"]["email"] == EMAIL
    assert told["sessions"][0]["began"]
    assert "q=jardin" in str(told["done by your address without the account"])
    assert PASSWORD not in str(told)
    assert "argon2" not in str(told)


def test_nobody_has_the_data_of_another(lea, client) -> None:
    assert "/compte/connexion/" in client.get(EXPORT)["Location"]
    client.force_login(User.objects.create_user("max@exemple.fr", None, name="Max"))
    assert "/compte/verification/" in client.get(EXPORT)["Location"]  # not proved just now
    session = client.session
    session["proved"] = time.time()
    session.save()
    assert EMAIL not in client.get(EXPORT).content.decode()


def test_an_account_is_erased_with_what_is_private(lea, post: Taken) -> None:
    client, other = browser(), browser()
    sign_in(other)
    sign_in(client)
    ask_to_follow(EMAIL, "q=jardin", Follow.Frequency.WEEKLY)
    sheet = client.get("/projets/").context["found"][0].sheet
    Report.objects.create(sheet_id=sheet.pk, about="title", text="Non", email=EMAIL)
    Act.objects.create(by=lea, who="Léa", what="test.did", target="sheet:X", label="Une fiche")
    page = client.get(ERASE).content.decode()
    assert "Ce qui reste, sans votre nom" in page
    assert "Cochez la case" in client.post(ERASE).content.decode()
    assert "est effacé" in client.post(ERASE, {"sure": "1"}).content.decode()
    assert not User.objects.exists()
    assert not Session.objects.filter(user__isnull=False).exists()
    assert not Follower.objects.exists()
    assert not signed_in(client)
    assert not signed_in(other)
    acts = {act.what: (act.who, act.label) for act in Act.objects.all()}
    assert acts == {"test.did": ("", "Une fiche"), "account.erased": ("", "")}
    assert Report.objects.get().email == ""
    (mail,) = delivered(post)
    assert "Ce message est le dernier" in body(mail, "plain")
    assert not Mail.objects.exists()
    assert EMAIL not in str([*Act.objects.values(), *Report.objects.values()])


def test_a_session_that_was_left_open_erases_nothing(lea, client) -> None:
    sign_in(client)
    session = client.session
    session["proved"] = time.time() - 1000
    session.save()
    told = client.post(ERASE, {"sure": "1"})
    assert "/compte/verification/" in told["Location"]
    assert User.objects.exists()
    asked = client.get(ERASE)["Location"]
    told = client.post("/compte/verification/", {"password": PASSWORD, "next": ERASE})
    assert "next=%2Fcompte%2Fdonnees%2Feffacer%2F" in asked
    assert told["Location"] == ERASE


def test_the_last_operator_stays(lea, client) -> None:
    User.objects.update(is_operator=True)
    sign_in(client)
    assert client.post(ERASE, {"sure": "1"}).status_code == 409
    User.objects.create_user("max@exemple.fr", None, is_operator=True)
    assert client.post(ERASE, {"sure": "1"}).status_code == 200
    assert User.objects.get().email == "max@exemple.fr"

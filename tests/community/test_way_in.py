"""Signing up, signing in by a mailed link, and a forgotten password: nobody learns who is known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carrefour.community.account import sealing, way_in
from carrefour.community.models import Act, Deed, Mail, User
from tests.community.conftest import delivered, link
from tests.community.people import EMAIL, PASSWORD, browser, make_lea, sign_in, signed_in
from tests.post import Taken, body

SIGN_UP, BY_LINK = "/compte/inscription/", "/compte/connexion/lien/"
FORGOTTEN = "/compte/mot-de-passe/oublie/"
NEW = {"name": "Noé", "password": "", "agreed": "1"}


def asked(page: str, email: str, client: Client | None = None, **more: str):
    return (client or Client()).post(page, {"email": email, **more})


def link_for(post: Taken, page: str, email: str = EMAIL, **more: str) -> str:
    """The link that someone who asks at ``page`` gets by mail."""
    assert asked(page, email, **more).status_code == 200
    (mail,) = delivered(post)
    assert mail["To"] == email
    return link(mail, "/compte/")


def test_someone_signs_up_and_is_signed_in(site, post: Taken) -> None:
    client = browser()
    page = link_for(post, SIGN_UP, "noe@exemple.fr", next="/projets/")
    assert not User.objects.exists()
    assert "noe@exemple.fr" in client.get(page).content.decode()
    done = client.post(page, {**NEW, "password": PASSWORD})
    assert (done.status_code, done["Location"]) == (302, "/projets/")
    assert "Bienvenue" in client.get("/compte/").content.decode()
    user = User.objects.get()
    assert (user.name, user.email, user.is_operator) == ("Noé", "noe@exemple.fr", False)
    assert Act.objects.get().what == "account.made"
    assert sign_in(browser(), "noe@exemple.fr").status_code == 302


def test_an_account_needs_no_password(site, post: Taken) -> None:
    client = browser()
    client.post(link_for(post, SIGN_UP, "noe@exemple.fr"), NEW)
    assert signed_in(client)
    assert not User.objects.get().has_usable_password()
    assert sign_in(browser(), "noe@exemple.fr", "").status_code == 200
    other = browser()
    other.post(link_for(post, BY_LINK, "noe@exemple.fr"))
    assert signed_in(other)
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert other.post("/compte/mot-de-passe/", chosen).status_code == 302
    assert sign_in(browser(), "noe@exemple.fr").status_code == 302
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({**NEW, "name": " "}, "Dites comment vous appeler"),
        ({**NEW, "name": "noe@exemple.fr"}, "Un nom, pas une adresse"),
        ({**NEW, "password": "court"}, "trop court"),
        ({**NEW, "password": "noe@exemple.fr"}, "trop semblable"),
        ({"name": "Noé"}, "acceptez les conditions"),
    ],
)
def test_what_is_missing_is_asked_for_again(site, post: Taken, told, said: str) -> None:
    page = link_for(post, SIGN_UP, "noe@exemple.fr")
    answer = Client().post(page, told)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not User.objects.exists()


def test_the_link_of_a_new_account_does_nothing_a_second_time(site, post: Taken) -> None:
    page = link_for(post, SIGN_UP, "noe@exemple.fr")
    Client().post(page, NEW)
    thief = browser()
    answer = thief.post(page, {**NEW, "name": "Voleur"})
    assert answer.status_code == 404
    assert "existe déjà" in answer.content.decode()
    assert not signed_in(thief)
    assert User.objects.get().name == "Noé"


def test_the_link_to_sign_in_asks_first_and_serves_once(site, post: Taken) -> None:
    make_lea()
    page, client = link_for(post, BY_LINK, next="/projets/"), browser()
    assert "Me connecter" in client.get(page).content.decode()
    assert not signed_in(client)
    assert client.post(page)["Location"] == "/projets/"
    assert signed_in(client)
    thief = browser()
    assert thief.post(page).status_code == 404
    assert not signed_in(thief)


def test_a_link_leads_to_no_other_site(site, post: Taken) -> None:
    make_lea()
    page = link_for(post, BY_LINK, next="https://ailleurs.example/")
    assert browser().post(page)["Location"] == "/compte/"


def test_a_late_a_false_or_another_link_opens_nothing(site, post: Taken, monkeypatch) -> None:
    lea = make_lea()
    page = link_for(post, BY_LINK)
    assert Client().post(page[:-4] + "aaa/").status_code == 404
    forged = sealing.seal("newcomer", {"user": lea.pk, "state": "", "target": ""})
    assert Client().post(f"{BY_LINK}{forged}/").status_code == 404
    monkeypatch.setattr(way_in, "LASTS", timedelta(seconds=-1))
    assert Client().post(page).status_code == 404


def test_a_new_password_ends_all_sessions_and_the_link(site, post: Taken) -> None:
    make_lea()
    before = browser()
    sign_in(before)
    page, client = link_for(post, FORGOTTEN), browser()
    other = {"new_password1": "une autre phrase longue", "new_password2": "une autre phrase longue"}
    assert client.get(page).status_code == 200
    assert client.post(page, {**other, "new_password2": "non"}).status_code == 200
    assert client.post(page, other).status_code == 302
    (told,) = delivered(post)
    assert (told["To"], told["Subject"]) == (EMAIL, "Votre mot de passe a changé")
    assert signed_in(client)
    assert not signed_in(before)
    assert sign_in(browser()).status_code == 200
    assert sign_in(browser(), password="une autre phrase longue").status_code == 302
    assert Client().post(page, other).status_code == 404


@pytest.mark.parametrize("page", [SIGN_UP, BY_LINK, FORGOTTEN])
def test_a_known_and_an_unknown_address_are_answered_alike(site, post: Taken, page: str) -> None:
    make_lea()
    asked(page, "premier@exemple.fr")  # so that nothing is done for the first time below
    Mail.objects.all().delete()
    answers, queries = [], []
    for email in (EMAIL, "inconnu@exemple.fr"):
        with CaptureQueriesContext(connection) as made:
            answers.append(asked(page, email))
        queries.append([one["sql"].split(" ", 1)[0] for one in made])
    assert queries[0] == queries[1]
    pages = [one.content.decode().replace("inconnu@", "lea@") for one in answers]
    assert pages[0] == pages[1]
    assert answers[0].status_code == answers[1].status_code == 200
    assert not any(one.cookies for one in answers)
    mails = delivered(post)  # each address is told what is the case, and no one else
    assert {mail["To"] for mail in mails} == {EMAIL, "inconnu@exemple.fr"}


def test_who_has_an_account_and_signs_up_again_is_told_by_mail(site, post: Taken) -> None:
    make_lea(language="en")
    asked(SIGN_UP, EMAIL)
    (mail,) = delivered(post)
    assert mail["Subject"] == "Your link to sign in"
    assert "You have an account" in body(mail, "plain")
    assert "/en/account/sign-in/link/" in body(mail, "html")


def test_where_sign_up_is_closed_nobody_comes_in(site, post: Taken, settings) -> None:
    page = link_for(post, SIGN_UP, "noe@exemple.fr")
    settings.SIGN_UP_OPEN = False
    assert "fermées" in Client().get(SIGN_UP).content.decode()
    asked(SIGN_UP, "zoe@exemple.fr")
    assert not Mail.objects.exists()
    assert Client().post(page, NEW).status_code == 404
    assert "Créer un compte" not in Client().get("/compte/connexion/").content.decode()
    asked(BY_LINK, "zoe@exemple.fr")
    (mail,) = delivered(post)
    assert "les inscriptions sont fermées" in body(mail, "plain")
    assert "/compte/inscription" not in body(mail, "plain")
    assert not User.objects.exists()


def test_a_closed_account_is_told_so_and_let_in_by_nothing(site, post: Taken) -> None:
    make_lea(is_active=False)
    for page in (SIGN_UP, BY_LINK, FORGOTTEN):
        asked(page, EMAIL)
    assert all("est fermé" in body(mail, "plain") for mail in delivered(post))


def test_a_machine_writes_to_no_one(site, post: Taken) -> None:
    assert asked(SIGN_UP, "noe@exemple.fr", website="https://spam.example").status_code == 200
    assert not Mail.objects.exists()


def test_a_stranger_has_only_so_many_mails_written_to_an_address(site, post: Taken) -> None:
    for _ in range(way_in.OF_AN_EMAIL.most + 3):
        assert asked(BY_LINK, EMAIL).status_code == 200
    assert Mail.objects.count() == way_in.OF_AN_EMAIL.most


def test_one_network_asks_only_so_often(site, post: Taken) -> None:
    client = Client()
    for number in range(way_in.OF_AN_ADDRESS.most):
        assert asked(SIGN_UP, f"p{number}@exemple.fr", client).status_code == 200
    told = asked(SIGN_UP, "encore@exemple.fr", client)
    assert told.status_code == 429
    assert int(told["Retry-After"]) > 0
    Deed.objects.update(at=timezone.now() - timedelta(hours=1, seconds=1))
    assert asked(SIGN_UP, "encore@exemple.fr", client).status_code == 200


def test_a_form_of_another_site_asks_for_nothing(site, post: Taken) -> None:
    told = Client(headers={"Sec-Fetch-Site": "cross-site"}).post(SIGN_UP, {"email": EMAIL})
    assert told.status_code == 403
    strict = Client(enforce_csrf_checks=True)
    make_lea()
    assert strict.post(link_for(post, BY_LINK)).status_code == 403


def test_the_link_holds_nothing_that_can_be_read(site, post: Taken) -> None:
    page = link_for(post, SIGN_UP, "noe@exemple.fr")
    assert "noe" not in page
    assert re.fullmatch(r"/compte/inscription/[\w-]+/", page)


def test_a_wrong_address_is_said_to_be_one(site, post: Taken) -> None:
    told = asked(SIGN_UP, "noe")
    assert told.status_code == 422
    assert "n’est pas complète" in told.content.decode()

"""Signing in, signing out and changing a password; guessing is slow and tells nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.community import limits
from carrefour.community.attempts import OF_AN_ADDRESS, OF_AN_EMAIL
from carrefour.community.models import Deed, User
from tests.community.conftest import EMAIL, PASSWORD

PATH = "/compte/connexion/"
WRONG = "Cette adresse et ce mot de passe ne vont pas ensemble."


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **more: str):
    headers = {"X-Forwarded-For": more.pop("address", "203.0.113.9")}
    told = {"username": email, "password": password, **more}
    return client.post(PATH, told, headers=headers)


def test_an_operator_signs_in_and_comes_to_their_account(client, site, operator) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/compte/")
    assert client.get("/pilotage/").status_code == 200
    assert client.get(PATH).status_code == 302


def test_letters_of_the_address_may_be_of_any_case(client, site, operator) -> None:
    assert sign_in(client, " Camille@Exemple.FR ").status_code == 302


def test_the_page_that_was_asked_for_is_gone_on_to(client, site, operator) -> None:
    asked = client.get("/pilotage/?etat=held")
    assert asked["Location"] == f"{PATH}?next=/pilotage/%3Fetat%3Dheld"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/pilotage/?etat=held"' in page
    assert sign_in(client, next="/pilotage/?etat=held")["Location"] == "/pilotage/?etat=held"


@pytest.mark.parametrize(
    "away", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", "\\\\a.b/"]
)
def test_nobody_is_sent_to_another_site(client, site, operator, away: str) -> None:
    assert sign_in(client, next=away)["Location"] == "/compte/"


def test_signing_in_changes_the_session_and_its_token(client, site, operator) -> None:
    client.get(PATH)
    token = client.cookies["__Host-csrftoken"].value
    session = client.session
    session["avant"] = "posé"
    session.save()
    key = session.session_key
    sign_in(client)
    assert client.cookies["__Host-sessionid"].value != key
    assert client.cookies["__Host-csrftoken"].value != token


def test_a_session_is_of_no_use_after_signing_out(client, site, operator) -> None:
    sign_in(client)
    stolen = client.cookies["__Host-sessionid"].value
    assert client.get("/compte/deconnexion/").status_code == 405
    assert client.post("/compte/deconnexion/")["Location"] == "/"
    thief = Client()
    thief.cookies["__Host-sessionid"] = stolen
    assert thief.get("/pilotage/").status_code == 302


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(client, site, operator) -> None:
    wrong = sign_in(client, password="autre")
    unknown = sign_in(client, "personne@exemple.fr", "autre")
    assert wrong.status_code == unknown.status_code == 200
    pages = [answer.content.decode() for answer in (wrong, unknown)]
    assert all(WRONG in page for page in pages)
    strip = ("csrfmiddlewaretoken", "username")
    lines = [[x for x in page.splitlines() if not any(s in x for s in strip)] for page in pages]
    assert lines[0] == lines[1]


def test_an_account_that_was_closed_signs_no_one_in(client, site, operator) -> None:
    User.objects.update(is_active=False)
    assert WRONG in sign_in(client).content.decode()


@pytest.mark.parametrize("email", [EMAIL, "personne@exemple.fr"])
def test_too_many_failures_of_an_address_must_wait_whether_it_has_an_account_or_not(
    client, site, operator, email: str
) -> None:
    for number in range(OF_AN_EMAIL.most):
        told = sign_in(client, email, "faux", address=f"203.0.113.{number}")
        assert told.status_code == 200
    told = sign_in(client, email, PASSWORD, address="198.51.100.1")
    assert told.status_code == 429
    assert "attendez 15 minutes" in told.content.decode()
    assert 800 < int(told["Retry-After"]) <= 900
    assert "_auth_user_id" not in client.session


def test_waiting_lets_in_and_asking_meanwhile_does_not_make_it_longer(
    client, site, operator
) -> None:
    for _ in range(OF_AN_EMAIL.most):
        sign_in(client, password="faux")
    Deed.objects.update(at=timezone.now() - timedelta(minutes=14, seconds=30))
    for _ in range(3):
        told = sign_in(client)
        assert told.status_code == 429
        assert "attendez une minute" in told.content.decode()
    Deed.objects.update(at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sign_in(client).status_code == 302


def test_too_many_failures_from_one_place_must_wait(client, site, operator) -> None:
    for number in range(OF_AN_ADDRESS.most):
        sign_in(client, f"p{number}@exemple.fr", "faux")
    assert sign_in(client).status_code == 429
    assert sign_in(client, address="198.51.100.7").status_code == 302


def test_success_forgets_the_failures_before_it(client, site, operator) -> None:
    for _ in range(OF_AN_EMAIL.most - 1):
        sign_in(client, password="faux")
    for _ in range(3):
        assert sign_in(client).status_code == 302
        client.logout()


def test_nothing_that_is_kept_of_an_attempt_tells_who_it_was(client, site, operator) -> None:
    sign_in(client, password="faux")
    kept = str(list(Deed.objects.values()))
    assert "camille" not in kept
    assert "203.0.113" not in kept
    Deed.objects.update(at=timezone.now() - timedelta(days=2))
    limits.forget_old()
    assert not Deed.objects.exists()


@pytest.mark.parametrize(
    ("direct", "forwarded", "told"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.9", "203.0.113.5"),  # only a proxy on this machine is believed
        ("127.0.0.1", "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        ("", "198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("127.0.0.1", "n'importe quoi", "0.0.0.0"),  # noqa: S104
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_where_a_visitor_comes_from(rf, direct: str, forwarded: str, told: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = rf.get("/", REMOTE_ADDR=direct, headers=headers)
    assert limits.network_address(request) == told


def test_a_form_without_its_token_is_refused_in_words(site, operator) -> None:
    strict = Client(enforce_csrf_checks=True)
    told = strict.post(PATH, {"username": EMAIL, "password": PASSWORD})
    assert told.status_code == 403
    assert "Cette page a attendu trop longtemps" in told.content.decode()


def test_a_password_is_changed_and_other_sessions_end(client, site, operator) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    told = client.post(
        "/compte/mot-de-passe/",
        {
            "old_password": PASSWORD,
            "new_password1": "une autre phrase longue",
            "new_password2": "une autre phrase longue",
        },
    )
    assert told["Location"] == "/compte/"
    assert "Votre mot de passe est changé." in client.get("/pilotage/").content.decode()
    assert other.get("/pilotage/").status_code == 302
    assert sign_in(Client(), password="une autre phrase longue").status_code == 302


def test_a_password_that_is_too_short_or_too_like_is_refused(client, site, operator) -> None:
    sign_in(client)
    for bad in ("court", "qwerty123456", EMAIL):
        told = {"old_password": PASSWORD, "new_password1": bad, "new_password2": bad}
        page = client.post("/compte/mot-de-passe/", told)
        assert page.status_code == 200, bad
        assert 'role="alert"' in page.content.decode()
    assert sign_in(Client()).status_code == 302


def test_only_who_is_signed_in_changes_a_password(client, site) -> None:
    assert "/compte/connexion/" in client.get("/compte/mot-de-passe/")["Location"]

"""Signing in by OpenID Connect, against a real provider; none of its possible lies gets in."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from carrefour.community.account import provider as provider_module
from carrefour.community.models import Identity, SecondFactor, User
from tests.community.conftest import delivered, link
from tests.community.openid import CLIENT, SECRET, OpenId
from tests.community.people import EMAIL, browser, make_lea, sign_in, signed_in
from tests.post import Taken

BEGIN = "/compte/connexion/fournisseur/"


@pytest.fixture
def openid(settings, site, post: Taken) -> Iterator[OpenId]:
    """The provider that the site is set to."""
    there = OpenId()
    settings.OIDC_ISSUER, settings.OIDC_LABEL = there.issuer, "ProConnect"
    settings.OIDC_CLIENT, settings.OIDC_SECRET = CLIENT, SECRET
    settings.OIDC_SCOPE = "openid email given_name usual_name"
    settings.OIDC_ACR = "eidas1"
    provider_module._KNOWN.clear()
    yield there
    there.close()


def come_back(client: Client, there: OpenId, begin: str = BEGIN):
    return client.get(there.sign_in(client.get(begin)["Location"]))


def test_someone_new_signs_in_by_a_verified_address(openid, client) -> None:
    openid.person["email_verified"] = True
    assert "Se connecter avec ProConnect" in client.get("/compte/connexion/").content.decode()
    told = come_back(client, openid, f"{BEGIN}?next=/projets/")
    assert (told.status_code, told["Location"]) == (302, "/projets/")
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == (EMAIL, "Léa Martin", False)
    (asked,) = openid.asked
    assert asked["acr_values"] == "eidas1"
    assert asked["scope"] == "openid email given_name usual_name"
    assert asked["redirect_uri"] == "https://carrefour.exemple.fr/oidc/retour/"
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")


def test_one_who_was_joined_is_known_by_their_subject_whatever_the_address(openid) -> None:
    lea = make_lea()
    Identity.objects.create(user=lea, issuer=openid.issuer, subject="abc-123")
    openid.person["email"] = "autre@exemple.fr"
    client = browser()
    assert come_back(client, openid).status_code == 302
    assert client.get("/compte/profil/").context["name"] == "Léa"
    assert User.objects.count() == 1


def test_an_address_that_is_not_verified_is_proved_by_mail_in_the_same_browser(
    openid, post: Taken
) -> None:
    lea = make_lea()
    client = browser()
    told = come_back(client, openid)
    assert "Regardez vos courriels" in told.content.decode()
    assert not signed_in(client)
    (mail,) = delivered(post)
    assert mail["To"] == EMAIL
    client.post(link(mail, "/compte/"))
    assert signed_in(client)
    assert lea.identities.get().subject == "abc-123"
    other = browser()
    come_back(other, openid)
    assert signed_in(other)


def test_a_stranger_who_gives_our_persons_address_there_gets_nothing(openid, post: Taken) -> None:
    lea = make_lea()
    thief, hers = browser(), browser()
    come_back(thief, openid)
    (mail,) = delivered(post)
    hers.post(link(mail, "/compte/"))  # she opens it, unsuspecting
    assert signed_in(hers)
    assert not lea.identities.exists()
    come_back(thief, openid)
    assert not signed_in(thief)


def test_someone_new_with_an_unverified_address_makes_an_account_by_mail(
    openid, post: Taken
) -> None:
    client = browser()
    come_back(client, openid)
    (mail,) = delivered(post)
    page = link(mail, "/compte/inscription/")
    assert 'value="Léa Martin"' in client.get(page).content.decode()
    client.post(page, {"name": "Léa M.", "password": "", "agreed": "1"})
    assert signed_in(client)
    assert Identity.objects.get().user.name == "Léa M."


def test_one_joins_and_parts_their_account(openid) -> None:
    lea = make_lea()
    client = browser()
    sign_in(client)
    assert come_back(client, openid)["Location"] == "/compte/securite/"
    page = client.get("/compte/securite/").content.decode()
    assert "Votre compte est relié." in page
    identity = lea.identities.get()
    max_ = User.objects.create_user("max@exemple.fr", "une phrase que je connais", name="Max")
    his = browser()
    sign_in(his, "max@exemple.fr")
    come_back(his, openid)
    assert "déjà celle d’un autre" in his.get("/compte/securite/").content.decode()
    assert his.post(f"/compte/securite/identite/{identity.pk}/").status_code == 404
    assert not max_.identities.exists()
    client.post(f"/compte/securite/identite/{identity.pk}/")
    assert not Identity.objects.exists()


def test_signing_out_leads_to_the_page_of_the_provider_as_well(openid) -> None:
    openid.person["email_verified"] = True
    client = browser()
    come_back(client, openid)
    told = client.post("/compte/deconnexion/")
    page = told.context["page"]
    asked = dict(parse_qsl(urlsplit(page).query))
    assert page.startswith(f"{openid.issuer}/session/end?")
    assert asked["post_logout_redirect_uri"] == "https://carrefour.exemple.fr/"
    assert jwt.decode(asked["id_token_hint"], options={"verify_signature": False})["sub"]
    assert not signed_in(client)
    openid.person["email_verified"] = False
    make = browser()
    sign_in(make, "x@exemple.fr")
    assert make.post("/compte/deconnexion/").status_code == 302


def test_what_it_says_may_be_plain_json(openid) -> None:
    openid.signed = False
    openid.person["email_verified"] = True
    client = browser()
    come_back(client, openid)
    assert signed_in(client)


def test_a_new_key_is_learned_of(openid) -> None:
    openid.person["email_verified"] = True
    come_back(browser(), openid)
    openid.change_key()
    client = browser()
    come_back(client, openid)
    assert signed_in(client)
    assert openid.fetched.count("/jwks") == 2
    assert openid.fetched.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "une autre"},
        {"aud": "quelqu’un d’autre"},
        {"iss": "https://ailleurs.example"},
        {"exp": 1_000_000_000},
        {"acr": "eidas0"},
        {"acr": None},
    ],
    ids=str,
)
def test_a_token_for_another_time_place_or_person_is_not_believed(openid, lies) -> None:
    openid.person["email_verified"] = True
    openid.lies = lies
    told = come_back(client := browser(), openid)
    assert told.status_code == 400
    assert "n’a pas abouti" in told.content.decode()
    assert not signed_in(client)
    assert not User.objects.exists()


@pytest.mark.parametrize("signed", [True, False])
def test_what_is_said_of_someone_else_is_not_believed(openid, signed: bool) -> None:
    openid.signed = signed
    openid.lies_of_person = {"sub": "quelqu’un d’autre", "email_verified": True}
    assert come_back(browser(), openid).status_code == 400
    assert not User.objects.exists()


def test_a_token_that_someone_else_signed_is_not_believed(openid) -> None:
    openid.person["email_verified"] = True
    openid.forged_by = rsa.generate_private_key(65537, 2048)
    assert come_back(browser(), openid).status_code == 400
    assert not User.objects.exists()


def test_an_answer_is_taken_once_in_the_browser_that_asked(openid) -> None:
    openid.person["email_verified"] = True
    client = browser()
    back = openid.sign_in(client.get(BEGIN)["Location"])
    assert browser().get(back).status_code == 400  # a thief's link, or a stolen one
    assert client.get(back.replace("state=", "state=x")).status_code == 400
    assert client.get(back).status_code == 400  # what the session remembered is used up
    other = browser()
    back = openid.sign_in(other.get(BEGIN)["Location"])
    assert other.get(back.replace("iss=http", "iss=https")).status_code == 400
    refused = browser()
    state = dict(parse_qsl(urlsplit(refused.get(BEGIN)["Location"]).query))["state"]
    assert refused.get(f"/oidc/retour/?error=access_denied&state={state}").status_code == 400
    assert not User.objects.exists()


def test_a_second_step_is_asked_for_after_the_provider_too(openid) -> None:
    lea = make_lea()
    SecondFactor.objects.create(user=lea, secret="x")
    Identity.objects.create(user=lea, issuer=openid.issuer, subject="abc-123")
    client = browser()
    assert come_back(client, openid)["Location"] == "/compte/connexion/code/"
    assert not signed_in(client)


def test_a_closed_account_is_not_opened_by_the_provider(openid) -> None:
    lea = make_lea(is_active=False)
    Identity.objects.create(user=lea, issuer=openid.issuer, subject="abc-123")
    assert "est fermé" in come_back(browser(), openid).content.decode()


def test_a_provider_that_is_down_is_said_to_be(openid) -> None:
    openid.down = True
    assert browser().get(BEGIN).status_code == 502


def test_without_a_provider_there_is_no_such_page(site, client) -> None:
    assert client.get(BEGIN).status_code == 404
    assert client.get("/oidc/retour/").status_code == 404


def test_a_provider_that_answers_nonsense_is_said_to(openid) -> None:
    openid.access = "accès"
    assert come_back(browser(), openid).status_code == 400

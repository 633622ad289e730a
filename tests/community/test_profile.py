"""One's name, language, letters and address are one's own to change."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy as _

from carrefour.community.letters import KINDS, Kind
from carrefour.community.models import Act, User
from tests.community.conftest import delivered, link
from tests.community.people import EMAIL, PASSWORD, browser, make_lea, sign_in, signed_in
from tests.post import Taken, body

PROFILE, ADDRESS = "/compte/profil/", "/compte/adresse/"
NEWS = KINDS.get("test") or Kind("test", _("des essais"))


@pytest.fixture
def lea(site) -> User:
    return make_lea()


@pytest.fixture
def client(lea):
    here = browser()
    sign_in(here)
    return here


def test_name_language_and_letters_are_changed(lea, client) -> None:
    assert "des essais" in client.get(PROFILE).content.decode()
    client.post(PROFILE, {"name": "Léa <b>M</b>", "language": "en"})
    lea.refresh_from_db()
    assert (lea.name, lea.language, "test" in lea.declined) == ("Léa <b>M</b>", "en", True)
    assert "<b>M" not in client.get("/compte/").content.decode()
    wanted = {"name": "Léa", "language": "fr", "letters": ["test", "inconnu"]}
    client.post(PROFILE, wanted)
    lea.refresh_from_db()
    assert "test" not in lea.declined


@pytest.mark.parametrize(
    "told",
    [
        {"name": "", "language": "fr"},
        {"name": "lea@exemple.fr", "language": "fr"},
        {"name": "Léa", "language": "xx"},
    ],
)
def test_what_makes_no_sense_changes_nothing(lea, client, told) -> None:
    assert client.post(PROFILE, told).status_code == 422
    lea.refresh_from_db()
    assert (lea.name, lea.language) == ("Léa", "fr")


def test_an_address_is_changed_once_the_new_one_confirms_and_the_old_one_is_told(
    lea, client, post: Taken
) -> None:
    assert client.post(ADDRESS, {"email": "nouvelle@exemple.fr"}).status_code == 200
    (mail,) = delivered(post)
    assert mail["To"] == "nouvelle@exemple.fr"
    page = link(mail, "/compte/adresse/")
    client.get(page)
    assert User.objects.get().email == EMAIL
    client.post(page)
    assert User.objects.get().email == "nouvelle@exemple.fr"
    (notice,) = delivered(post)
    assert notice["To"] == EMAIL
    assert "n…@exemple.fr" in body(notice, "plain")
    assert Act.objects.filter(what="account.moved").exists()
    client.post(page)  # used up
    assert sign_in(browser(), "nouvelle@exemple.fr").status_code == 302


def test_an_address_that_has_an_account_cannot_be_taken_and_is_not_told_of(
    lea, client, post: Taken
) -> None:
    User.objects.create_user("max@exemple.fr", PASSWORD, name="Max")
    shown = client.post(ADDRESS, {"email": "max@exemple.fr"}).content.decode()
    assert "Un message part vers max@exemple.fr" in shown
    (mail,) = delivered(post)
    client.post(link(mail, "/compte/adresse/"))
    assert "Ce lien ne sert plus" in client.get(PROFILE).content.decode()
    assert User.objects.filter(email=EMAIL).exists()
    assert delivered(post) == []


def test_the_link_of_one_person_moves_no_other(lea, client, post: Taken) -> None:
    client.post(ADDRESS, {"email": "nouvelle@exemple.fr"})
    (mail,) = delivered(post)
    User.objects.create_user("max@exemple.fr", PASSWORD, name="Max")
    his = browser()
    sign_in(his, "max@exemple.fr")
    his.post(link(mail, "/compte/adresse/"))
    assert User.objects.filter(email="max@exemple.fr").exists()


def test_the_account_leads_to_everything_of_ones_own(client) -> None:
    page = client.get("/compte/").content.decode()
    for place in ("/compte/profil/", "/compte/securite/", "/compte/donnees/"):
        assert f'href="{place}"' in page
    assert signed_in(client)


def test_every_page_of_an_account_asks_who_one_is(site) -> None:
    for page in ("", "profil/", "securite/", "donnees/", "adresse/", "mot-de-passe/"):
        told = browser().get(f"/compte/{page}")
        assert told["Location"].startswith("/compte/connexion/?next="), page

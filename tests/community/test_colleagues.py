"""People ask to be of an organisation, get roles there, and leave; one always writes for it."""

from __future__ import annotations

import pytest
from django.test import Client

from carrefour.community.models import Mail, Membership, Profile, User
from tests.community.collective import belongs, organisation, someone

SPACE = "/compte/organisations/les-voisins/"


@pytest.fixture
def voisins(site):
    one = organisation()
    Profile.objects.create(organisation=one)
    return one


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def editor(voisins) -> Client:
    user = someone("Edith")
    belongs(user, "les-voisins", "editor")
    return browser_of(user)


def roles() -> dict[str, str]:
    approved = Membership.objects.exclude(approved_at=None)
    return dict(approved.values_list("user__name", "role"))


def member(browser: Client, name: str, **said: str):
    pk = Membership.objects.get(user__name=name).pk
    return browser.post(f"{SPACE}membres/{pk}/", said, follow=True)


def test_who_asks_is_told_of_by_mail_and_approved_by_an_editor(editor) -> None:
    aude = browser_of(someone("Aude"))
    aude.post(f"{SPACE}rejoindre/", {"said": "J’y travaille depuis mars.", "duty": "animatrice"})
    assert Mail.objects.get().to == "edith@exemple.fr"
    assert aude.get(SPACE).status_code == 403
    page = editor.get(SPACE).content.decode()
    assert "J’y travaille depuis mars." in page
    assert "Mes organisations <b" in editor.get("/compte/").content.decode()
    member(editor, "Aude", approve="1")
    assert roles() == {"Edith": "editor", "Aude": "member"}
    assert Mail.objects.filter(to="aude@exemple.fr").count() == 1
    assert Membership.objects.get(user__name="Aude").said == ""
    assert aude.get(SPACE).status_code == 200


def test_operators_approve_where_nobody_writes_yet(voisins) -> None:
    operator = browser_of(someone("Olga", is_operator=True))
    aude = browser_of(someone("Aude"))
    aude.post(f"{SPACE}rejoindre/")
    assert Mail.objects.get().to == "olga@exemple.fr"
    member(operator, "Aude", approve="1")
    member(operator, "Aude", role="editor")
    assert roles() == {"Aude": "editor"}


def test_who_is_declined_is_told_and_may_withdraw_before(editor) -> None:
    aude = browser_of(someone("Aude"))
    aude.post(f"{SPACE}rejoindre/")
    aude.post(f"{SPACE}quitter/")
    assert not Membership.objects.filter(user__name="Aude").exists()
    aude.post(f"{SPACE}rejoindre/")
    member(editor, "Aude", decline="1")
    assert roles() == {"Edith": "editor"}
    assert "n’a pas été acceptée" in Mail.objects.get(to="aude@exemple.fr").text


def test_nobody_approves_themselves(voisins) -> None:
    aude = browser_of(someone("Aude"))
    aude.post(f"{SPACE}rejoindre/", {"approved_at": "2026-01-01", "role": "editor"})
    assert roles() == {}
    pk = Membership.objects.get().pk
    assert aude.post(f"{SPACE}membres/{pk}/", {"approve": "1"}).status_code == 403
    assert roles() == {}


def test_nobody_asks_without_end(voisins) -> None:
    aude = browser_of(someone("Aude"))
    for _again in range(10):
        assert aude.post(f"{SPACE}rejoindre/").status_code == 302
        aude.post(f"{SPACE}quitter/")
    assert aude.post(f"{SPACE}rejoindre/").status_code == 429


def test_the_last_editor_names_another_before_they_leave(editor) -> None:
    page = editor.get(f"{SPACE}quitter/").content.decode()
    assert "Invitez d’abord quelqu’un" in page
    editor.post(f"{SPACE}quitter/")
    assert roles() == {"Edith": "editor"}
    belongs(someone("Malo"), "les-voisins")
    foreign = belongs(someone("Farid"), organisation("ailleurs", "Ailleurs").pk)
    editor.post(f"{SPACE}quitter/")
    editor.post(f"{SPACE}quitter/", {"heir": foreign.pk})
    assert roles() == {"Edith": "editor", "Malo": "member", "Farid": "member"}
    heir = Membership.objects.get(user__name="Malo").pk
    editor.post(f"{SPACE}quitter/", {"heir": heir})
    assert roles() == {"Malo": "editor", "Farid": "member"}
    assert editor.get(SPACE).status_code == 403


def test_the_last_editor_neither_steps_down_nor_is_removed_by_themselves(editor) -> None:
    assert "nommez d’abord" in member(editor, "Edith", role="member").content.decode()
    assert "nommez d’abord" in member(editor, "Edith", remove="1").content.decode()
    assert roles() == {"Edith": "editor"}
    belongs(someone("Emma"), "les-voisins", "editor")
    member(editor, "Edith", role="member")
    assert roles() == {"Edith": "member", "Emma": "editor"}


def test_who_is_removed_is_told(editor) -> None:
    belongs(someone("Malo"), "les-voisins")
    member(editor, "Malo", remove="1")
    assert roles() == {"Edith": "editor"}
    assert "ne faites plus partie" in Mail.objects.get(to="malo@exemple.fr").text


def test_names_are_shown_by_those_alone_who_let_it(editor) -> None:
    malo = someone("Malo")
    belongs(malo, "les-voisins")
    page = "/organisations/les-voisins/"
    assert "Malo" not in Client().get(page).content.decode()
    browser_of(malo).post(f"{SPACE}equipe/", {"duty": "animateur", "shown": "1"})
    told = Client().get(page).content.decode()
    assert "Malo" in told
    assert "animateur" in told
    assert "malo@exemple.fr" not in told
    assert "Edith" not in told
    browser_of(malo).post(f"{SPACE}equipe/", {"duty": "animateur"})
    assert "Malo" not in Client().get(page).content.decode()


def test_colleagues_do_not_see_each_others_addresses(editor) -> None:
    malo = someone("Malo")
    belongs(malo, "les-voisins")
    seen = browser_of(malo).get(SPACE).content.decode()
    assert "Edith" in seen
    assert "edith@exemple.fr" not in seen

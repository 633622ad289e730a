"""Colleagues are invited by mail, with an account or without, and come in once."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.community.inviting import forget_invitations, token_of
from carrefour.community.models import Act, Invitation, Mail, Membership, Profile, User
from tests.community.collective import belongs, organisation, someone
from tests.community.conftest import delivered, link

SPACE = "/compte/organisations/les-voisins/"


@pytest.fixture
def editor(client: Client, site) -> Client:
    organisation()
    Profile.objects.create(organisation_id="les-voisins")
    user = someone("Edith")
    belongs(user, "les-voisins", "editor")
    client.force_login(user)
    return client


def invite(browser: Client, email: str = "nina@exemple.fr", role: str = "member"):
    return browser.post(f"{SPACE}inviter/", {"email": email, "role": role})


def mailed() -> str:
    """The path of the link of the last invitation."""
    text = Mail.objects.latest("pk").text
    return re.findall(r"https?://[^/\s]+(/compte/invitations/\S+)", text)[0]


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_someone_without_an_account_signs_up_and_comes_back(editor) -> None:
    invite(editor)
    path, visitor = mailed(), Client()
    page = visitor.get(path).content.decode()
    assert "nina@exemple.fr" in page
    way = re.findall(r'href="(/compte/connexion/\?next=[^"]+)"', page)[0]
    assert way.endswith(path.replace(":", "%3A").replace("@", "%40"))
    assert visitor.post(path).status_code == 403
    nina = someone("Nina")
    browser = browser_of(nina)
    assert "Accepter l’invitation" in browser.get(path).content.decode()
    assert not Membership.objects.filter(user=nina).exists()  # opening is not accepting
    assert browser.post(path)["Location"] == SPACE
    membership = Membership.objects.get(user=nina)
    assert membership.approved_at
    assert membership.role == "member"
    assert browser.get(path).status_code == 404  # a link works once
    assert set(Act.objects.values_list("what", flat=True)) == {"member.invited", "member.joined"}


def test_an_account_finds_its_invitations_without_the_mail(editor) -> None:
    invite(editor, "nina@exemple.fr", "editor")
    browser = browser_of(someone("Nina"))
    page = browser.get("/compte/organisations/").content.decode()
    path = re.findall(r'href="(/compte/invitations/[^"]+)"', page)[0]
    browser.post(path)
    assert Membership.objects.get(user__name="Nina").role == "editor"


def test_an_invitation_that_was_handed_on_opens_nothing(editor) -> None:
    invite(editor)
    other = browser_of(someone("Paul"))
    assert "nina@exemple.fr" in other.get(mailed()).content.decode()
    assert other.post(mailed()).status_code == 403
    assert not Membership.objects.filter(user__name="Paul").exists()


@pytest.mark.parametrize("end", ["withdrawn", "late", "removed", "demoted", "closed"])
def test_an_invitation_ends(editor, end: str) -> None:
    other = someone("Emma")
    belongs(other, "les-voisins", "editor")
    invite(browser_of(other), role="editor")
    path, one = mailed(), Invitation.objects.get()
    browser = browser_of(someone("Nina"))
    membership = Membership.objects.get(user=other)
    if end == "withdrawn":
        editor.post(f"{SPACE}invitations/{one.pk}/")
    elif end == "late":
        Invitation.objects.update(made_at=timezone.now() - timedelta(days=15))
    elif end == "removed":
        editor.post(f"{SPACE}membres/{membership.pk}/", {"remove": "1"})
    elif end == "demoted":
        editor.post(f"{SPACE}membres/{membership.pk}/", {"role": "member"})
    else:
        User.objects.filter(pk=other.pk).update(is_active=False)
    assert browser.get(path).status_code == 404
    assert browser.post(path).status_code == 404
    assert "/compte/invitations/" not in browser.get("/compte/organisations/").content.decode()
    assert not Membership.objects.filter(user__name="Nina").exists()


def test_a_token_is_not_made_up(editor) -> None:
    invite(editor)
    token = token_of(Invitation.objects.get())
    browser = browser_of(someone("Nina"))
    for false in (token[:-1] + ("a" if token[-1] != "a" else "b"), "1.nina@exemple.fr", "x"):
        assert browser.post(f"/compte/invitations/{false}/").status_code == 404


def test_a_member_invites_members_alone(site) -> None:
    organisation()
    user = someone("Malo")
    belongs(user, "les-voisins")
    browser = browser_of(user)
    assert invite(browser, role="editor").status_code == 403
    assert not Invitation.objects.exists()
    assert invite(browser).status_code == 302
    assert Invitation.objects.get().role == "member"


def test_nobody_learns_who_has_an_account(editor) -> None:
    someone("Nina")
    answers = [invite(editor, email) for email in ("nina@exemple.fr", "inconnu@exemple.fr")]
    assert [answer.status_code for answer in answers] == [302, 302]
    first, second = (
        re.sub(r"/invitations/\S+", "", one.text).replace(one.to, "")
        for one in Mail.objects.order_by("pk")
    )
    assert first == second


def test_a_mailbox_is_not_flooded_and_nobody_mails_without_end(editor) -> None:
    for _again in range(3):
        assert invite(editor).status_code == 302
    assert invite(editor).status_code == 429
    assert Mail.objects.filter(to="nina@exemple.fr").count() == 3
    for n in range(17):
        assert invite(editor, f"n{n}@exemple.fr").status_code == 302
    assert invite(editor, "encore@exemple.fr").status_code == 429


def test_a_name_that_is_an_advertisement_is_not_mailed(editor) -> None:
    User.objects.update(name="Gagnez sur http://casino.example")
    invite(editor)
    mail = Mail.objects.get()
    assert "casino" not in mail.subject + mail.text + mail.html
    assert mail.subject.startswith("Une personne vous invite")


def test_an_editor_who_is_invited_as_member_stays_editor(editor) -> None:
    invite(editor, "edith@exemple.fr")
    assert not Mail.objects.exists()  # who is a colleague already is not written to
    invitation = Invitation.objects.get()
    editor.post(f"/compte/invitations/{token_of(invitation)}/")
    assert Membership.objects.get().role == "editor"


def test_addresses_of_those_who_never_came_are_forgotten(editor) -> None:
    invite(editor)
    forget_invitations()
    assert Invitation.objects.count() == 1
    Invitation.objects.update(made_at=timezone.now() - timedelta(days=15))
    forget_invitations()
    assert not Invitation.objects.exists()


def test_from_the_invitation_through_signing_up_to_the_team(editor, post) -> None:
    invite(editor)
    invitation = next(mail for mail in delivered(post) if mail["To"] == "nina@exemple.fr")
    path = link(invitation, "/compte/invitations/")
    visitor = Client()
    sign_in = re.findall(r'href="(/compte/connexion/[^"]+)"', visitor.get(path).content.decode())
    page = html.unescape(visitor.get(sign_in[0]).content.decode())
    sign_up = re.findall(r'href="(/compte/inscription/\?next=[^"]+)"', page)[0]
    form = html.unescape(visitor.get(sign_up).content.decode())
    kept = re.findall(r'name="next" value="([^"]*)"', form)[0]
    assert kept == path
    visitor.post("/compte/inscription/", {"email": "nina@exemple.fr", "next": kept})
    (confirming,) = delivered(post)
    answer = visitor.post(
        link(confirming, "/compte/inscription/"), {"name": "Nina", "agreed": "1"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == path
    assert visitor.post(path)["Location"] == SPACE
    assert Membership.objects.get(user__name="Nina").approved_at

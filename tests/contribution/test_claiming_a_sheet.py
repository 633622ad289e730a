"""The people of a project become the holders of its sheet, and nobody else does."""

from __future__ import annotations

import re

import pytest

from carrefour.catalogue.models import Sheet
from carrefour.community.models import Holding, Mail, Membership
from carrefour.contribution.domains import domain_of
from carrefour.contribution.models import Proposal
from tests.contribution.conftest import GARDEN, browser, someone

PAGE = f"/fiches/{GARDEN}/revendiquer/"


@pytest.fixture
def at_its_site(garden) -> Sheet:
    """The sheet of a project that has a site of its own."""
    Sheet.objects.filter(pk=GARDEN).update(url="https://www.jardin-prairie.fr/accueil")
    return Sheet.objects.get(pk=GARDEN)


def link() -> str:
    """The path of the link that was mailed."""
    found = re.search(r"https?://[^/]+(/\S+/revendiquer/\S+)", Mail.objects.latest("pk").text)
    assert found
    return found[1]


def test_an_address_at_the_domain_of_the_project_proves_it(at_its_site, lea) -> None:
    client = browser(lea)
    assert "@jardin-prairie.fr" in client.get(PAGE).text
    client.post(PAGE, {"by_email": "1", "local": "bonjour"})
    assert Mail.objects.get().to == "bonjour@jardin-prairie.fr"
    assert not Holding.objects.exists()
    assert client.get(link()).status_code == 200
    assert not Holding.objects.exists()
    answer = client.post(link(), follow=True)
    assert "vous tenez cette fiche" in answer.text
    assert Holding.objects.get().user == lea
    assert client.post(link()).status_code == 404


def test_the_link_serves_only_who_asked_for_it(at_its_site, lea) -> None:
    browser(lea).post(PAGE, {"by_email": "1", "local": "bonjour"})
    other = browser(someone("Max"))
    assert other.get(link()).status_code == 404
    assert other.post(link()).status_code == 404
    assert browser(lea).post(link()[:-4] + "AAA/").status_code == 404
    assert not Holding.objects.exists()


@pytest.mark.parametrize(
    "local",
    ["moi@gmail.com", "a@evil.example@jardin-prairie.fr", "a b", "a\nBcc: b", "", "é", "a" * 65],
)
def test_no_mail_goes_to_another_domain(at_its_site, lea, local) -> None:
    assert browser(lea).post(PAGE, {"by_email": "1", "local": local}).status_code == 422
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.jardin.fr/", "jardin.fr"),
        ("http://asso.jardin.org", "asso.jardin.org"),
        ("https://www.facebook.com/jardin", ""),
        ("https://jardin.wordpress.com", ""),
        ("https://jardin.github.io", ""),
        ("https://sites.google.com/view/jardin", ""),
        ("https://perso.orange.fr/jardin", ""),
        ("https://gouv.fr/", ""),
        ("http://192.0.2.7/", ""),
        ("", ""),
    ],
)
def test_only_a_domain_of_ones_own_proves_anything(garden, url, domain) -> None:
    garden.url = url
    garden.save()
    assert domain_of(garden) == domain


def test_a_site_that_tells_many_projects_proves_nothing(at_its_site) -> None:
    for n in range(6):
        copy = Sheet.objects.get(pk=GARDEN)
        copy.pk, copy.url = f"copy{n}", f"https://jardin-prairie.fr/{n}"
        copy.save(force_insert=True)
    assert domain_of(at_its_site) == ""


def test_an_editor_of_the_organisation_gives_their_word(garden, lea) -> None:
    editor = someone("Ines")
    Membership.objects.create(
        user=editor, organisation_id="essai-org", role="editor", approved_at=editor.joined_at
    )
    answer = browser(lea).post(PAGE, {"by_word": "1", "reason": "Je préside ce jardin."})
    assert "c’est envoyé" in answer.text
    assert Mail.objects.get().user == editor
    proposal = Proposal.objects.get()
    page = f"/moderation/{proposal.pk}/"
    assert "Je préside ce jardin." in browser(editor).get(page).text
    browser(editor).post(page, {"accept": "1"})
    assert Holding.objects.get().user == lea
    browser(editor).post(page, {"undo": "1"})
    assert not Holding.objects.exists()


def test_an_editor_of_another_organisation_has_no_say(garden, lea, noe) -> None:
    from carrefour.catalogue.models import Organisation

    Organisation.objects.create(slug="ailleurs", name="Ailleurs", key="ailleurs")
    editor = someone("Ines")
    Membership.objects.create(
        user=editor, organisation_id="ailleurs", role="editor", approved_at=editor.joined_at
    )
    browser(lea).post(PAGE, {"by_word": "1", "reason": "Je préside ce jardin."})
    page = f"/moderation/{Proposal.objects.get().pk}/"
    assert browser(editor).post(page, {"accept": "1"}).status_code == 404
    browser(noe).post(page, {"accept": "1"})
    assert Holding.objects.get().user == lea


def test_a_moderator_does_not_approve_their_own_claim(garden, noe) -> None:
    browser(noe).post(PAGE, {"by_word": "1", "reason": "C’est à moi, je le dis."})
    page = f"/moderation/{Proposal.objects.get().pk}/"
    assert browser(noe).post(page, {"accept": "1"}).status_code == 404


def test_only_so_many_mails_are_asked_for(at_its_site, lea) -> None:
    client = browser(lea)
    sent = [client.post(PAGE, {"by_email": "1", "local": f"a{n}"}).status_code for n in range(7)]
    assert sent == [200] * 5 + [429] * 2
    assert Mail.objects.count() == 5

"""Someone names a source; operators take it to the workshop."""

from __future__ import annotations

from carrefour.community.portable import everything_of
from carrefour.contribution.models import Proposal
from tests.contribution.conftest import browser

TOLD = {
    "address": "reseau.example.org/projets",
    "organisation": "Réseau des tiers-lieux",
    "licence": "CC BY-SA",
    "email": "ada@reseau.example.org",
    "about": "Une carte de deux cents lieux.",
}


def test_a_source_goes_to_operators_alone_and_from_there_to_the_workshop(
    site, lea, noe, camille
) -> None:
    assert "c’est envoyé" in browser(lea).post("/proposer/source/", TOLD).text
    proposal = Proposal.objects.get()
    page = f"/moderation/{proposal.pk}/"
    assert browser(noe).get(page).status_code == 404
    operator = browser(camille)
    shown = operator.get(page).text
    assert "/atelier/" in shown
    assert "?address=https%3A%2F%2Freseau.example.org%2Fprojets" in shown
    assert "(1)" in operator.get("/moderation/").text
    begun = operator.get("/atelier/nouvelle/?address=https%3A%2F%2Freseau.example.org%2Fprojets")
    assert 'value="https://reseau.example.org/projets"' in begun.text
    operator.post(page, {"accept": "1"})
    assert Proposal.objects.get().state == "accepted"


def test_what_lacks_is_told(site, lea) -> None:
    for name, wrong in (("address", "javascript:alert(1)"), ("organisation", ""), ("about", "")):
        answer = browser(lea).post("/proposer/source/", {**TOLD, name: wrong})
        assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_a_person_takes_away_what_they_proposed_and_leaves_nothing_of_it(site, lea) -> None:
    browser(lea).post("/proposer/source/", TOLD)
    (told,) = everything_of(lea)["proposals"]
    assert told["content"]["about"] == TOLD["about"]
    lea.delete()
    assert not Proposal.objects.exists()

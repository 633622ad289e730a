"""Someone proposes a project step by step; accepted, it is a sheet like any other."""

from __future__ import annotations

import re

from django.test import Client

from carrefour.catalogue.models import Record, Sheet
from carrefour.community.models import Act, Holding, Mail
from carrefour.contribution.models import Proposal
from carrefour.pipeline.harvesting import rebuild
from tests.contribution.conftest import browser, someone

FIRST = {"title": "La Recyclerie du quai", "description": "On répare.\n\n- des vélos\n- des radios"}
WHERE = {"place": "Nantes", "place_ref": "commune:44109", "place_at": "", "place_was": ""}
WHO = {"holder": "Association du quai", "url": "recyclerie.example.org", "mine": "1"}
WHAT = {"themes": ["ENE", "nonsense"], "publics": [], "tags": "vélo\nréparation"}
SEND = {"licence": "CC-BY-SA-4.0", "agreed": "1", "named": "1"}


def draft_of(client: Client, *, steps: int = 4) -> str:
    """The path of a new draft, of which the first ``steps`` are filled."""
    answer = client.post("/proposer/projet/")
    path = answer.headers["Location"].removesuffix("projet/")
    filled = (("projet", FIRST), ("lieu", WHERE), ("porteur", WHO), ("themes", WHAT))
    for key, sent in filled[:steps]:
        answer = client.post(f"{path}{key}/", sent)
        assert answer.status_code == 302, answer.content.decode()
    return path


def sent_by(client: Client) -> Proposal:
    """What is sent when all is filled."""
    answer = client.post(f"{draft_of(client)}envoi/", SEND)
    assert "c’est envoyé" in answer.content.decode()
    return Proposal.objects.get(state="sent")


def test_a_project_is_proposed_in_steps_and_accepted_into_the_catalogue(site, lea, noe) -> None:
    proposal = sent_by(browser(lea))
    assert "departement:44" in proposal.territories
    moderator = browser(noe)
    assert "La Recyclerie du quai" in moderator.get("/moderation/").text
    page = moderator.get(f"/moderation/{proposal.pk}/")
    assert "Association du quai" in page.text
    texts = {**FIRST, **WHERE, **WHO, **WHAT, "accept": "1", "answer": "Bienvenue"}
    answer = moderator.post(f"/moderation/{proposal.pk}/", texts, follow=True)
    assert "est acceptée" in answer.text
    sheet = Sheet.objects.get(source="propositions")
    assert sheet.title == "La Recyclerie du quai"
    assert sheet.description == "<p>On répare.</p><ul><li>des vélos</li><li>des radios</li></ul>"
    assert (sheet.themes, sheet.tags) == (["ENE"], ["vélo", "réparation"])
    assert (sheet.licence, sheet.url) == ("CC-BY-SA-4.0", "https://recyclerie.example.org")
    assert [place.commune for place in sheet.places.all()] == ["44109"]
    assert Holding.objects.filter(user=lea, sheet=sheet.pk).exists()
    public = Client().get(f"/fiches/{sheet.slug}-{sheet.pk}/").text
    assert "Proposé par Lea" in public
    assert "La Recyclerie du quai" in Client().get("/projets/?q=recyclerie").text
    mail = Mail.objects.get(user=lea)
    assert "Bienvenue" in mail.text
    assert f"/fiches/{sheet.slug}-{sheet.pk}/" in mail.text
    assert "List-Unsubscribe" in mail.headers
    verbs = list(Act.objects.order_by("pk").values_list("what", flat=True))
    assert verbs == ["proposal.sent", "proposal.accepted"]


def test_an_accepted_project_outlives_a_rebuild_and_the_account_of_its_author(
    site, lea, camille
) -> None:
    proposal = sent_by(browser(lea))
    operator = browser(camille)
    operator.post(f"/moderation/{proposal.pk}/", {**FIRST, **WHERE, **WHO, **WHAT, "accept": "1"})
    sheet = Sheet.objects.get(source="propositions")
    page = operator.get("/pilotage/sources/propositions/").text
    assert "/atelier/source/propositions/" not in page  # it has no definition that people edit
    fingerprint = sheet.fingerprint
    rebuild(sheet.source)
    assert Sheet.objects.get(pk=sheet.pk).fingerprint == fingerprint
    lea.delete()
    public = Client().get(f"/fiches/{sheet.slug}-{sheet.pk}/").text
    assert "Proposé par une personne" in public
    assert "Lea" not in public
    raw = Record.objects.get(source="propositions").raw
    assert "Lea" not in str(raw)


def test_what_the_moderator_changes_is_what_is_published_and_the_author_is_told(
    site, lea, camille
) -> None:
    proposal = sent_by(browser(lea))
    changed = {**FIRST, **WHERE, **WHO, **WHAT, "title": "La Recyclerie du Quai vert"}
    browser(camille).post(f"/moderation/{proposal.pk}/", {**changed, "accept": "1"})
    assert Sheet.objects.get(source="propositions").title == "La Recyclerie du Quai vert"
    assert "y a changé quelque chose" in Mail.objects.get(user=lea).text


def test_a_decision_is_undone_and_taken_again(site, lea, camille) -> None:
    proposal = sent_by(browser(lea))
    operator, page = browser(camille), f"/moderation/{proposal.pk}/"
    texts = {**FIRST, **WHERE, **WHO, **WHAT, "accept": "1"}
    operator.post(page, texts)
    operator.post(page, {"undo": "1"})
    sheet = Sheet.objects.get(source="propositions")
    assert sheet.withdrawn_at is not None
    assert not Holding.objects.exists()
    assert Proposal.objects.get().state == "sent"
    operator.post(page, texts)
    again = Sheet.objects.get(source="propositions")
    assert (again.pk, again.withdrawn_at) == (sheet.pk, None)


def test_a_refusal_needs_a_reason_which_the_author_reads(site, lea, camille) -> None:
    proposal = sent_by(browser(lea))
    operator, page = browser(camille), f"/moderation/{proposal.pk}/"
    assert operator.post(page, {"refuse": "1"}).status_code == 422
    assert Proposal.objects.get().state == "sent"
    operator.post(page, {"refuse": "1", "answer": "C’est une publicité."})
    assert "C’est une publicité." in browser(lea).get("/compte/propositions/").text
    assert "C’est une publicité." in Mail.objects.get(user=lea).text
    assert not Sheet.objects.exists()


def test_what_is_typed_is_kept_at_each_step_even_when_something_is_wrong(site, lea) -> None:
    client = browser(lea)
    path = draft_of(client, steps=1)
    answer = client.post(f"{path}lieu/", {**WHERE, "place": "Saint-Denis", "place_ref": ""})
    assert answer.status_code == 422
    assert "Nous ne savons pas où c’est" in answer.text
    assert 'value="Saint-Denis"' in client.get(f"{path}lieu/").text
    kept = client.post(f"{path}porteur/garder/", {"holder": "Le quai"})
    assert re.search(r"Brouillon enregistré à \d\d:\d\d", kept.text)
    assert Proposal.objects.get().content["holder"] == "Le quai"
    assert client.post(f"{path}envoi/", SEND).status_code == 422
    assert Proposal.objects.get().state == "draft"


def test_a_point_on_the_map_stands_as_long_as_its_words_do(site, lea) -> None:
    client = browser(lea)
    found = client.get("/proposer/lieu.json?lat=47.2101&lon=-1.5502").json()
    assert found["name"] == "Nantes (44)"
    assert client.get("/proposer/lieu.json?lat=48.85&lon=12").status_code == 404
    path = draft_of(client, steps=1)
    row = {"place": "Nantes (44)", "place_ref": "", "place_at": "47.2101,-1.5502"}
    client.post(f"{path}lieu/", {**row, "place_was": "Nantes (44)"})
    assert Proposal.objects.get().content["places"] == "Nantes (44) @ 47.210100, -1.550200"
    client.post(f"{path}lieu/", {**row, "place": "Rennes (35)", "place_was": "Nantes (44)"})
    assert Proposal.objects.get().content["places"] == "Rennes (35)"


def test_while_one_types_a_title_what_is_there_already_is_shown(garden, lea) -> None:
    shown = browser(lea).get("/proposer/deja-la/?title=un jardin partage").text
    assert "Le Jardin partagé" in shown
    assert "Garage" not in shown
    assert "Jardin" not in browser(lea).get("/proposer/deja-la/?title=zzzz").text


def test_nobody_sees_or_changes_the_draft_of_someone_else(site, lea) -> None:
    path = draft_of(browser(lea), steps=1)
    other = browser(someone("Max"))
    before = Proposal.objects.get().content
    assert other.get(f"{path}projet/").status_code == 404
    assert other.post(f"{path}projet/", {"title": "Volé"}).status_code == 404
    assert other.post(f"{path}projet/garder/", {"title": "Volé"}).status_code == 404
    pk = Proposal.objects.get().pk
    assert other.post(f"/compte/propositions/{pk}/retirer/").status_code == 404
    assert Proposal.objects.get().content == before
    assert Client().get(f"{path}projet/").status_code == 302


def test_a_draft_is_left_and_what_was_sent_is_taken_back(site, lea) -> None:
    client = browser(lea)
    draft_of(client, steps=1)
    client.post(f"/compte/propositions/{Proposal.objects.get().pk}/retirer/")
    assert not Proposal.objects.exists()
    proposal = sent_by(client)
    client.post(f"/compte/propositions/{proposal.pk}/retirer/")
    assert Proposal.objects.get().state == "draft"


def test_what_was_not_taken_is_put_right_and_sent_again(site, lea, camille) -> None:
    proposal, client = sent_by(browser(lea)), browser(lea)
    again = f"/compte/propositions/{proposal.pk}/reprendre/"
    assert client.post(again).status_code == 404
    browser(camille).post(f"/moderation/{proposal.pk}/", {"refuse": "1", "answer": "Trop court."})
    assert "Reprendre le texte" in client.get("/compte/propositions/").text
    assert browser(camille).post(again).status_code == 404
    shown = client.post(again, follow=True).text
    assert "On répare." in shown
    assert Proposal.objects.filter(state="draft", by=lea).count() == 1


def test_the_form_of_a_moderator_takes_a_further_place_without_deciding(site, lea, camille) -> None:
    proposal = sent_by(browser(lea))
    texts = {**FIRST, **WHERE, **WHO, **WHAT, "more": "1"}
    page = browser(camille).post(f"/moderation/{proposal.pk}/", texts).text
    assert page.count('name="place"') == 2
    assert Proposal.objects.get().state == "sent"

"""Who may edit does so at once; others propose, and someone decides."""

from __future__ import annotations

import pytest
from django.test import Client

from carrefour.catalogue.correcting import CORRECTABLE
from carrefour.catalogue.models import Correction, Sheet
from carrefour.community.models import Act, Holding, Membership
from carrefour.contribution.fields import texts_of
from carrefour.contribution.models import Proposal
from carrefour.contribution.where import rows_of
from tests.conftest import ROWS
from tests.contribution.conftest import GARDEN, browser, someone

PAGE = f"/fiches/{GARDEN}/modifier/"
TITLE = "Le Jardin de la Prairie"


def form(**changed: object) -> dict[str, object]:
    """What the page sends when a person changed some fields of it."""
    texts = texts_of(Sheet.objects.get(pk=GARDEN))
    rows = rows_of(texts.pop("places"), more=False)
    sent: dict[str, object] = {
        name: text.split("\n") if name in ("themes", "publics", "methods") else text
        for name, text in texts.items()
    }
    sent |= {
        "place": [row.text for row in rows],
        "place_ref": ["" for _ in rows],
        "place_at": [row.at for row in rows],
        "place_was": [row.text for row in rows],
    }
    return {**sent, **changed}


def proposed(client: Client, **changed: object) -> Proposal:
    """A correction that waits."""
    answer = client.post(PAGE, form(**changed))
    assert "c’est envoyé" in answer.text
    return Proposal.objects.get(state="sent")


def test_a_form_that_is_sent_as_it_came_changes_nothing(garden, lea) -> None:
    Holding.objects.create(user=lea, sheet=GARDEN)
    answer = browser(lea).post(PAGE, form(), follow=True)
    assert "Rien n’a changé" in answer.text or answer.redirect_chain
    assert not Correction.objects.exists()


@pytest.mark.parametrize("role", ["holder", "editor", "moderator", "operator"])
def test_who_may_edit_writes_at_once_and_it_outlives_a_harvest(
    garden, harvest_rows, noe, camille, role
) -> None:
    user = {"moderator": noe, "operator": camille}.get(role) or someone("Lea")
    if role == "holder":
        Holding.objects.create(user=user, sheet=GARDEN)
    if role == "editor":
        Membership.objects.create(
            user=user, organisation_id="essai-org", role="editor", approved_at=user.joined_at
        )
    assert "Modifier la fiche" in browser(user).get(PAGE).text
    browser(user).post(PAGE, form(title=TITLE, themes=["AGR", "BIO"]))
    assert Sheet.objects.get(pk=GARDEN).title == TITLE
    harvest_rows([ROWS[0].replace("partagé", "en partage"), *ROWS[1:]])
    assert Sheet.objects.get(pk=GARDEN).title == TITLE
    act = Act.objects.get()
    assert (act.what, act.by) == ("sheet.edited", user)
    assert act.details["fields"] == ["themes", "title"]


def test_what_the_source_says_since_is_shown_and_settled_either_way(
    garden, harvest_rows, lea
) -> None:
    Holding.objects.create(user=lea, sheet=GARDEN)
    client = browser(lea)
    client.post(PAGE, form(title=TITLE))
    harvest_rows([ROWS[0].replace("partagé", "en partage"), *ROWS[1:]])
    page = client.get(PAGE).text
    assert "La source dit autre chose depuis" in page
    assert "Le Jardin en partage" in page
    one = Correction.objects.standing().get()
    client.post(f"{PAGE}{one.pk}/", {"keep": "1"})
    assert "autre chose depuis" not in client.get(PAGE).text
    assert Sheet.objects.get(pk=GARDEN).title == TITLE
    client.post(f"{PAGE}{Correction.objects.standing().get().pk}/", {"back": "1"})
    assert Sheet.objects.get(pk=GARDEN).title == "Le Jardin en partage"


def test_others_propose_and_a_moderator_sees_the_difference_and_accepts(garden, lea, noe) -> None:
    proposal = proposed(browser(lea), title=TITLE, reason="J’y jardine.")
    assert proposal.content == {"title": TITLE}
    assert Sheet.objects.get(pk=GARDEN).title == "Le Jardin partagé"
    page = browser(noe).get(f"/moderation/{proposal.pk}/").text
    assert "<del>partagé</del>" in page
    assert "<ins>de la Prairie</ins>" in page
    assert "J’y jardine." in page
    browser(noe).post(f"/moderation/{proposal.pk}/", {"title": TITLE, "accept": "1"})
    assert Sheet.objects.get(pk=GARDEN).title == TITLE
    browser(noe).post(f"/moderation/{proposal.pk}/", {"undo": "1"})
    assert Sheet.objects.get(pk=GARDEN).title == "Le Jardin partagé"
    assert Proposal.objects.get().state == "sent"


def test_undoing_gives_back_what_a_person_said_before(garden, lea, camille) -> None:
    operator = browser(camille)
    operator.post(PAGE, form(title="Le Jardin de Camille"))
    proposal = proposed(browser(lea), title=TITLE)
    operator.post(f"/moderation/{proposal.pk}/", {"title": TITLE, "accept": "1"})
    operator.post(f"/moderation/{proposal.pk}/", {"undo": "1"})
    assert Sheet.objects.get(pk=GARDEN).title == "Le Jardin de Camille"


def test_two_moderators_do_not_both_decide(garden, lea, noe, camille) -> None:
    proposal = proposed(browser(lea), title=TITLE)
    page = f"/moderation/{proposal.pk}/"
    browser(camille).post(page, {"refuse": "1", "answer": "Non"})
    answer = browser(noe).post(page, {"title": TITLE, "accept": "1"}, follow=True)
    assert "Quelqu’un d’autre vient d’en décider" in answer.text
    assert Proposal.objects.get().state == "refused"
    assert Sheet.objects.get(pk=GARDEN).title == "Le Jardin partagé"


def test_a_moderator_of_another_field_and_the_author_decide_nothing(garden, lea, noe) -> None:
    elsewhere = someone("Zoe")
    elsewhere.mandates.create(territory="departement:35")
    proposal = proposed(browser(lea), title=TITLE)
    page = f"/moderation/{proposal.pk}/"
    for user in (elsewhere, lea):
        assert browser(user).get(page).status_code == 404
        assert browser(user).post(page, {"title": TITLE, "accept": "1"}).status_code == 404
    assert "Jardin" not in browser(elsewhere).get("/moderation/").text.split("<main")[1]
    assert browser(lea).get("/moderation/").status_code == 403
    assert Client().get("/moderation/").status_code == 302
    assert Proposal.objects.get().state == "sent"


def test_what_is_written_wrongly_is_told_at_its_field_and_kept(garden, lea) -> None:
    answer = browser(lea).post(PAGE, form(url="pas une adresse", start_date="un jour"))
    assert answer.status_code == 422
    assert "Ce n’est pas une adresse web" in answer.text
    assert "Nous ne lisons pas cette date" in answer.text
    assert 'value="pas une adresse"' in answer.text
    assert not Proposal.objects.exists()


def test_a_field_that_is_the_sources_alone_cannot_be_smuggled_in(garden, camille) -> None:
    browser(camille).post(PAGE, form(licence="MIT", source_url="https://a.example", title=TITLE))
    assert [one.field for one in Correction.objects.all()] == ["title"]
    assert "licence" not in CORRECTABLE


def test_markup_that_is_typed_runs_nowhere(garden, lea, camille) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    proposal = proposed(browser(lea), title=f"Jardin {bad}", description=bad, reason=bad)
    operator, page = browser(camille), f"/moderation/{proposal.pk}/"
    for shown in (operator.get(page), browser(lea).get("/compte/propositions/")):
        assert "<script>alert" not in shown.text
        assert "<img src=x" not in shown.text
    operator.post(page, {"title": f"Jardin {bad}", "description": bad, "accept": "1"})
    sheet = Sheet.objects.get(pk=GARDEN)
    public = Client().get(f"/fiches/{sheet.slug}-{sheet.pk}/").text
    assert "alert(1)" not in public
    assert "onerror" not in public


def test_a_link_marks_what_waits_and_machines_send_nothing(garden, lea) -> None:
    answer = browser(lea).post(PAGE, form(title=TITLE, website="http://spam.example"))
    assert "c’est envoyé" in answer.text
    assert not Proposal.objects.exists()
    assert proposed(browser(lea), summary="Voir www.spam.example").held


def test_someone_new_sends_only_so_much_a_day(garden, lea) -> None:
    client = browser(lea)
    answers = [client.post(PAGE, form(title=f"{TITLE} {n}")).status_code for n in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]
    assert Proposal.objects.count() == 4


def test_nothing_is_sent_from_a_page_of_another_site(garden, lea) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lea)
    assert client.post(PAGE, form(title=TITLE)).status_code == 403
    assert client.post("/proposer/projet/").status_code == 403
    assert not Proposal.objects.exists()


def test_a_correction_outlives_the_account_of_who_made_it_without_their_name(
    garden, lea, noe, camille
) -> None:
    Holding.objects.create(user=lea, sheet=GARDEN)
    browser(lea).post(PAGE, form(title=TITLE))
    proposal = proposed(browser(someone("Max")), summary="Un jardin.")
    browser(noe).post(f"/moderation/{proposal.pk}/", {"summary": "Un jardin.", "accept": "1"})
    namesake = Correction.objects.create(sheet="ailleurs", field="title", decided_by="Lea")
    made = Correction.objects.exclude(pk=namesake.pk)
    assert set(made.values_list("decided_by", flat=True)) == {"Lea", "Max"}
    lea.delete()
    proposal.by.delete()
    assert set(made.values_list("decided_by", flat=True)) == {""}
    assert Correction.objects.get(pk=namesake.pk).decided_by == "Lea"
    assert Sheet.objects.get(pk=GARDEN).title == TITLE


def test_a_place_that_nobody_changed_stays_what_it_is_when_another_is_added(
    garden, camille
) -> None:
    place = garden.places.get()
    # Its source gave a département with it, without which "Saint-Denis" may be in many.
    place.label, place.commune, place.departement, place.region = "Saint-Denis", "93066", "93", "11"
    place.postcode = ""
    place.save()
    sent = form()
    assert sent["place"] == ["Saint-Denis"]
    rows = {"place": ["Saint-Denis", "Rennes (35)"], "place_was": ["Saint-Denis", ""]}
    browser(camille).post(PAGE, {**sent, **rows})
    places = Sheet.objects.get(pk=GARDEN).places
    assert list(places.values_list("commune", flat=True)) == ["93066", "35238"]
    browser(camille).post(PAGE, form(place=["Saint-Denis"]))
    browser(camille).post(PAGE, form(place=["Saint-Paul"]))
    assert list(places.values_list("commune", flat=True)) == ["93066"]

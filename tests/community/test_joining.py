"""An organisation asks to join, signs the charter, and is welcomed or refused with a reason."""

from __future__ import annotations

import html
import time

import pytest
from django.test import Client
from django.urls import reverse

from carrefour.catalogue.models import Organisation
from carrefour.community.charter import articles, current
from carrefour.community.models import Act, Application, Mail, Membership, Signature
from tests.community.collective import belongs, organisation, someone

PATH = "/compte/adhesion/"
ASKED = {
    "name": "Les Petits Débrouillards",
    "number": "443 061 841",
    "kind": "association",
    "parts": ["support"],
    "description_fr": "Une association qui fait aimer les sciences aux enfants.",
    "url": "debrouillards.example",
    "place": "Loire-Atlantique",
    "duty": "chargée de projet",
    "charter": "1",
}


@pytest.fixture
def asking(client: Client, site) -> Client:
    client.force_login(someone("Aude"))
    return client


@pytest.fixture
def operator(site) -> Client:
    browser = Client()
    browser.force_login(someone("Olga", is_operator=True))
    return browser


def decide(operator: Client, **said: str):
    pk = Application.objects.latest("pk").pk
    return operator.post(f"/pilotage/adhesions/{pk}/", said, follow=True)


def test_an_organisation_is_welcomed_and_who_asked_writes_for_it(asking, operator) -> None:
    assert asking.post(PATH, ASKED)["Location"] == "/compte/organisations/"
    assert Mail.objects.get().to == "olga@exemple.fr"
    waiting = html.unescape(operator.get("/pilotage/adhesions/").content.decode())
    for told in ("Les Petits Débrouillards", "SIREN\u00a0443", "Loire-Atlantique", "chargée de"):
        assert told in waiting
    assert Organisation.objects.count() == 0
    decide(operator, welcome="1")
    made = Organisation.objects.get()
    assert (made.pk, made.number) == ("petits-debrouillards", "siren:443061841")
    membership = Membership.objects.get()
    assert (membership.role, membership.duty) == ("editor", "chargée de projet")
    assert membership.approved_at
    signed = Signature.objects.get()
    assert (signed.charter, signed.who) == (1, "Aude")
    assert signed.at == Application.objects.get().asked_at
    mail = Mail.objects.get(to="aude@exemple.fr")
    assert "Bienvenue" in mail.subject
    assert "/compte/organisations/petits-debrouillards/" in mail.text
    page = html.unescape(asking.get("/organisations/petits-debrouillards/").content.decode())
    for told in ("aimer les sciences", "Loire-Atlantique", "https://debrouillards.example"):
        assert told in page
    directory = asking.get("/organisations/").content.decode()
    assert "Les Petits Débrouillards" in directory
    verbs = set(Act.objects.values_list("what", flat=True))
    assert verbs == {"organisation.asked", "organisation.welcomed", "charter.signed"}


def test_a_refusal_needs_a_reason_and_tells_it(asking, operator) -> None:
    asking.post(PATH, ASKED)
    assert "Donnez la raison" in decide(operator, refuse="1").content.decode()
    decide(operator, refuse="1", reason="Votre organisation n’agit pas encore.")
    assert Application.objects.get().state == "refused"
    assert "n’agit pas encore" in Mail.objects.get(to="aude@exemple.fr").text
    assert "n’agit pas encore" in asking.get("/compte/organisations/").content.decode()
    assert not Organisation.objects.exists()
    assert "déjà décidé" in decide(operator, welcome="1").content.decode()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "Donnez le nom"),
        ({"kind": "rien"}, "Choisissez ce qu’est"),
        ({"number": "443 061 842"}, "vérifiez ses chiffres"),
        ({"description_fr": "Court."}, "une phrase au moins"),
        ({"url": "javascript:alert(1)"}, "n’est pas complète"),
        ({"url": "javascript://x.fr/%0aalert(1)"}, "n’est pas complète"),
        ({"place": "Zzzzzzz"}, "Aucun lieu de ce nom"),
        ({"territory": "commune:rien"}, "Aucun lieu de ce nom"),
        ({"charter": ""}, "Lisez la charte"),
        ({"charter": "2"}, "Lisez la charte"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(asking, changed, told) -> None:
    answer = asking.post(PATH, ASKED | changed)
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert told in page
    assert 'value="chargée de projet"' in page
    assert not Application.objects.exists()


def test_an_organisation_that_is_known_as_carrier_is_the_same(asking, operator) -> None:
    organisation("petits-debrouillards", "Les Petits Débrouillards", number="siren:443061841")
    Organisation.objects.update(key="petits debrouillards")
    asking.post(PATH, ASKED | {"name": "Petits-Débrouillards (APD)"})
    assert "sous le nom" in operator.get("/pilotage/adhesions/").content.decode()
    decide(operator, welcome="1")
    assert Organisation.objects.get().memberships.count() == 1


def test_one_that_is_of_the_collective_is_joined_not_made_twice(asking, harvest_rows) -> None:
    harvest_rows()
    known = Organisation.objects.get(pk="essai-org")
    same_name = ASKED | {"name": known.name, "number": ""}
    answer = asking.post(PATH, same_name)
    assert answer.status_code == 409
    assert "/compte/organisations/essai-org/rejoindre/" in answer.content.decode()
    assert asking.post(PATH, same_name | {"another": "1"}).status_code == 302
    assert Application.objects.get().organisation is None
    Organisation.objects.filter(pk=known.pk).update(number="siren:443061841")
    assert asking.post(PATH, ASKED | {"another": "1"}).status_code == 409  # a number tells


def test_a_namesake_never_gets_the_organisation_of_others(asking, operator, harvest_rows) -> None:
    harvest_rows()
    known = Organisation.objects.get(pk="essai-org")
    asking.post(PATH, ASKED | {"name": known.name, "number": "", "another": "1"})
    decide(operator, welcome="1")
    assert not known.memberships.exists()
    assert Organisation.objects.filter(name=known.name).count() == 2


def test_what_is_typed_is_never_a_program(asking, operator) -> None:
    evil = "<script>alert(1)</script> et de quoi faire une phrase"
    asking.post(PATH, ASKED | {"name": evil, "description_fr": evil, "duty": evil})
    decide(operator, welcome="1")
    slug = Organisation.objects.get().pk
    for path in (
        "/compte/organisations/", f"/compte/organisations/{slug}/", f"/organisations/{slug}/",
        "/organisations/", f"/compte/organisations/{slug}/presenter/",
    ):  # fmt: skip
        assert "<script>alert" not in asking.get(path).content.decode()
    assert "<script>alert" not in operator.get(
        "/pilotage/adhesions/?voir=decided"
    ).content.decode()  # fmt: skip
    assert all("<script>alert" not in mail.html for mail in Mail.objects.all())


def test_nobody_asks_without_end_and_machines_ask_nothing(asking) -> None:
    assert asking.post(PATH, ASKED | {"website": "http://x"}).status_code == 302
    assert not Application.objects.exists()
    for _again in range(2):
        assert asking.post(PATH, ASKED).status_code == 302
    answer = asking.post(PATH, ASKED)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert Application.objects.count() == 2


def test_known_organisations_are_shown_while_one_types(asking) -> None:
    organisation("les-voisins", "Les Voisins")
    Organisation.objects.update(key="voisins")
    assert "Les Voisins" in asking.get("/compte/adhesion/connues/?name=Voisi").content.decode()
    assert asking.get("/compte/adhesion/connues/?name=vo").content.decode().strip() == ""


def test_a_new_version_of_the_charter_waits_for_signatures(asking, operator) -> None:
    asking.post(PATH, ASKED)
    decide(operator, welcome="1")
    page = "/compte/organisations/petits-debrouillards/"
    assert "attend la signature" not in asking.get(page).content.decode()
    first = asking.get("/collectif/charte/").content.decode()
    texts = {"text_fr": "Bonjour.\n\n## Un\nPartager.", "text_en": "Hello.\n\n## One\nShare."}
    assert operator.post("/pilotage/charte/", texts).status_code == 422
    assert operator.post("/pilotage/charte/", texts | {"sure": "1"}).status_code == 302
    assert current().number == 2
    assert "attend la signature" in asking.get(page).content.decode()
    asking.post(f"{page}charte/", {"charter": "1"})  # one that is no longer the present one
    assert Signature.objects.count() == 1
    asking.post(f"{page}charte/", {"charter": "2"})
    assert sorted(Signature.objects.values_list("charter", flat=True)) == [1, 2]
    assert "attend la signature" not in asking.get(page).content.decode()
    assert "Share." in asking.get("/en/collective/charter/").content.decode()
    # What was signed first can be read for ever.
    kept = asking.get("/collectif/charte/1/").content.decode()
    assert kept.count("<p>") >= first.count("<p>") > 5


def test_a_charter_is_read_in_articles() -> None:
    told = articles("Avant.\r\n\r\n## 1. Partager\nUn.\n\nDeux.\n\n##2")
    assert [(one.heading, one.paragraphs) for one in told] == [
        ("", ("Avant.",)),
        ("1. Partager", ("Un.", "Deux.", "##2")),
    ]


def test_a_signature_outlives_the_account(asking, operator) -> None:
    asking.post(PATH, ASKED)
    decide(operator, welcome="1")
    Membership.objects.get().user.delete()
    signed = Signature.objects.get()
    assert (signed.user, signed.who) == (None, "Aude")
    assert not Application.objects.exists()


def test_an_operator_sees_that_others_write_for_it_already(asking, operator) -> None:
    one = organisation("les-voisins", "Les Voisins")
    asking.post(PATH, ASKED | {"name": "Voisins", "number": ""})
    Application.objects.update(organisation=one)
    belongs(someone("Edith"), "les-voisins", "editor")
    assert "écrit déjà en son nom" in operator.get("/pilotage/adhesions/").content.decode()


def test_an_organisation_leaves_the_collective(asking, operator) -> None:
    asking.post(PATH, ASKED)
    decide(operator, welcome="1")
    at = "/pilotage/adhesions/petits-debrouillards/retirer/"
    operator.post(at)
    assert Membership.objects.exists()  # that was not confirmed
    operator.post(at, {"sure": "1"})
    assert not Membership.objects.exists()
    assert "Les Petits" not in asking.get("/organisations/").content.decode()
    assert not Signature.objects.exists()
    assert Act.objects.filter(what="organisation.parted").exists()


def test_an_organisation_of_the_collective_is_not_taken_for_another(asking, operator) -> None:
    asking.post(PATH, ASKED)
    decide(operator, welcome="1")
    organisation("autre", "Une autre", number="siren:732829320")
    said = {"kept": "autre", "with": ["petits-debrouillards"]}
    answer = operator.post("/pilotage/organisations/decider/", said, follow=True)
    assert "garde son nom" in answer.content.decode()
    assert asking.get("/organisations/petits-debrouillards/").status_code == 200


def test_who_erases_their_account_is_told_that_their_signature_stays(asking, operator) -> None:
    asking.post(PATH, ASKED)
    decide(operator, welcome="1")
    for browser, told in ((asking, True), (operator, False)):
        session = browser.session
        session["proved"] = time.time()
        session.save()
        page = browser.get(reverse("community:erase")).content.decode()
        assert ("votre signature de la charte" in page) == told

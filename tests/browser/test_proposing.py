"""Someone proposes a project in a real browser, and a moderator accepts it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Sheet
from carrefour.community.models import Holding, User
from carrefour.contribution.models import Proposal
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GARDEN = sheet_id("essai", "1")


def sign_in(page: Page, live_server, name: str, **more: object) -> User:
    """Someone with an account, signed in in this browser."""
    user, _made = User.objects.get_or_create(
        email=f"{name.lower()}@exemple.fr", defaults={"name": name, **more}
    )
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return user


def look(page: Page) -> None:
    """This page is for everyone, and as wide as the screen."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == []
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_project_is_typed_step_by_step_and_accepted(page: Page, live_server) -> None:
    page.goto("/proposer/")
    look(page)
    assert page.context.cookies() == []
    sign_in(page, live_server, "Lea")
    page.goto("/proposer/")
    look(page)
    page.get_by_role("button", name="Proposer un projet").click()
    page.get_by_label("Nom du projet").press_sequentially("Jardin partage du port")
    expect(page.locator("#deja-la a")).to_contain_text("Le Jardin partagé")
    expect(page.locator("#garde")).to_contain_text("Brouillon enregistré")
    assert Proposal.objects.get().title == "Jardin partage du port"
    look(page)
    page.get_by_label("Description").fill("On y plante.")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Lieu 1").press_sequentially("Nant")
    page.get_by_role("option", name="Nantes").first.click()
    expect(page.get_by_label("Lieu 1")).to_have_value("Nantes")
    look(page)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Qui porte le projet").fill("Le port")
    look(page)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Agriculture", exact=False).first.check()
    look(page)
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".told", has_text="Où")).to_contain_text("Nantes (44)")
    look(page)
    page.get_by_label("J’ai écrit ce texte", exact=False).check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("c’est envoyé")
    look(page)
    page.goto("/compte/propositions/")
    look(page)
    sign_in(page, live_server, "Camille", is_operator=True)
    page.goto("/moderation/")
    look(page)
    page.get_by_role("link", name="Jardin partage du port").click()
    expect(page.get_by_role("button", name="Accepter")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("status")).to_contain_text("acceptée")
    assert Sheet.objects.get(source="propositions").title == "Jardin partage du port"


def test_a_place_is_shown_on_the_map(page: Page, live_server) -> None:
    user = sign_in(page, live_server, "Lea")
    draft = Proposal.objects.create(kind="project", by=user, content={"title": "Un projet"})
    page.goto(f"/proposer/projet/{draft.pk}/lieu/")
    place = page.locator(".pointing .map")
    expect(place).to_have_attribute("data-ready", "true")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    row = page.get_by_label("Lieu 1")
    expect(row).to_have_value(re.compile(r"\w+ \(\d\d\)"))
    assert page.locator("[name=place_at]").first.input_value()
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/porteur/")
    assert " @ " in Proposal.objects.get().content["places"]
    page.goto(f"/proposer/projet/{draft.pk}/lieu/")
    row.press_sequentially(" et alentours")
    expect(page.locator("[name=place_at]").first).to_have_value("")


def test_the_pages_of_holders_and_claims_are_for_everyone(page: Page, live_server) -> None:
    user = sign_in(page, live_server, "Lea")
    for address in (
        f"/fiches/{GARDEN}/modifier/",
        f"/fiches/{GARDEN}/revendiquer/",
        "/proposer/source/",
        f"/fiches/{GARDEN}/revendiquer/faux/",
    ):
        page.goto(address)
        look(page)
    Holding.objects.create(user=user, sheet=GARDEN)
    page.goto(f"/fiches/{GARDEN}/modifier/")
    page.get_by_label("Nom du projet").fill("Le Jardin de la Prairie")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status").first).to_contain_text("C’est modifié")
    look(page)
    sheet = Sheet.objects.get(pk=GARDEN)
    page.goto(f"/fiches/{sheet.slug}-{sheet.pk}/")
    expect(page.get_by_role("link", name="Modifier")).to_be_visible()

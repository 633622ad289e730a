"""Organisations in a real browser: pages for everyone, joining, from the mail to the team."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect

from carrefour.community.models import Application, Invitation, Mail, Mandate, Membership, User
from tests.browser.axe import violations
from tests.community.collective import belongs, everyone, organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPACE = "/compte/organisations/essai-org/"


def enter(page: Page, user: User) -> None:
    """Have the browser be that of ``user``."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.clear_cookies()
    address = page.evaluate("location.origin") if page.url.startswith("http") else None
    if address is None:
        page.goto("/organisations/")
        address = page.evaluate("location.origin")
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])


@pytest.fixture
def people(page: Page) -> dict[str, User]:
    return everyone("essai-org")


def test_pages_of_organisations_are_for_everyone(page: Page, people) -> None:
    phone = page.viewport_size is not None and page.viewport_size["width"] < 500
    page.emulate_media(color_scheme="dark" if phone else "light", reduced_motion="reduce")
    organisation()
    Invitation.objects.create(
        organisation_id="essai-org", by=people["editor"], email="nina@exemple.fr"
    )
    Mandate.objects.create(user=people["stranger"], theme="AGR", territory="departement:44")
    Application.objects.create(
        user=people["stranger"], name="Neuve", kind="other", description="Elle agit.", charter=1
    )
    seen = {
        "editor": [
            "/compte/", "/compte/organisations/", SPACE, f"{SPACE}presenter/", f"{SPACE}quitter/",
            "/compte/adhesion/", "/organisations/essai-org/",
        ],
        "stranger": [
            f"{SPACE}rejoindre/", "/compte/organisations/les-voisins/rejoindre/",
            "/compte/organisations/",
        ],
        "operator": [
            "/pilotage/adhesions/", "/pilotage/personnes/", "/pilotage/personnes/?q=exemple",
            f"/pilotage/personnes/{people['stranger'].pk}/", "/pilotage/charte/",
        ],
    }  # fmt: skip
    faults = {}
    for who, paths in seen.items():
        enter(page, people[who])
        for path in paths:
            answer = page.goto(path)
            found = {
                "status": answer.status if answer and answer.status != 200 else 0,
                "axe": violations(page),
                "first headings": page.locator("h1").count() - 1,
                "too wide by": max(
                    0, page.evaluate("document.documentElement.scrollWidth - innerWidth")
                ),
            }
            if wrong := {what: told for what, told in found.items() if told}:
                faults[path] = wrong
    assert faults == {}


def test_someone_asks_that_an_organisation_joins(page: Page, people) -> None:
    enter(page, people["stranger"])
    page.goto("/compte/adhesion/")
    page.get_by_label("Nom de l’organisation", exact=True).press_sequentially("Organisation d'ess")
    expect(page.get_by_text("Carrefour connaît déjà")).to_be_visible()
    page.get_by_label("Nom de l’organisation", exact=True).fill("Les Voisins de Nantes")
    page.get_by_label("Ce qu’elle est", exact=True).select_option("association")
    page.get_by_label("Accompagne des projets").check()
    page.get_by_label("Où elle agit").fill("loire-atl")
    page.get_by_role("option", name="Loire-Atlantique").first.click()
    page.get_by_label("Ce qu’elle fait").fill("Une association de quartier qui relie les gens.")
    page.get_by_text("Lire la charte").click()
    expect(page.get_by_role("heading", name="Partager ce que l’on sait")).to_be_visible()
    page.get_by_label("je signe cette charte").check()
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("Votre demande est envoyée")).to_be_visible()
    asked = Application.objects.get()
    assert (asked.territory, asked.parts, asked.charter) == ("departement:44", ["support"], 1)


def test_from_the_mail_to_the_team(page: Page, people) -> None:
    enter(page, people["editor"])
    page.goto(SPACE)
    page.get_by_label("Son adresse électronique").fill("sacha@exemple.fr")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text("L’invitation part par courriel")).to_be_visible()
    path = re.findall(r"(/compte/invitations/\S+)", Mail.objects.latest("pk").text)[0]
    page.context.clear_cookies()
    page.goto(path)
    assert violations(page) == []
    expect(page.get_by_role("link", name="Se connecter ou ouvrir un compte")).to_be_visible()
    enter(page, people["stranger"])
    page.goto(path)
    page.get_by_role("button", name="Accepter l’invitation").click()
    expect(page.get_by_text("Vous faites maintenant partie de")).to_be_visible()
    assert Membership.objects.filter(user=people["stranger"], role="member").exists()


def test_a_logo_is_sent_and_seen(page: Page, people) -> None:
    file = io.BytesIO()
    Image.new("RGB", (400, 200), "#b4441f").save(file, "PNG")
    enter(page, people["editor"])
    page.goto(f"{SPACE}presenter/")
    page.locator("#logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    page.get_by_role("button", name="Envoyer le logo").click()
    expect(page.get_by_text("Le logo est enregistré")).to_be_visible()
    page.goto("/organisations/essai-org/")
    shown = page.locator("img.logo")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 400


def test_the_map_of_an_organisation_shows_its_projects_and_where_it_acts(
    page: Page, people
) -> None:
    from carrefour.community.models import Profile

    Profile.objects.create(organisation_id="essai-org", territory="departement:44")
    belongs(people["operator"], "essai-org")
    page.goto("/organisations/essai-org/")
    page.locator("#carte").scroll_into_view_if_needed()
    expect(page.locator("#carte[data-ready=true]")).to_be_attached()
    expect(page.locator(".cluster").first).to_be_visible()


def test_the_directory_is_narrowed_by_a_place(page: Page) -> None:
    organisation()
    page.goto("/organisations/")
    page.get_by_label("Où ?").fill("ille-et")
    page.get_by_role("option", name="Ille-et-Vilaine").first.click()
    page.get_by_role("button", name="Chercher").click()
    expect(page).to_have_url(re.compile("territory=departement"))
    expect(page.get_by_text("1 organisation", exact=False).first).to_be_visible()

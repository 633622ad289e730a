"""An operator sets sources up in a real Chromium, from an address to a saved version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from carrefour.community.models import User
from carrefour.pipeline.registry import find_definition

from ..harvest.conftest import Partner, partner
from ..workshop.test_page import HOSTILE, LIST, NAMES, SHEET
from .axe import violations

__all__ = ["partner"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CSV = "id;Nom;Résumé;Thèmes;Ville\n" + "".join(
    f"{n};Projet {n};On y agit ensemble.;emploi, poney;Nantes\n" for n in range(12)
)


@pytest.fixture
def allowed(settings, partner: Partner, tmp_path: Path) -> Partner:
    """A partner with a table, an API and pages, which the installation may reach."""
    settings.ALLOWED_PRIVATE = frozenset({partner.url.removeprefix("http://")})
    settings.SOURCES_DIR = tmp_path / "sources"
    settings.SOURCES_DIR.mkdir()
    partner.answers["/projets.csv"] = CSV
    partner.answers["/projets"] = LIST
    for n, name in enumerate(NAMES):
        partner.answers[f"/p/{n}"] = SHEET.format(n=n, name=name)
    items = [{"id": n, "titre": f"Projet {n}", "commune": "Rennes"} for n in range(12)]
    partner.answers["/api"] = json.dumps({"projets": items})
    return partner


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def atelier(
    request, chromium: Browser, live_server, site, settings, allowed: Partner
) -> Iterator[Page]:
    """The browser of an operator who is signed in."""
    operator = User.objects.create_user("op@exemple.org", "un long secret", is_operator=True)
    client = Client()
    client.force_login(operator)
    width, height = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, base_url=live_server.url, locale="fr-FR"
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    expect.set_options(timeout=30_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def look(page: Page, address: str) -> None:
    """Give an address and choose what is found first."""
    page.goto("/atelier/")
    page.get_by_role("link", name="Ajouter une source").click()
    page.get_by_label("Adresse", exact=True).fill(address)
    page.get_by_role("button", name="Regarder").click()
    page.get_by_role("button", name="Choisir").first.click()


def save(page: Page, id_: str) -> None:
    """Go through step 4."""
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Nom de la source").fill("Une source d’essai")
    page.locator("#id").fill(id_)
    page.get_by_label("Moissonner").select_option("every week")
    page.get_by_role("button", name="Enregistrer cette version").click()
    expect(page.get_by_role("status")).to_contain_text("La version 1 est enregistrée")


def pick(page: Page, button: str, selector: str, nth: int = 0) -> None:
    """Press a "Choisir" button, then click in the frame."""
    status = page.locator(".pick-bar [role=status]")
    page.get_by_role("button", name=button, exact=True).click()
    expect(status).to_contain_text("Montrez")
    page.frame_locator("iframe").locator(selector).nth(nth).click()
    expect(status).to_contain_text("Trouvé")


def test_from_the_address_of_a_table_to_a_version(atelier: Page, allowed: Partner) -> None:
    look(atelier, f"{allowed.url}/projets.csv")
    drafts = atelier.locator("#apercu .draft")
    expect(drafts).to_have_count(10)
    expect(drafts.first).to_contain_text("Nantes, Loire-Atlantique")
    expect(drafts.first.locator(".tag").first).to_have_text("Emploi")
    before = int(atelier.locator("#apercu .score strong").first.inner_text())
    # What is changed is seen at once; what is missing is said.
    atelier.get_by_label("Commune", exact=True).select_option("")
    expect(drafts.first.locator(".draft-places .bad")).to_have_text("aucun lieu")
    expect(atelier.locator(".cures")).to_contain_text("Donnez un lieu")
    assert int(atelier.locator("#apercu .score strong").first.inner_text()) < before
    atelier.get_by_label("Commune", exact=True).select_option("Ville")
    expect(drafts.first).to_contain_text("Nantes, Loire-Atlantique")
    # A tag is tied to a theme.
    atelier.get_by_label("Thème de poney", exact=True).select_option("SPO")
    expect(drafts.first.locator(".draft-codes")).to_contain_text("Sport")
    save(atelier, "un-tableau")
    definition = find_definition("un-tableau")
    assert definition.watch.schedule == "every week"
    assert definition.tags == {"emploi": ("EMP",), "poney": ("SPO",)}


def test_from_the_address_of_an_api_to_a_version(atelier: Page, allowed: Partner) -> None:
    look(atelier, f"{allowed.url}/api")
    expect(atelier.locator("#apercu .draft")).to_have_count(10)
    expect(atelier.locator("#apercu")).to_contain_text("Rennes, Ille-et-Vilaine")
    save(atelier, "une-api")
    assert find_definition("une-api").fetch.records == "projets"


def test_elements_of_a_page_are_picked_by_mouse(atelier: Page, allowed: Partner) -> None:
    look(atelier, f"{allowed.url}/projets")
    expect(atelier.locator(".picker-panel")).to_have_attribute("data-ready", "true")
    atelier.locator("#items").fill("")
    pick(atelier, "Choisir un élément de la liste", "h3", 2)
    expect(atelier.locator("#items")).to_have_value("article.card")
    expect(atelier.locator("#elements-vu")).to_have_text("4 éléments trouvés")
    pick(atelier, "Choisir lieu", ".ville")
    row = atelier.locator(".key", has=atelier.locator("input[value=lieu]")).first
    expect(row.locator(".selector")).to_have_value("span.ville")
    expect(row.locator(".gives")).to_contain_text("Nantes")
    pick(atelier, "Choisir le lien", "h3 a")
    expect(atelier.locator("#link-vu")).to_contain_text(f"{allowed.url}/p/0")
    atelier.get_by_role("button", name="Ouvrir la page du premier projet").click()
    expect(atelier.get_by_role("link", name="Un projet", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    atelier.get_by_role("button", name="Continuer").click()
    expect(atelier.locator("#apercu .draft")).to_have_count(4)
    expect(atelier.locator("#apercu")).to_contain_text("Nantes, Loire-Atlantique")
    save(atelier, "des-pages")
    fetch = find_definition("des-pages").fetch
    assert fetch.items == "article.card"
    assert fetch.listed.fields["lieu"].css == "span.ville"


def test_elements_of_a_page_are_picked_by_keyboard(atelier: Page, allowed: Partner) -> None:
    look(atelier, f"{allowed.url}/projets")
    expect(atelier.locator(".picker-panel")).to_have_attribute("data-ready", "true")
    status = atelier.locator(".pick-bar [role=status]")
    button = atelier.get_by_role("button", name="Choisir lieu", exact=True)
    button.focus()
    atelier.keyboard.press("Enter")
    expect(status).to_contain_text("Montrez")
    for key in ("ArrowDown", "ArrowRight", "ArrowDown"):  # body: nav, main, its first card
        atelier.keyboard.press(key)
    expect(status).to_contain_text("<article>")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"):
        atelier.keyboard.press(key)
    expect(status).to_contain_text("<span> Nantes")
    atelier.keyboard.press("Enter")
    expect(status).to_contain_text("Trouvé dans 4 éléments sur 4")
    row = atelier.locator(".key", has=atelier.locator("input[value=lieu]")).first
    expect(row.locator(".selector")).to_have_value("span.ville")
    # What is found can be made narrower or wider; Escape gives the keyboard back.
    expect(atelier.get_by_role("button", name="Plus large")).to_be_visible()
    atelier.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_hostile_page_never_acts(atelier: Page, allowed: Partner) -> None:
    allowed.answers["/x"] = HOSTILE
    asked: list[str] = []
    atelier.on("request", lambda request: asked.append(request.url))
    dialogs: list[str] = []
    atelier.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    look(atelier, f"{allowed.url}/x")
    expect(atelier.locator(".picker-panel")).to_have_attribute("data-ready", "true")
    pick(atelier, "Choisir titre", ".carte")
    assert "/atelier/" in atelier.url
    assert atelier.evaluate("window.pwned") is None
    assert dialogs == []
    frame = atelier.frames[1]
    assert frame.evaluate("document.documentElement.outerHTML.includes('Texte')")
    assert frame.evaluate("window.origin") == "null"
    assert [url for url in asked if "evil.example" in url] == []


def test_the_frame_can_not_be_opened_on_its_own_to_act_as_ours(
    atelier: Page, allowed: Partner
) -> None:
    look(atelier, f"{allowed.url}/projets")
    expect(atelier.locator(".picker-panel")).to_have_attribute("data-ready", "true")
    atelier.goto(atelier.locator("iframe").get_attribute("src"))
    assert atelier.evaluate("window.origin") == "null"


def test_nothing_is_wider_than_the_screen_and_axe_finds_no_violation(
    atelier: Page, allowed: Partner
) -> None:
    def check() -> None:
        wide = atelier.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, atelier.url
        assert violations(atelier) == [], atelier.url

    atelier.goto("/atelier/nouvelle/")
    check()
    atelier.get_by_label("Adresse", exact=True).fill(f"{allowed.url}/projets")
    atelier.get_by_role("button", name="Regarder").click()
    expect(atelier.get_by_role("heading", level=1)).to_have_text("Ce que Carrefour a trouvé")
    check()
    atelier.get_by_role("button", name="Choisir").first.click()
    expect(atelier.locator(".picker-panel")).to_have_attribute("data-ready", "true")
    check()
    look(atelier, f"{allowed.url}/projets.csv")
    expect(atelier.locator("#apercu .draft")).to_have_count(10)
    atelier.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    check()
    address = atelier.url
    atelier.goto(address.replace("champs", "definition"))
    atelier.get_by_label("Définition", exact=True).fill("id: [")
    atelier.get_by_role("button", name="Vérifier et garder").click()
    expect(atelier.locator(".mistakes li")).to_have_count(1)
    check()
    look(atelier, f"{allowed.url}/projets.csv")
    atelier.get_by_role("button", name="Continuer").click()
    expect(atelier.get_by_label("Nom de la source")).to_be_visible()
    check()
    atelier.goto("/atelier/")
    check()
    look(atelier, f"{allowed.url}/projets.csv")
    save(atelier, "un-tableau")
    check()
    atelier.get_by_role("link", name="1", exact=True).click()
    expect(atelier.get_by_role("heading", level=1)).to_contain_text("Version 1")
    check()
    atelier.goto("/en/workshop/")
    expect(atelier.get_by_role("heading", level=1)).to_have_text("Source workshop")
    check()


def test_without_javascript_a_source_is_set_up_too(
    chromium: Browser, live_server, site, settings, allowed: Partner
) -> None:
    User.objects.create_user("op@exemple.org", "un long secret", is_operator=True)
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/atelier/")
    page.get_by_label("Adresse électronique").fill("op@exemple.org")
    page.get_by_label("Mot de passe").fill("un long secret")
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/atelier/")
    look(page, f"{allowed.url}/projets.csv")
    page.get_by_label("Commune", exact=True).select_option("")
    page.get_by_role("button", name="Mettre à jour l’aperçu").click()
    expect(page.locator(".cures")).to_contain_text("Donnez un lieu")
    page.get_by_label("Commune", exact=True).select_option("Ville")
    save(page, "sans-script")
    assert find_definition("sans-script").places[0].commune.path == "Ville"
    context.close()

"""An operator signs in, harvests, and decides on a run that is held, in a real browser."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Sheet
from carrefour.community.models import User
from carrefour.desk.alerts import leave_token
from carrefour.harvest.models import Run, Watcher
from carrefour.pipeline.corrections import correct
from tests.browser.axe import violations
from tests.conftest import ROWS
from tests.harvest.conftest import partner
from tests.installation import Installation, wait_for

__all__ = ["partner"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL, PASSWORD = "camille@exemple.fr", "une phrase que je connais"
ITEMS = [{"id": n, "nom": f"Projet {n}", "texte": f"Il agit dans la ville {n}."} for n in range(3)]
PATIENCE = 60_000  # milliseconds that a worker may take
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture
def served(installation: Installation, partner) -> Iterator[str]:
    """A whole installation that is served, with a worker; gives its address."""
    installation.env |= {
        "CARREFOUR_ALLOW_PRIVATE": partner.url.removeprefix("http://"),
        "CARREFOUR_INSECURE_COOKIES": "1",
    }
    partner.answers["/data"] = json.dumps(ITEMS)
    installation.declare("essai", {"url": f"{partner.url}/data"})
    installation.run("operator", "add", EMAIL, "--password-stdin", told=f"{PASSWORD}\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = ("serve", "--port", str(port), "--workers", "1", "--worker")
    with installation.running(*command) as process:
        wait_for(lambda: answers(address))
        yield address
        process.terminate()
        assert process.wait(30) == 0


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/a-propos/", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def opened(chromium: Browser, address: str, size: str, **more: object) -> Page:
    width, height = SIZES[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, base_url=address, locale="fr-FR", **more
    )
    context.set_default_timeout(15_000)
    return context.new_page()


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Espace opérateur").click()
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pilotage")


@pytest.mark.parametrize("size", SIZES)
def test_an_operator_harvests_and_accepts_a_run_that_is_held(
    chromium: Browser, served: str, partner, size: str
) -> None:
    page = opened(chromium, served, size)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page)
    row = page.locator("tbody", has_text="Source essai")
    expect(row).to_contain_text("jamais moissonnée")
    row.get_by_role("button", name="Moissonner").click()
    # The page looks again by itself while the harvest waits and runs.
    expect(row).to_contain_text("fraîche", timeout=PATIENCE)
    expect(row.get_by_role("button", name="Moissonner")).to_be_visible(timeout=PATIENCE)

    partner.answers["/data"] = json.dumps([{**ITEMS[0], "nom": "Projet zéro"}])
    row.get_by_role("link", name="Source essai").click()
    page.get_by_role("button", name="Moissonner").click()
    link = page.get_by_role("link", name="Voir la différence")
    link.click(timeout=PATIENCE)
    expect(page.locator(".records")).to_contain_text("Projet 1")
    page.get_by_role("link", name="1 modifiée").click()
    expect(page.locator("del")).to_have_text("Projet 0")
    expect(page.locator("ins")).to_have_text("Projet zéro")
    page.get_by_role("button", name="Accepter").click()
    expect(page.locator("#moisson")).to_contain_text("appliquée", timeout=PATIENCE)
    page.goto("/projets/")
    expect(page.locator(".count")).to_contain_text("1 projet")

    page.goto("/pilotage/")
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto("/pilotage/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    page.context.close()
    assert errors == []


def test_the_desk_works_without_javascript(chromium: Browser, served: str, partner) -> None:
    page = opened(chromium, served, "phone", java_script_enabled=False)
    sign_in(page)
    page.get_by_role("button", name="Moissonner").click()
    for _ in range(120):
        page.goto("/pilotage/")
        if page.get_by_text("fraîche", exact=True).count():
            break
        time.sleep(0.5)
    expect(page.locator("tbody").first).to_contain_text("fraîche")
    page.context.close()


@pytest.fixture
def desk(chromium: Browser, live_server, harvest_rows, client: Client) -> Iterator[dict[str, Page]]:
    """The pages of an operator by size, of a site that has a run to decide on."""
    harvest_rows()
    garden = Sheet.objects.get(pk=sheet_id("essai", "1"))
    correct(garden, "title", "Les Jardins de la Prairie", EMAIL, "son vrai nom")
    harvest_rows([ROWS[0].replace("Le Jardin", "Le Grand Jardin"), *ROWS[1:]])
    changed = ROWS[0].replace("Le Jardin partagé", "Le Verger commun")
    held = Run.objects.get(pk=harvest_rows([changed, "5;a;b;c;d;e;de trop"]).run)
    Watcher.objects.create(source=held.source, email="anne@exemple.fr")
    client.force_login(User.objects.create_user(EMAIL, PASSWORD, is_operator=True))
    pages = {}
    for size in SIZES:
        page = opened(chromium, live_server.url, size)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        pages[size] = page
    yield pages
    for page in pages.values():
        page.context.close()


def addresses() -> list[str]:
    held = Run.objects.get(state=Run.State.HELD)
    return [
        "/pilotage/",
        "/pilotage/sources/essai/",
        f"/pilotage/moissons/{held.pk}/",
        f"/pilotage/moissons/{held.pk}/?voir=changed",
        f"/pilotage/moissons/{held.pk}/?voir=rejected",
        f"/pilotage/moissons/{held.pk - 1}/",
        "/pilotage/corrections/",
        f"/pilotage/fiches/{sheet_id('essai', '1')}/",
        "/pilotage/mots-cles/",
        "/compte/mot-de-passe/",
        f"/alertes/{leave_token(Watcher.objects.get())}/",
        "/sources/essai/",
        "/en/desk/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_at_the_desk(desk: dict[str, Page], scheme: str) -> None:
    for size, page in desk.items():
        page.emulate_media(color_scheme=scheme)
        for path in addresses():
            page.goto(path)
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            assert violations(page) == [], (size, path)


def test_axe_finds_no_violation_where_one_signs_in(chromium: Browser, live_server, site) -> None:
    page = opened(chromium, live_server.url, "phone")
    page.goto("/compte/connexion/")
    assert violations(page) == []
    page.context.close()


def test_nothing_at_the_desk_is_wider_than_the_screen(desk: dict[str, Page]) -> None:
    for size, page in desk.items():
        for path in addresses():
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (size, path)


@pytest.mark.parametrize("size", SIZES)
def test_an_operator_corrects_a_sheet_and_settles_a_dispute(
    desk: dict[str, Page], size: str
) -> None:
    page = desk[size]
    page.goto("/projets/?q=soleil")
    page.get_by_role("link", name="Soleil citoyen").first.click()
    page.get_by_role("link", name="Corriger cette fiche").click()
    page.get_by_label("Lieux").fill("Saint-Denis")
    page.get_by_role("button", name="Enregistrer les corrections").click()
    expect(page.get_by_role("alert")).to_contain_text("donnez un code postal ou un département")
    page.get_by_label("Lieux").fill("Saint-Denis (974)\nLe Port (974)")
    page.get_by_role("group", name="Publics").get_by_label("Jeunesse").check()
    page.get_by_role("button", name="Enregistrer les corrections").click()
    expect(page.get_by_role("status")).to_contain_text("elle tiendra à chaque moisson")
    page.get_by_role("link", name="Voir la fiche").click()
    expect(page.locator(".places")).to_contain_text("Le Port, La Réunion")

    page.goto("/pilotage/corrections/")
    dispute = page.locator(".records li")
    expect(dispute).to_contain_text("Le Grand Jardin partagé")
    dispute.get_by_role("button", name="Rendre la parole à la source").click()
    expect(page.get_by_role("status")).to_contain_text("La source a de nouveau la parole")
    expect(page.locator(".records")).to_have_count(0)

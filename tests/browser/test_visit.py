"""A visitor searches, narrows, looks at the map and reads a sheet, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"


def test_from_the_home_page_to_a_sheet(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Quoi ?").fill("jardins")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 projet")
    page.get_by_role("link", name="Le Jardin partagé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le Jardin partagé")
    expect(page.get_by_text("Situé dans la commune.")).to_be_visible()
    page.get_by_role("link", name="Retour à la recherche").click()
    expect(page.get_by_label("Quoi ?")).to_have_value("jardins")


def test_a_ticked_facet_narrows_and_its_chip_widens_again(page: Page) -> None:
    page.goto("/projets/")
    page.get_by_label("Agriculture").check()
    expect(page.locator(".count")).to_contain_text("1 projet")
    assert "theme=AGR" in page.url
    page.locator(".chips a").first.click()
    expect(page.locator(".count")).to_contain_text("3 projets")


def test_a_place_is_chosen_by_keyboard(page: Page) -> None:
    page.goto("/projets/")
    page.get_by_label("Où ?").press_sequentially("ille-et")
    expect(page.get_by_role("option").first).to_contain_text("Ille-et-Vilaine")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**territory=departement%3A35**")
    expect(page.locator(".count")).to_contain_text("1 projet")


def test_the_map_shows_clusters_and_opens_a_project(page: Page) -> None:
    page.goto("/projets/carte/")
    expect(page.locator("#carte")).to_have_attribute("data-ready", "true")
    markers = page.locator("#carte .cluster")
    expect(markers).to_have_count(1)  # Nantes and Rennes lie close together at this zoom
    expect(markers.first).to_have_attribute("aria-label", "2 projets")
    markers.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".popup a")).to_have_count(2)
    page.locator(".popup a").first.click()
    expect(page.locator(".sheet")).to_be_visible()


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    for path in ("/", "/projets/", "/organisations/", "/donnees/"):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto("/projets/")
    sheet = page.locator(".card h3 a").first.get_attribute("href")
    for path in ("/", "/projets/?q=jardin&theme=AGR", "/projets/carte/", sheet, "/organisations/",
                 "/sources/essai/", "/donnees/", "/en/"):  # fmt: skip
        page.goto(path)
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        told = [(v["id"], v["nodes"][0]["html"][:120]) for v in found["violations"]]
        assert told == [], path


def test_without_javascript_search_and_filters_still_work(
    chromium, live_server, harvest_rows
) -> None:
    harvest_rows()
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/projets/")
    page.get_by_label("Emploi").check()
    page.get_by_role("button", name="Appliquer").click()
    expect(page.locator(".count")).to_contain_text("1 projet")
    context.close()

"""A visitor searches, narrows, looks at the map and reads a sheet, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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

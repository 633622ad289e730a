"""The views of a search, the selection and the comparison, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from carrefour.catalogue.models import Sheet
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_views_are_reached_by_keyboard_and_keep_the_search(page: Page) -> None:
    page.goto("/projets/?q=emploi")
    page.get_by_role("link", name="Liste", exact=True).focus()
    for name, path in (("Carte", "carte/"), ("Tableau", "tableau/"), ("Chiffres", "chiffres/")):
        tab = page.locator(".views a", has_text=name)
        page.locator(".views a[aria-current]").focus()
        page.keyboard.press("Tab")
        expect(tab).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/projets/{path}?q=emploi")
        expect(page.locator(".views a[aria-current]")).to_have_text(name)
        expect(page.locator(".count")).to_contain_text("1 projet")


def test_the_table_is_narrowed_ordered_and_scrolled_by_keyboard(page: Page) -> None:
    page.goto("/projets/tableau/")
    page.get_by_role("link", name="Titre").click()
    expect(page.locator("tbody th").first).to_have_text("Garage solidaire")
    expect(page.locator("thead .col-title")).to_have_attribute("aria-sort", "ascending")
    region = page.get_by_role("region", name="Tableau des projets")
    region.focus()
    expect(region).to_be_focused()
    page.get_by_text("Colonnes du tableau").first.click()
    page.locator("input[name=col][value=publics]").uncheck()
    expect(page.locator("thead .col-publics")).to_have_count(0)
    expect(page.locator("tbody th").first).to_have_text("Garage solidaire")


def test_facets_narrow_one_after_the_other_and_keep_the_focus(page: Page) -> None:
    page.goto("/projets/tableau/")
    page.locator("#theme-AGR").check()
    page.wait_for_url("**/projets/tableau/?theme=AGR")
    expect(page.locator("#theme-AGR")).to_be_focused()
    page.locator("#theme-EMP").check()
    page.wait_for_url("**/projets/tableau/?theme=AGR&theme=EMP")
    expect(page.locator(".count")).to_contain_text("2 projets")


def test_a_bar_leads_to_its_search(page: Page) -> None:
    page.goto("/projets/chiffres/")
    page.get_by_role("link", name="Agriculture 1").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/projets/?theme=AGR")
    expect(page.locator(".count")).to_contain_text("1 projet")


def test_a_selection_is_kept_in_the_browser_and_shown_by_its_address(page: Page) -> None:
    page.goto("/projets/?sort=title")
    expect(page.locator("[data-tray]")).to_be_hidden()
    page.get_by_role("button", name="Ajouter à ma sélection — Garage solidaire").click()
    page.get_by_role("link", name="Le Jardin partagé").click()
    page.get_by_role("button", name="Ajouter à ma sélection — Le Jardin partagé").first.click()
    expect(page.get_by_role("region", name="Ma sélection")).to_contain_text("2")
    page.get_by_role("region", name="Ma sélection").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Une sélection de 2 projets")
    assert page.context.cookies() == []
    page.reload()
    page.get_by_role("button", name="Retirer de ma sélection — Garage solidaire").click()
    page.goto("/selection/")  # without ids it shows what this browser keeps
    expect(page.get_by_role("heading", level=1)).to_have_text("Une sélection de 1 projet")
    page.get_by_role("button", name="Vider").click()
    expect(page.locator("[data-tray]")).to_be_hidden()


def test_odd_storage_does_no_harm(page: Page) -> None:
    page.goto("/projets/")
    for odd in ("{", '{"a":1}', '["<img>", 3, null]'):
        page.evaluate("odd => localStorage.setItem('carrefour.selection', odd)", odd)
        page.reload()
        expect(page.locator("[data-tray]")).to_be_hidden()


def test_two_territories_are_chosen_by_keyboard(page: Page) -> None:
    page.goto("/projets/comparer/")
    for label, name in (("Premier", "Loire-Atlantique"), ("Second", "Ille-et-Vilaine")):
        page.get_by_label(f"{label} territoire").press_sequentially(name[:9].lower())
        expect(page.get_by_role("option").first).to_contain_text(name)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Comparer").click()
    expect(page.locator(".sides h2")).to_have_text(["Loire-Atlantique", "Ille-et-Vilaine"])


def test_without_javascript_tables_selections_and_comparisons_work(
    chromium, live_server, harvest_rows
) -> None:
    harvest_rows()
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/projets/tableau/?sort=title")
    page.get_by_label("Choisir Garage solidaire").check()
    page.get_by_label("Choisir Soleil citoyen").check()
    page.get_by_role("button", name="Voir les projets cochés").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Une sélection de 2 projets")
    page.goto("/projets/comparer/")
    page.get_by_label("Premier territoire").fill("Nantes")
    page.get_by_label("Second territoire").fill("Rennes")
    page.get_by_role("button", name="Comparer").click()
    expect(page.locator(".sides h2")).to_have_text(["Nantes", "Rennes"])
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_the_views(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    ids = "&".join(f"id={pk}" for pk in Sheet.objects.values_list("pk", flat=True))
    for path in ("/projets/tableau/?sort=title", "/projets/chiffres/", "/selection/",
                 "/projets/comparer/", "/projets/comparer/?a=departement:44&b=departement:35",
                 f"/selection/?{ids}", f"/selection/tableau/?{ids}"):  # fmt: skip
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert violations(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path

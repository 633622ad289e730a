"""Typing is helped, sheets lead on to others, and a sheet can be passed on, in a real browser."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.clipboard import pasted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = [
    "1;Le Jardin partagé;On y cultive ensemble des légumes.;jardin;2020;44000 Nantes",
    "2;Le Potager partagé;Des voisins cultivent des légumes.;jardin;2021;44400 Rezé",
    "3;Garage solidaire;Réparer pour retrouver un emploi.;emploi;2021;35000 Rennes",
    "4;Soleil citoyen;Une centrale sur les toits.;énergie;2022;97400 Saint-Denis",
]


@pytest.fixture
def filled(page: Page, harvest_rows) -> Page:
    harvest_rows(ROWS)
    return page


def typed(page: Page, text: str) -> None:
    with page.expect_response(lambda answer: answer.url.endswith(f"?q={quote(text)}")):
        page.get_by_label("Quoi ?").press_sequentially(text)
    expect(page.locator("#q-liste")).to_be_visible()


def pressed(page: Page, key: str, option: str) -> None:
    """Press ``key`` until ``option`` is the active one, as a screen reader is told."""
    field = page.get_by_label("Quoi ?")
    for _ in range(12):
        page.keyboard.press(key)
        active = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
        if option in (active.text_content() or ""):
            expect(active).to_have_attribute("aria-selected", "true")
            return
    pytest.fail(f"no option '{option}' is reached")


@pytest.mark.parametrize("path", ["/", "/projets/"])
def test_a_theme_chosen_by_keyboard_becomes_a_filter(filled: Page, path: str) -> None:
    filled.goto(path)
    typed(filled, "agric")
    expect(filled.locator("#q-liste").get_by_role("group", name="Thèmes")).to_be_visible()
    pressed(filled, "ArrowDown", "Agriculture")
    filled.keyboard.press("Enter")
    filled.wait_for_url("**theme=AGR**")
    expect(filled.locator(".count")).to_contain_text("2 projets")
    expect(filled.get_by_label("Quoi ?")).to_have_value("")


def test_a_territory_chosen_by_keyboard_fills_the_field_of_places(filled: Page) -> None:
    filled.goto("/projets/")
    typed(filled, "ille-et")
    pressed(filled, "ArrowDown", "Ille-et-Vilaine")
    filled.keyboard.press("Enter")
    filled.wait_for_url("**territory=departement%3A35**")
    expect(filled.get_by_label("Où ?")).to_have_value("Ille-et-Vilaine")


def test_a_project_chosen_by_keyboard_opens(filled: Page) -> None:
    filled.goto("/")
    typed(filled, "potagre par")
    pressed(filled, "ArrowUp", "Le Potager partagé")
    filled.keyboard.press("Enter")
    expect(filled.get_by_role("heading", level=1)).to_have_text("Le Potager partagé")


def test_enter_without_a_choice_searches_and_escape_closes(filled: Page) -> None:
    filled.goto("/")
    typed(filled, "garage")
    expect(filled.get_by_text("1 proposition")).to_have_count(1)
    filled.keyboard.press("Escape")
    expect(filled.locator("#q-liste")).to_be_hidden()
    expect(filled.get_by_label("Quoi ?")).to_have_value("garage")
    filled.keyboard.press("Enter")
    filled.wait_for_url("**/projets/?q=garage**")


def test_a_sheet_says_why_others_are_near(filled: Page) -> None:
    filled.goto("/projets/?q=jardin")
    filled.get_by_role("link", name="Le Jardin partagé").click()
    expect(filled.get_by_role("heading", name="Projets voisins")).to_be_visible()
    reason = filled.locator(".card-reason").first
    expect(reason).to_contain_text("Même thème : Agriculture")
    expect(reason).to_contain_text("km")


def test_a_short_list_is_followed_by_what_is_like_it(filled: Page) -> None:
    filled.goto("/projets/?q=cultive+ensemble")
    expect(filled.get_by_role("heading", name="Projets voisins de cette recherche")).to_be_visible()
    expect(filled.locator(".alike").get_by_role("link", name="Le Potager partagé")).to_be_visible()


def test_previous_and_next_follow_the_search(filled: Page) -> None:
    filled.goto("/projets/?theme=AGR&sort=title")
    filled.get_by_role("link", name="Le Jardin partagé").click()
    expect(filled.get_by_text("1 sur 2")).to_be_visible()
    filled.get_by_role("link", name="Suivant").click()
    expect(filled.get_by_role("heading", level=1)).to_have_text("Le Potager partagé")
    expect(filled.get_by_role("link", name="Suivant")).to_have_count(0)
    canonical = filled.locator("link[rel=canonical]").get_attribute("href") or ""
    assert "?" not in canonical
    filled.get_by_role("link", name="Retour à la recherche").click()
    expect(filled.locator(".count")).to_contain_text("2 projets")


def test_a_link_is_copied(filled: Page) -> None:
    filled.context.grant_permissions(["clipboard-read", "clipboard-write"])
    filled.goto("/projets/?q=garage")
    filled.get_by_role("link", name="Garage solidaire").click()
    filled.get_by_role("button", name="Copier le lien").click()
    expect(filled.get_by_text("Lien copié")).to_be_visible()
    copied = pasted(filled)
    assert copied == filled.locator("link[rel=canonical]").get_attribute("href")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_what_opens(filled: Page, scheme: str) -> None:
    filled.emulate_media(color_scheme=scheme)
    filled.goto("/")
    typed(filled, "par")
    pressed(filled, "ArrowDown", "partagé")
    assert violations(filled) == []
    filled.keyboard.press("Enter")
    filled.locator("details.origins summary").click()
    filled.locator("details.cite summary").click()
    assert violations(filled) == []
    wide = filled.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    filled.get_by_role("link", name="Mastodon").click()
    filled.get_by_label("Votre instance").fill("rien")
    filled.get_by_role("button", name="Continuer").click()
    expect(filled.get_by_role("alert")).to_contain_text("Ce n’est pas l’adresse")
    assert violations(filled) == []
    filled.goto("/projets/voisins/?q=jardin")
    assert violations(filled) == []

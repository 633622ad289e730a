"""An operator decides on tags, in a real browser, on a large screen and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from carrefour.community.models import User
from tests.browser import axe
from tests.browser.test_desk import EMAIL, PASSWORD, SIZES, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATH = "/pilotage/mots-cles/"
ROWS = [
    "1;Les semeurs;Le samedi.;permaculture;2021;44000 Nantes",
    "2;Les planteurs;Le dimanche.;Permaculture,troc;2021;44000 Nantes",
    "3;La coutume;Le lundi.;Un mot-clé d’une longueur déraisonnable que personne n’attendait ici "
    "même sur un téléphone en agroécologie;2021;44000 Nantes",
]


@pytest.fixture(params=SIZES)
def tags(request, chromium: Browser, live_server, harvest_rows, client: Client) -> Iterator[Page]:
    """The page of tags, of an operator who is signed in."""
    harvest_rows(ROWS)
    client.force_login(User.objects.create_user(EMAIL, PASSWORD, is_operator=True))
    page = opened(chromium, live_server.url, request.param)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(PATH)
    yield page
    page.context.close()
    assert errors == []


def violations(page: Page) -> list[tuple[str, str]]:
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    return axe.violations(page)


def test_a_tag_is_decided_in_one_click_and_taken_back(tags: Page) -> None:
    expect(tags.locator(".waiting > li")).to_have_count(3)
    first = tags.locator(".waiting > li", has_text="permaculture")
    expect(first).to_contain_text("2 fiches")
    first.get_by_role("button", name="Agriculture").first.click()
    expect(tags.locator("main")).to_contain_text("« permaculture » veut dire")
    expect(tags.locator(".waiting > li")).to_have_count(2)

    tags.get_by_role("link", name="Décisions").click()
    row = tags.locator("tbody tr")
    expect(row).to_contain_text(EMAIL)
    row.get_by_role("button", name="Remettre en attente").click()
    tags.goto(PATH)
    expect(tags.locator(".waiting > li")).to_have_count(3)


def test_several_themes_are_chosen_for_every_source(tags: Page) -> None:
    one = tags.locator(".waiting > li", has_text="troc")
    one.get_by_text("Choisir d’autres thèmes").click()
    one.get_by_label("Économie").check()
    one.get_by_label("Cohésion sociale").check()
    one.get_by_label("pour toutes les sources").check()
    one.get_by_role("button", name="Décider").click()
    expect(tags.locator(".waiting > li")).to_have_count(2)
    tags.get_by_role("link", name="Décisions").click()
    expect(tags.locator("tbody tr")).to_contain_text("toutes")
    expect(tags.locator("tbody tr")).to_contain_text("Cohésion sociale")


def test_axe_finds_no_violation_and_nothing_is_wider_than_the_screen(tags: Page) -> None:
    for scheme in ("light", "dark"):
        tags.emulate_media(color_scheme=scheme)
        for path in (PATH, f"{PATH}?source=essai", f"{PATH}decides/"):
            tags.goto(path)
            assert violations(tags) == [], (scheme, path)
            wide = tags.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path


def test_buttons_are_large_enough_for_a_thumb(tags: Page) -> None:
    heights = tags.locator(".choices button").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 24  # WCAG 2.2, target size

"""An operator decides on duplicates in a real browser: by mouse, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from carrefour.community.models import User
from tests.browser.axe import violations
from tests.browser.test_desk import EMAIL, PASSWORD, SIZES, opened
from tests.pipeline.test_twins import ONE, OTHER, TWO

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATHS = ("", "reunies/", "decisions/")


@pytest.fixture
def filled(harvest_rows, client: Client) -> str:
    """A site with a merged sheet and a pair that waits; gives the session of an operator."""
    again = ONE[1].replace("2;", "9;", 1)
    harvest_rows([*ONE, again])
    harvest_rows(TWO, definition=OTHER)
    client.force_login(User.objects.create_user(EMAIL, PASSWORD, is_operator=True))
    return client.cookies["sessionid"].value


def desk(chromium: Browser, address: str, size: str, session: str, **more: object) -> Page:
    page = opened(chromium, address, size, **more)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return page


@pytest.fixture(params=SIZES)
def page(request, chromium: Browser, live_server, filled: str) -> Iterator[Page]:
    page = desk(chromium, live_server.url, request.param, filled)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.context.close()
    assert errors == []


def test_an_operator_decides_undoes_and_parts_by_click(page: Page) -> None:
    page.goto("/pilotage/")
    page.get_by_text("Données", exact=True).click()
    page.get_by_role("link", name="Doublons").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Doublons à décider")
    pair = page.locator(".twins > li").first
    expect(pair).to_contain_text("Garage solidaire")
    pair.get_by_role("button", name="C’est le même projet").click()
    expect(page.get_by_role("status")).to_contain_text("sont un même projet")
    expect(page.locator(".twins")).to_contain_text("Aucune paire n’attend.")
    page.get_by_role("link", name="Décisions", exact=True).click()
    page.get_by_role("button", name="Défaire").click()
    expect(page.get_by_role("status")).to_contain_text("la décision est annulée")
    page.get_by_role("link", name="Fiches réunies").click()
    page.get_by_role("button", name="Séparer").last.click()
    expect(page.get_by_role("status")).to_contain_text("sont deux projets")
    expect(page.locator(".waiting")).to_contain_text("Aucune fiche n’a plusieurs sources.")


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.goto("/pilotage/doublons/")
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.trim()")
        if focused == "Ce sont deux projets":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("sont deux projets")


def test_a_decision_needs_no_javascript(chromium: Browser, live_server, filled: str) -> None:
    page = desk(chromium, live_server.url, "phone", filled, java_script_enabled=False)
    page.goto("/pilotage/doublons/")
    page.get_by_role("button", name="C’est le même projet").click()
    expect(page.get_by_role("status")).to_contain_text("sont un même projet")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_and_nothing_is_too_wide(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in PATHS:
        page.goto(f"/pilotage/doublons/{path}")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_the_page_speaks_english(page: Page) -> None:
    page.goto("/en/desk/duplicates/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Duplicates to decide on")
    expect(page.get_by_role("button", name="It is the same project").first).to_be_visible()

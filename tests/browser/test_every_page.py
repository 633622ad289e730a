"""Every page that a visitor can open is for everyone, quiet, and asks nothing of a third party."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.public_pages import FOR_SIGNING_IN, pages
from tests.browser.shifting import shifted, watch_shifts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_for_everyone(page: Page, live_server) -> None:
    phone = page.viewport_size is not None and page.viewport_size["width"] < 500
    page.emulate_media(color_scheme="dark" if phone else "light", reduced_motion="reduce")
    watch_shifts(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    told_of: dict[str, list[str]] = {}
    faults: dict[str, object] = {}
    for name, address in sorted(pages().items()):
        answer = page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = {
            "status": answer.status if answer and answer.status not in (200, 404) else 0,
            "axe": violations(page),
            "first headings": page.locator("h1").count() - 1,
            "too wide by": max(0, wide),
            "moves while it loads": shifted(page),
            "cookies": [one["name"] for one in page.context.cookies()],
        }  # fmt: skip
        page.context.clear_cookies()
        # A frame has no origin: its scripts need a header that the test's server does not send
        # (tests/browser/test_embed.py has the real one).
        if said and not name.startswith(("web:embed", "collection:embed")):
            told_of[name] = said[:]
        said.clear()
        if name in FOR_SIGNING_IN:
            found.pop("cookies")
        if wrong := {what: told for what, told in found.items() if told}:
            faults[name] = wrong
    assert faults == {}
    site = urlsplit(live_server.url).netloc
    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {
        site
    }
    assert told_of == {}


def test_the_first_tab_leads_past_the_heading_of_the_page(page: Page) -> None:
    page.goto("/projets/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#contenu"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"

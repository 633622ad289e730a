"""Every page that a visitor can open is for everyone, quiet, and asks nothing of a third party."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, get_resolver, reverse
from playwright.sync_api import Page

from carrefour.catalogue.models import Sheet
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOMS = ("web", "community", "follow", "contact", "contribution")
# Answers that are no pages: files, what scripts ask for, and what only posts.
NOT_PAGES = {
    "web:chart", "web:export", "web:selection-pdf", "web:selection-export", "web:clusters",
    "web:previews", "web:feed", "web:suggestions", "web:territories", "web:sheet-pdf",
    "web:outline", "web:outlines", "follow:export", "community:sign-out",
    "contribution:start", "contribution:keep", "contribution:alike", "contribution:place",
    "contribution:settle", "contribution:release", "contribution:leave", "contribution:again",
}  # fmt: skip
# Pages that one gets to by a link that was mailed or by signing in; each room's tests open them.
BY_MAIL = {
    "contact:confirm", "contact:abuse", "follow:confirm", "follow:manage", "follow:leave",
    "community:password", "community:searches",
    "contribution:step", "contribution:source", "contribution:edit", "contribution:claim",
    "contribution:proof", "contribution:mine", "contribution:queue", "contribution:decide",
}  # fmt: skip

FOR_SIGNING_IN = {"community:sign-in"}  # may set a cookie, and no other page


def names() -> set[str]:
    """The names of all addresses of the rooms that visitors enter."""
    resolver, found = get_resolver(), set()
    for room in ROOMS:
        _prefix, of_room = resolver.namespace_dict[room]
        found |= {f"{room}:{p.name}" for p in of_room.url_patterns if isinstance(p, URLPattern)}
    return found


def pages() -> dict[str, str]:
    """An address of each page, by its name."""
    sheet = Sheet.objects.order_by("title").get(title="Le Jardin partagé")
    of = {"slug": sheet.slug, "id_": sheet.pk}
    found = {
        "web:sheet": reverse("web:sheet", kwargs=of) + "?dans=q%3Djardin&rang=1",
        "web:mastodon": reverse("web:mastodon", args=[sheet.pk]),
        "web:embed-sheet": reverse("web:embed-sheet", args=[sheet.pk]),
        "web:organisation": reverse("web:organisation", args=[sheet.organisation_id]),
        "web:source": reverse("web:source", args=[sheet.source_id]),
        "web:selection": f"{reverse('web:selection')}?id={sheet.pk}",
        "web:selection-table": f"{reverse('web:selection-table')}?id={sheet.pk}",
        "web:comparison": reverse("web:comparison") + "?a=departement:44&b=departement:35",
        "web:results": reverse("web:results") + "?q=jardin partagé Nantes",
        "web:alike": reverse("web:alike") + "?q=jardin",
        "contact:write": reverse("contact:write", args=[sheet.pk]),
        "contact:report": reverse("contact:report", args=[sheet.pk]),
    }
    for name in names() - NOT_PAGES - BY_MAIL - found.keys():
        found[name] = reverse(name)
    return found | {"home in English": "/en/", "results in English": "/en/projects/?theme=AGR"}


def test_every_page_is_for_everyone(page: Page, live_server) -> None:
    phone = page.viewport_size is not None and page.viewport_size["width"] < 500
    page.emulate_media(color_scheme="dark" if phone else "light", reduced_motion="reduce")
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
            "cookies": [one["name"] for one in page.context.cookies()],
        }  # fmt: skip
        page.context.clear_cookies()
        # A frame has no origin: its scripts need a header that the test's server does not send
        # (tests/browser/test_embed.py has the real one).
        if said and not name.startswith("web:embed"):
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

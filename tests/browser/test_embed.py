"""A search of Carrefour on a plain HTML page of another origin, in a real browser."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.clipboard import pasted
from tests.harvest.conftest import partner
from tests.installation import Installation, wait_for

__all__ = ["partner"]
pytestmark = pytest.mark.browser
TOWNS = ("44000 Nantes", "35000 Rennes", "75011 Paris")
ITEMS = [
    {"id": n, "nom": f"Jardin de quartier {n}", "texte": "On y cultive.", "lieu": TOWNS[n % 3]}
    for n in range(14)
]


@pytest.fixture(scope="module")
def served(tmp_path_factory, empty_database: Installation) -> Iterator[str]:
    """The address of an installation with some projects, served as an operator serves it."""
    place = Installation(tmp_path_factory.mktemp("embed"), like=empty_database)
    copy = place.sources / "copy.json"
    copy.write_text(json.dumps(ITEMS), "utf-8")
    place.declare("essai", {"url": "https://example.org/data"}, places=[{"text": "lieu"}])
    place.run("harvest", "essai", "--from", str(copy))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with place.running("serve", "--port", str(port), "--workers", "1") as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: _answers(address))
        yield address
        process.terminate()
        assert process.wait(30) == 0


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/a-propos/", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def visitor(request, chromium: Browser) -> Iterator[BrowserContext]:
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def page_of(partner, visitor: BrowserContext, html: str) -> Page:
    """The page of another site that holds ``html``; ``localhost`` is not ``127.0.0.1``."""
    head = '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Une mairie</title>'
    partner.answers["/page"] = f"{head}<body><h1>Chez nous</h1>{html}<p id=end>Fin</p>"
    page = visitor.new_page()
    page.goto(f"{partner.url.replace('127.0.0.1', 'localhost')}/page")
    return page


def element(site: str, path: str, more: str = "") -> str:
    script = f'<script type="module" src="{site}/static/dist/embed.js"></script>'
    return f'{script}<carrefour-recherche src="{site}{path}" {more}></carrefour-recherche>'


def test_a_search_shows_list_and_map_as_high_as_they_are(served, partner, visitor) -> None:
    page = page_of(partner, visitor, element(served, "/projets/?q=jardin", 'title="Nos jardins"'))
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_contain_text("14 projets")
    expect(inside.locator(".embedded-card")).to_have_count(10)
    expect(page.locator("iframe")).to_have_attribute("title", "Nos jardins")
    if page.viewport_size["width"] < 600:
        inside.locator("#carte").scroll_into_view_if_needed()
    expect(inside.locator("#carte")).to_have_attribute("data-ready", "true", timeout=15_000)
    expect(inside.locator("#carte .cluster")).not_to_have_count(0)
    wait_for(lambda: _fits(page), 10)
    inside.get_by_role("link", name="Suivants").click()
    expect(inside.locator(".embedded-card")).to_have_count(4)
    wait_for(lambda: _fits(page), 10)


def _fits(page: Page) -> bool:
    inner = page.frames[1].evaluate("document.documentElement.scrollHeight")
    return abs(page.locator("iframe").bounding_box()["height"] - inner) <= 1


def test_it_has_no_origin_no_cookie_and_no_storage(served, partner, visitor) -> None:
    page = page_of(partner, visitor, element(served, "/projets/"))
    inside = page.frame_locator("iframe")
    expect(inside.locator(".embedded-card").first).to_be_visible()
    frame = page.frames[1]
    assert frame.evaluate("origin") == "null"
    assert (
        frame.evaluate("(() => { try { localStorage; return 'open' } catch { return 'shut' } })()")
        == "shut"
    )
    assert visitor.cookies() == []


def test_a_link_opens_carrefour_in_a_tab_of_its_own(served, partner, visitor) -> None:
    page = page_of(partner, visitor, element(served, "/projets/?q=jardin", 'vue="list"'))
    inside = page.frame_locator("iframe")
    with visitor.expect_page() as opening:
        inside.locator(".embedded-card a").first.click()
    sheet = opening.value
    expect(sheet.get_by_role("heading", level=1)).to_contain_text("Jardin de quartier")
    assert sheet.evaluate("opener") is None
    assert sheet.evaluate("origin") == served  # free again of the sandbox


def test_the_colour_asked_for_is_used_with_text_that_can_be_read(served, partner, visitor) -> None:
    page = page_of(partner, visitor, element(served, "/projets/", 'vue="list" couleur="#ffd400"'))
    head = page.frame_locator("iframe").locator(".embedded-head")
    expect(head).to_have_css("background-color", "rgb(255, 212, 0)")
    expect(head).to_have_css("color", "rgb(0, 0, 0)")


def test_another_frame_cannot_say_how_high_it_is(served, partner, visitor) -> None:
    page = page_of(partner, visitor, element(served, "/projets/", 'vue="list"'))
    expect(page.frame_locator("iframe").locator(".embedded-card").first).to_be_visible()
    wait_for(lambda: _fits(page), 10)
    before = page.locator("iframe").get_attribute("height")
    page.evaluate("postMessage({carrefour: 'height', height: 9999}, '*')")
    page.wait_for_timeout(200)
    assert page.locator("iframe").get_attribute("height") == before


def test_a_sheet_is_shown_by_the_address_of_its_page(served, partner, visitor) -> None:
    listed = httpx.get(f"{served}/api/v1/projects?q=jardin", trust_env=False).json()
    id_ = listed["results"][0]["id"] if "results" in listed else listed["items"][0]["id"]
    page = page_of(partner, visitor, element(served, f"/fiches/jardin-{id_}/"))
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_contain_text("Jardin de quartier")
    page = page_of(partner, visitor, element(served, f"/en/sheets/jardin-{id_}/"))
    expect(page.frame_locator("iframe").locator("html")).to_have_attribute("lang", "en")


def test_the_frame_without_script_shows_the_same(served, partner, visitor) -> None:
    snippet = visitor.new_page()
    snippet.goto(f"{served}/integrer/?q=jardin&vue=list")
    html = snippet.locator("#code-cadre").input_value()
    page = page_of(partner, visitor, html)
    expect(page.frame_locator("iframe").locator(".embedded-card")).to_have_count(10)


def test_the_page_writes_the_snippet_and_shows_what_it_gives(served, visitor) -> None:
    page = visitor.new_page()
    page.goto(f"{served}/projets/?q=jardin")
    page.get_by_role("link", name="Intégrer à votre site").click()
    preview = page.frame_locator(".builder-preview iframe")
    expect(preview.get_by_role("heading", level=1)).to_contain_text("14 projets")
    page.get_by_label("Montrer").select_option("list")
    expect(page.locator("#code-element")).to_have_value(re.compile('vue="list"'))
    expect(preview.locator("#carte")).to_have_count(0)
    page.get_by_label("Langue").select_option("en")
    expect(preview.locator("html")).to_have_attribute("lang", "en")
    visitor.grant_permissions(["clipboard-read", "clipboard-write"], origin=served)
    page.get_by_role("button", name="Copier").first.click()
    expect(page.get_by_text("Copié")).to_be_visible()
    assert "carrefour-recherche" in pasted(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_what_is_embedded(served, visitor, scheme: str) -> None:
    page = visitor.new_page()
    page.emulate_media(color_scheme=scheme)
    for path in (
        "/integrer/projets/?q=jardin",
        "/integrer/projets/?couleur=777777",
        "/integrer/?q=jardin",
    ):
        page.goto(f"{served}{path}")
        assert violations(page) == [], path

"""What visitors see when something fails is a page for everyone, in their language."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page

from carrefour.web import bodies
from tests.browser.axe import violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.browser.failing"),
]
SCHEMES = ("light", "dark")
FAILING = {
    "/panne/": (500, "Une erreur est survenue"),
    "/en/panne/": (500, "Something went wrong"),
    "/occupe/": (503, "Un instant, s’il vous plaît"),
    "/en/occupe/": (503, "One moment, please"),
    "/plein/": (503, "Un instant, s’il vous plaît"),
    "/en/plein/": (503, "One moment, please"),
    "/projets/?q=jardin": (503, "La recherche se repose"),
    "/en/projects/?q=jardin": (503, "Search is resting"),
}


def faults(page: Page, title: str) -> dict[str, object]:
    """What is wrong with the page, in light and dark."""
    found: dict[str, object] = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found[f"axe, {scheme}"] = violations(page)
    found["title"] = page.locator("h1").inner_text() != title and page.locator("h1").inner_text()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found["too wide by"] = max(0, wide)
    return {what: told for what, told in found.items() if told}


def test_a_page_that_fails_says_so_in_the_language_of_its_address(page: Page, site: Path) -> None:
    shutil.rmtree(site / "index")
    wrong = {}
    for address, (status, title) in FAILING.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status, address
        assert page.locator("html").get_attribute("lang") == ("en" if "/en/" in address else "fr")
        if found := faults(page, title):
            wrong[address] = found
    assert wrong == {}
    page.goto("/en/panne/")
    page.get_by_role("link", name="Back to the home page").click()
    page.wait_for_url("**/en/")


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "C’est trop grand"), ("en", "This is too large")]
)
def test_who_sends_too_much_is_told_so(page: Page, monkeypatch, language, title) -> None:
    monkeypatch.setattr(bodies, "MOST", 1_000)
    with override(language):
        page.goto(reverse("community:sign-in"))
    page.locator("main form[method=post]").first.evaluate(
        "form => { const more = document.createElement('input'); more.name = 'more';"
        " more.value = 'a'.repeat(2000); form.append(more); form.submit(); }"
    )
    page.wait_for_function("title => document.querySelector('h1')?.innerText === title", arg=title)
    assert faults(page, title) == {}

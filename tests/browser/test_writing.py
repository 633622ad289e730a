"""An operator writes a page and sees it as it will be; where they write is for everyone."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from carrefour.community.models import User
from carrefour.editorial.models import Illustration, Issue, Version
from tests.browser.axe import violations
from tests.editorial.conftest import image_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 30_000  # milliseconds, where the machine is busy


@pytest.fixture
def writer(page: Page, live_server, settings) -> Client:
    """Someone who may write, signed in by the browser of the test and by one without a screen."""
    user = User.objects.create_user("lea@exemple.fr", None, name="Léa", is_operator=True)
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return client


def test_a_page_is_seen_while_it_is_written_then_published(page: Page, writer: Client) -> None:
    page.goto("/redaction/")
    page.get_by_role("link", name="texte d’origine — À propos (fr)").click()
    page.wait_for_url("**/fr/")
    page.get_by_label("Titre", exact=True).fill("Notre projet")
    page.get_by_label("Texte", exact=True).fill("## Pourquoi\n\nPour **toutes et tous**.")
    preview = page.locator("#apercu")
    expect(preview.locator("h2")).to_have_text(["Pourquoi"], timeout=PATIENCE)
    expect(preview.locator("strong")).to_have_text("toutes et tous")
    page.get_by_role("button", name="Garder comme brouillon").click()
    expect(page.get_by_role("status").first).to_contain_text(
        "brouillon est gardé", timeout=PATIENCE
    )
    page.get_by_role("button", name="Publier").click()
    page.get_by_role("link", name="Voir en ligne").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Notre projet", timeout=PATIENCE)
    assert Version.objects.count() == 1


def test_every_page_for_writing_is_for_everyone(page: Page, writer: Client) -> None:
    phone = page.viewport_size is not None and page.viewport_size["width"] < 500
    page.emulate_media(color_scheme="dark" if phone else "light", reduced_motion="reduce")
    writer.post("/redaction/images/", {"file": image_file(), "alt": "Un pommier"})
    for body in ("## Un\n\nDeux.", "## Un\n\nTrois."):
        last = Version.objects.first()
        form = {"title": "T", "summary": "S", "body": body, "base": last.pk if last else ""}
        writer.post("/redaction/pages/about/fr/", {**form, "publish": "1"})
    version = Version.objects.first()
    writer.post("/redaction/lettres/nouvelle/", {"subject": "Hiver", "text": "Bonjour."})
    issue = Issue.objects.get()
    assert version
    assert Illustration.objects.exists()
    faults = {}
    for path in (
        "",
        "pages/about/fr/",
        "pages/about/fr/versions/",
        f"pages/about/fr/versions/{version.pk}/",
        "images/",
        "actualites/",
        "actualites/nouvelle/",
        "lettres/",
        f"lettres/{issue.pk}/",
    ):
        answer = page.goto(f"/redaction/{path}")
        found = {
            "status": answer.status if answer and answer.status != 200 else 0,
            "axe": violations(page),
            "too wide by": page.evaluate("document.documentElement.scrollWidth - innerWidth"),
            "first headings": page.locator("h1").count() - 1,
        }
        if wrong := {what: told for what, told in found.items() if told}:
            faults[path] = wrong
    assert faults == {}

"""The pages of an account, in a real browser: signed up by mail, with a code, for everyone."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page

from carrefour.community.account import totp
from carrefour.community.bouncing import note_bounce
from carrefour.community.models import User
from tests.browser.axe import violations
from tests.community.conftest import delivered, link
from tests.post import Taken, post

__all__ = ["post"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL, PASSWORD = "lea@exemple.fr", "une phrase que je connais"
PAGES = (
    "", "profil/", "securite/", "donnees/", "donnees/effacer/", "adresse/", "mot-de-passe/",
    "verification/",
)  # fmt: skip


class Look:
    """Finds fault with the pages that someone comes by."""

    def __init__(self, page: Page) -> None:
        self.page, self.faults = page, dict[str, object]()
        phone = page.viewport_size is not None and page.viewport_size["width"] < 500
        page.emulate_media(color_scheme="dark" if phone else "light", reduced_motion="reduce")

    def at(self, name: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = {
            "axe": violations(self.page),
            "first headings": self.page.locator("h1").count() - 1,
            "too wide by": max(0, wide),
        }
        if wrong := {what: told for what, told in found.items() if told}:
            self.faults[name] = wrong


def sign_up(page: Page, post: Taken, look: Look) -> None:
    page.goto("/compte/connexion/")
    page.get_by_role("link", name="Créer un compte").click()
    page.get_by_label("Votre adresse électronique").fill(EMAIL)
    page.get_by_role("button", name="Recevoir le lien").click()
    page.get_by_role("heading", name="Regardez vos courriels").wait_for()
    look.at("asked")
    (mail,) = delivered(post)
    page.goto(link(mail, "/compte/inscription/"))
    look.at("sign up")
    page.get_by_label("Votre nom").fill("Léa")
    page.get_by_label("Un mot de passe").fill(PASSWORD)
    page.get_by_label("J’accepte").check()
    page.get_by_role("button", name="Créer mon compte").click()
    page.get_by_role("heading", name="Bonjour Léa").wait_for()


def add_a_code(page: Page, look: Look) -> str:
    """A recovery code."""
    page.goto("/compte/securite/code/")
    look.at("second step")
    assert page.locator(".square").evaluate("one => one.naturalWidth") > 100
    secret = page.locator(".secret").inner_text().replace(" ", "")
    code = totp.code_at(secret, int(time.time() // totp.PERIOD))
    page.get_by_label("Tapez le code").fill(code)
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("heading", name="Vos codes de secours").wait_for()
    look.at("recovery codes")
    return page.locator(".codes code").first.inner_text()


def test_someone_signs_up_adds_a_code_and_erases_it_all(page: Page, post: Taken) -> None:
    look = Look(page)
    sign_up(page, post, look)
    note_bounce(EMAIL, "5.2.2")
    for one in PAGES:
        page.goto(f"/compte/{one}")
        look.at(one)
    recovery = add_a_code(page, look)
    page.goto("/compte/securite/")
    look.at("security")
    page.get_by_role("button", name="Se déconnecter").click()

    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Code à six chiffres").fill(recovery)
    look.at("code")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("heading", name="Bonjour Léa").wait_for()
    page.goto("/compte/donnees/effacer/")
    page.get_by_label("Je veux effacer").check()
    page.get_by_role("button", name="Effacer mon compte").click()
    page.get_by_role("heading", name="Votre compte est effacé").wait_for()
    look.at("erased")
    assert not User.objects.exists()
    assert look.faults == {}


@pytest.mark.parametrize("asks", ["/compte/connexion/lien/", "/compte/mot-de-passe/oublie/"])
def test_one_comes_in_by_a_mailed_link(page: Page, post: Taken, asks: str) -> None:
    look = Look(page)
    User.objects.create_user(EMAIL, PASSWORD, name="Léa")
    page.goto(asks)
    page.get_by_label("Votre adresse électronique").fill(EMAIL)
    page.get_by_role("button", name="Recevoir le lien").click()
    page.get_by_role("heading", name="Regardez vos courriels").wait_for()
    (mail,) = delivered(post)
    page.goto(link(mail, "/compte/"))
    look.at(asks)
    if "mot-de-passe" in asks:
        page.get_by_label("Nouveau mot de passe").fill("une autre phrase longue")
        page.get_by_label("Le même").fill("une autre phrase longue")
    page.locator("main form button").click()
    page.get_by_role("heading", name="Bonjour Léa").wait_for()
    assert look.faults == {}

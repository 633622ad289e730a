"""A visitor follows a search by mail, writes to a holder and reports an error, in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from carrefour.catalogue.models import Sheet
from carrefour.community.models import Follow
from carrefour.community.telling import SETTLED, tell_followers
from tests.browser.axe import violations
from tests.community.conftest import EMAIL, PASSWORD, delivered, link, operator
from tests.conftest import ROWS
from tests.post import body, post

__all__ = ["operator", "post"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "4;Le verger du quai;Un verger et un jardin.;jardin;2026;44000 Nantes"


def check(page: Page) -> None:
    """The page fits the screen, and axe finds nothing wrong with it, by day and by night."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert violations(page) == [], page.url


def test_following_a_search_from_the_results_to_the_mail_and_out_again(
    page: Page, post, harvest_rows
) -> None:
    page.goto("/projets/?q=jardin&theme=AGR")
    page.get_by_role("link", name="Suivre cette recherche").click()
    expect(page.get_by_text("jardin · Agriculture")).to_be_visible()
    check(page)
    page.get_by_label("Votre adresse électronique").fill("anne@exemple.fr")
    page.get_by_label("dès leur arrivée").check()
    page.get_by_role("button", name="Suivre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos courriels")
    check(page)

    (mail,) = delivered(post)
    page.goto(link(mail, "/confirmer/"))
    check(page)
    page.get_by_role("button", name="Oui, suivre cette recherche").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est fait")
    page.get_by_role("link", name="Voir mes recherches suivies").click()
    page.get_by_label("Me prévenir").select_option("une fois par jour")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Me prévenir")).to_have_value("daily")
    check(page)
    assert page.context.cookies() == []

    harvest_rows([*ROWS, NEW])
    tell_followers(timezone.now() + SETTLED + timedelta(days=1))
    (news,) = delivered(post)
    page.goto(link(news, "/fiches/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Le verger du quai")
    assert Sheet.objects.count() == 4
    page.set_content(str(news.get_body(("html",)).get_content()))
    expect(page.get_by_role("link", name="Le verger du quai")).to_be_visible()

    page.goto(link(news, "/arreter/"))
    check(page)
    page.get_by_role("button", name="Ne plus m’écrire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est fait")
    assert not Follow.objects.exists()


def test_writing_to_the_holder_and_reporting_an_error_from_a_sheet(
    page: Page, post, operator
) -> None:
    page.goto("/projets/?q=jardin")
    page.get_by_role("link", name="Le Jardin partagé").click()
    page.get_by_role("link", name="Écrire au porteur").click()
    check(page)
    page.get_by_label("Votre nom").fill("Léa")
    page.get_by_label("Votre adresse électronique").fill("lea@exemple.fr")
    page.get_by_label("Votre message").fill("Bonjour, puis-je venir aider samedi ?")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos courriels")
    check(page)
    page.goto(link(delivered(post)[0], "/confirmer/"))
    check(page)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Votre message part.")).to_be_visible()
    assert "puis-je venir" in body(delivered(post)[0], "plain")

    page.get_by_role("link", name="Retour à la fiche").click()
    page.get_by_role("link", name="Signaler une erreur").click()
    check(page)
    page.get_by_label("Ce qui ne va pas").select_option("le lieu")
    page.get_by_role("button", name="Signaler").click()
    expect(page.get_by_role("alert")).to_contain_text("ce qu’il faudrait lire")
    check(page)
    page.get_by_label("Ce qu’il faudrait lire").fill("Rue Crébillon.")
    page.get_by_role("button", name="Signaler").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci")

    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("link", name="Pilotage").first.click()
    page.get_by_role("link", name="1 signalement à lire").click()
    check(page)
    page.get_by_role("button", name="C’est corrigé").click()
    expect(page.get_by_text("Aucun signalement n’attend.")).to_be_visible()


def test_following_needs_no_javascript_and_no_mouse(
    chromium, live_server, harvest_rows, post
) -> None:
    harvest_rows()
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/suivre/?theme=EMP")
    page.get_by_label("Votre adresse électronique").focus()
    page.keyboard.type("ben@exemple.fr")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos courriels")
    assert Follow.objects.get().frequency == "daily"
    context.close()

"""Someone makes a collection in a real browser: by mouse, by keyboard, and without scripts."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from carrefour.catalogue.models import Sheet
from carrefour.collection import making
from carrefour.collection.models import Collection
from carrefour.community.models import User
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(page: Page, live_server) -> Collection:
    """A collection of whoever is signed in in the browser."""
    lea = User.objects.create_user("lea@exemple.fr", None, name="Léa")
    client = Client()
    client.force_login(lea)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    sheets = Sheet.objects.order_by("title").values_list("pk", flat=True)
    return making.begin(lea, "Des projets", "", sheets)


def titles(collection: Collection) -> list[str]:
    return list(collection.items.values_list("title", flat=True))


def test_a_sheet_is_dragged_to_another_place(page: Page, made: Collection) -> None:
    page.goto(f"/compte/collections/{made.pk}/")
    handle = page.locator("[data-handle]").first
    handle.scroll_into_view_if_needed()
    start, last = handle.bounding_box(), page.locator("[data-item]").last.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    for step in range(1, 11):
        goal = last["y"] + last["height"] - 4
        page.mouse.move(start["x"] + 5, start["y"] + (goal - start["y"]) * step / 10)
    page.mouse.up()
    expect(page.locator("[data-order-said]")).to_contain_text("Déplacé à la place 3")
    assert titles(made) == ["Le Jardin partagé", "Soleil citoyen", "Garage solidaire"]
    assert page.locator("[data-item]").last.locator("[name=down]").is_disabled()
    assert violations(page) == []


def test_a_sheet_is_moved_by_keyboard(page: Page, made: Collection) -> None:
    page.goto(f"/compte/collections/{made.pk}/")
    page.get_by_role("button", name="Descendre Garage solidaire").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-item] h3").first).to_have_text("Le Jardin partagé")
    assert titles(made)[1] == "Garage solidaire"


def test_a_sheet_is_added_from_its_page_without_leaving_it(page: Page, made: Collection) -> None:
    made.items.all().delete()
    one = Sheet.objects.get(title="Soleil citoyen")
    page.goto(f"/fiches/{one.slug}-{one.pk}/")
    page.get_by_text("Ajouter à une collection").click()
    assert violations(page) == []
    page.get_by_role("button", name="Des projets").click()
    expect(page.locator("#choisie")).to_contain_text("C’est ajouté")
    assert titles(made) == ["Soleil citoyen"]


def test_every_page_of_making_is_for_everyone(page: Page, made: Collection) -> None:
    User.objects.update(is_operator=True)
    sheet = Sheet.objects.first()
    own = f"/compte/collections/{made.pk}/"
    paths = [
        "/compte/collections/",
        "/compte/collections/nouvelle/",
        "/compte/collections/relecture/",
        "/pilotage/collections/",
        f"/collections/choisir/{sheet.pk}/",
        f"{own}effacer/",
        f"{own}?q=soleil",
    ]
    for path in paths:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(path)
            assert violations(page) == [], (path, scheme)
            assert page.locator("h1").count() == 1, path
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path

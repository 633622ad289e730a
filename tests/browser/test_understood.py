"""A place typed among the words, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_place_among_the_words_is_a_filter_that_can_be_undone(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Quoi ?").fill("jardin partagé Nantes")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.locator(".understood")).to_contain_text("Projets à Nantes (44)")
    expect(page.locator(".count")).to_contain_text("1 projet")
    page.get_by_role("link", name="dans les textes à la place").click()
    page.wait_for_url("**read=words**")
    expect(page.get_by_label("Quoi ?")).to_have_value("jardin partagé Nantes")
    expect(page.locator(".understood")).not_to_contain_text("Projets à Nantes (44)")
    page.locator(".maybe").click()
    page.wait_for_url("**territory=commune%3A44109**")


def test_near_me_takes_the_position_that_the_visitor_gives(page: Page) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 48.1113, "longitude": -1.6742})
    page.goto("/projets/?q=garage pr%C3%A8s de moi")
    page.get_by_role("button", name="Utiliser ma position").click()
    page.wait_for_url("**near=48.11%2C-1.67**")
    expect(page.locator(".count")).to_contain_text("1 projet")

"""An area is drawn on the map by mouse, finger and keys, and searched in, in a real browser."""

from __future__ import annotations

import re
from io import BytesIO
from math import asinh, cos, radians, sin, tan

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.maps import shown, view

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def draw(page: Page) -> None:
    page.get_by_role("button", name="Dessiner une zone").click()
    expect(page.locator(".map-say")).to_contain_text("poser chaque coin")


def at(page: Page, lat: float, lon: float) -> tuple[float, float]:
    """Where on the screen a point of the map is, as its edges tell."""
    west, south, east, north = view(page)
    box = page.locator("#carte").bounding_box()
    top, here, bottom = (asinh(tan(radians(level))) for level in (north, lat, south))
    across, down = (lon - west) / (east - west), (top - here) / (top - bottom)
    return box["x"] + box["width"] * across, box["y"] + box["height"] * down


def put(page: Page, *corners: tuple[float, float]) -> None:
    for corner in corners:
        page.mouse.click(*at(page, *corner))


def area(page: Page) -> list[list[float]]:
    told = re.search(r"[?&]area=([^&]+)", page.url)[1].replace("%2C", ",")
    return [[float(n) for n in corner.split(",")] for corner in told.split("_")]


BRITTANY = ((49.3, -3.6), (47.4, -2.9), (47.7, -0.2))  # Rennes is in it, Nantes is not


def test_a_triangle_is_drawn_and_searched_and_its_outline_stays(desk: Page) -> None:
    shown(desk, "/projets/carte/?theme=EMP&theme=AGR")
    expect(desk.locator(".count")).to_contain_text("2 projets")
    draw(desk)
    put(desk, *BRITTANY)
    expect(desk.locator(".map-say")).to_contain_text("Pour finir")
    desk.mouse.click(*at(desk, *BRITTANY[0]))
    expect(desk.locator(".count")).to_contain_text("1 projet")
    expect(desk.locator(".card h3")).to_have_text("Garage solidaire")
    expect(desk.locator("#carte")).to_have_attribute("data-confined", "area ring")
    expect(desk.locator(".map-say")).to_be_hidden()
    for told, asked in zip(area(desk), BRITTANY, strict=True):
        assert told == pytest.approx(asked, abs=0.1)
    assert "theme=EMP" in desk.url
    # The page that is opened by this address shows the same.
    desk.reload()
    shown(desk, desk.url)
    expect(desk.locator("#carte")).to_have_attribute("data-confined", "area ring")
    expect(desk.locator(".count")).to_contain_text("1 projet")
    desk.locator(".chips").get_by_role("link", name="la zone dessinée").click()
    expect(desk.locator(".count")).to_contain_text("2 projets")
    assert "area=" not in desk.url


def test_enter_ends_backspace_takes_back_and_escape_gives_up(desk: Page) -> None:
    shown(desk, "/projets/carte/")
    draw(desk)
    put(desk, BRITTANY[0], BRITTANY[1])
    desk.keyboard.press("Enter")  # two corners are no area
    expect(desk.locator(".map-say")).to_contain_text("trois coins")
    assert violations(desk) == []
    put(desk, (43.5, 2.0))
    desk.keyboard.press("Backspace")
    expect(desk.get_by_role("button", name="Terminer")).to_be_disabled()
    put(desk, BRITTANY[2])
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Dessiner une zone")).to_be_focused()
    assert "area=" not in desk.url
    draw(desk)
    put(desk, *BRITTANY)
    desk.keyboard.press("Enter")
    expect(desk.locator(".count")).to_contain_text("1 projet")
    assert len(area(desk)) == 3


def test_a_double_click_sets_the_last_corner_and_the_map_stays(desk: Page) -> None:
    shown(desk, "/projets/carte/")
    draw(desk)
    put(desk, *BRITTANY[:2])
    desk.mouse.dblclick(*at(desk, *BRITTANY[2]))
    expect(desk.locator("#carte")).to_have_attribute("data-confined", "area ring")
    assert len(area(desk)) == 3


def test_a_corner_may_be_set_upon_a_point_and_the_map_moved_between_two(desk: Page) -> None:
    shown(desk, "/projets/carte/")
    draw(desk)
    desk.mouse.click(*at(desk, 48.11, -1.68))  # Rennes, where a point is
    expect(desk.locator(".map-say")).to_contain_text("trois coins")
    expect(desk.locator(".popup")).to_have_count(0)
    before = view(desk)
    x, y = at(desk, 46.0, 2.0)
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x - 90, y, steps=5)
    desk.mouse.up()
    expect(desk.locator("#carte")).not_to_have_attribute("data-view", ",".join(map(str, before)))
    desk.wait_for_timeout(600)
    put(desk, (45.0, 1.0), (47.0, 5.0))
    desk.get_by_role("button", name="Terminer").click()
    expect(desk.locator("#carte")).to_have_attribute("data-confined", "area ring")
    assert area(desk)[0] == pytest.approx([48.11, -1.68], abs=0.1)


def test_a_gesture_draws_a_rectangle(desk: Page) -> None:
    shown(desk, "/projets/carte/")
    draw(desk)
    x, y = at(desk, 49.0, -3.0)
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(*at(desk, 47.6, -0.5), steps=4)
    desk.mouse.up()
    expect(desk.locator("#carte")).to_have_attribute("data-confined", "box")
    expect(desk.locator(".count")).to_contain_text("1 projet")
    assert "bbox=" in desk.url
    expect(desk.locator(".chips")).to_contain_text("la zone de la carte")


def test_what_follows_the_map_leaves_what_is_drawn_alone(desk: Page) -> None:
    shown(desk, "/projets/carte/")
    follow = desk.get_by_label("Rechercher quand je déplace la carte")
    follow.check()
    expect(desk.locator("#carte")).to_have_attribute("data-ready", "true")
    draw(desk)
    put(desk, *BRITTANY)
    desk.keyboard.press("Enter")
    expect(desk.locator(".count")).to_contain_text("1 projet")
    expect(follow).not_to_be_checked()
    assert "bbox=" not in desk.url


def test_an_area_is_drawn_by_finger(chromium, live_server, harvest_rows) -> None:
    harvest_rows()
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        base_url=live_server.url,
        locale="fr-FR",
        has_touch=True,
        is_mobile=True,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    shown(page, "/projets/carte/")
    page.get_by_role("button", name="Dessiner une zone").tap()
    for corner in BRITTANY:
        page.touchscreen.tap(*at(page, *corner))
    page.get_by_role("button", name="Terminer").tap()
    expect(page.locator("#carte")).to_have_attribute("data-confined", "area ring")
    expect(page.locator(".count")).to_contain_text("1 projet")
    context.close()


def test_what_is_filled_of_a_line_that_crosses_itself_is_what_is_searched(desk: Page) -> None:
    shown(desk, "/projets/carte/")
    tips = [(46.8 + 2.6 * cos(turn), 2.5 + 3.8 * sin(turn)) for turn in _TURNS]
    star = [tips[place] for place in (0, 2, 4, 1, 3)]  # in one go
    draw(desk)
    put(desk, *star)
    arm, middle, between = (46.8 + 1.6, 2.5), (46.8, 2.5), (46.8 - 1.6, 2.5)
    for ended in (False, True):
        if ended:
            desk.keyboard.press("Enter")
            expect(desk.locator("#carte")).to_have_attribute("data-confined", "area ring")
            desk.wait_for_timeout(1500)  # the map has come to it
        filled, left, outside = (colour(desk, *point) for point in (arm, middle, between))
        assert filled != outside
        assert left == outside


_TURNS = [radians(72 * tip) for tip in range(5)]


def colour(page: Page, lat: float, lon: float) -> tuple[int, ...]:
    """The colour of a point of the map as it is on the screen."""
    x, y = at(page, lat, lon)
    told = page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1})
    return Image.open(BytesIO(told)).convert("RGB").getpixel((0, 0))

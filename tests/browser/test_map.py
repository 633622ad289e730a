"""The map of a search, in a real browser: in step with the list, and there when things fail."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.maps import shown, view
from tests.browser.shifting import shifted, watch_shifts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_chosen_territory_is_outlined_and_the_map_goes_to_it(page: Page) -> None:
    shown(page, "/projets/?territory=departement:35")
    expect(page.locator("#carte")).to_have_attribute("data-confined", "own")
    west, south, east, north = view(page)
    assert -4 < west < -2.3
    assert -1.1 < east < 0.5
    assert 46.5 < south < 47.7
    assert 48.6 < north < 50


def test_a_commune_without_outline_is_a_point_in_its_departement(page: Page) -> None:
    shown(page, "/projets/?territory=commune:35238")
    expect(page.locator("#carte")).to_have_attribute("data-confined", "around point")


def test_a_radius_is_chosen_beside_the_place_and_its_circle_drawn(page: Page) -> None:
    shown(page, "/projets/?territory=commune:35238")
    page.get_by_label("Rayon").select_option("100")
    expect(page.locator(".count")).to_contain_text("2 projets")
    expect(page.locator("#carte")).to_have_attribute("data-confined", "circle point")
    assert "radius=100" in page.url
    expect(page.get_by_label("Où ?")).to_have_value("Rennes")
    expect(page.locator(".chips")).to_contain_text("Rennes et 100 km autour")


def test_the_map_stays_the_same_while_facets_are_ticked(desk: Page) -> None:
    shown(desk, "/projets/")
    desk.evaluate("document.querySelector('#carte canvas').mine = true")
    desk.get_by_label("Agriculture").check()
    expect(desk.locator(".count")).to_contain_text("1 projet")
    expect(desk.locator("#carte .cluster")).to_have_count(1)
    expect(desk.locator("#carte .cluster")).to_have_attribute("aria-label", "1 projet")
    assert desk.evaluate("document.querySelector('#carte canvas').mine")


def test_search_here_confines_the_search_to_what_the_map_shows(desk: Page) -> None:
    shown(desk, "/projets/")
    here = desk.get_by_role("button", name="Rechercher ici")
    expect(here).to_be_hidden()
    desk.get_by_role("button", name="Guadeloupe").click()
    here.click()
    expect(desk.locator(".count")).to_contain_text("0 projet")
    expect(desk.locator("#carte")).to_have_attribute("data-confined", "box")
    assert "bbox=-6" in desk.url


def test_search_as_i_move_keeps_list_counts_and_address_in_step(desk: Page) -> None:
    shown(desk, "/projets/")
    follow = desk.get_by_label("Rechercher quand je déplace la carte")
    expect(follow).not_to_be_checked()
    follow.check()
    expect(desk.locator(".count")).to_contain_text("2 projets")  # not that of La Réunion
    before = desk.evaluate("history.length")
    desk.get_by_role("button", name="La Réunion").click()
    expect(desk.locator(".count")).to_contain_text("1 projet")
    expect(desk.locator(".card h3")).to_have_text("Soleil citoyen")
    desk.get_by_role("button", name="Métropole").click()
    expect(desk.locator(".count")).to_contain_text("2 projets")
    assert "bbox=" in desk.url
    assert desk.evaluate("history.length") == before
    expect(follow).to_be_checked()
    desk.go_back()
    expect(desk.locator(".count")).to_contain_text("3 projets")
    expect(desk.locator("#carte")).to_have_attribute("data-ready", "true")


def test_the_map_stays_where_it_was_moved_to_when_it_is_searched(desk: Page) -> None:
    shown(desk, "/projets/carte/")
    follow = desk.get_by_label("Rechercher quand je déplace la carte")
    follow.check()
    expect(desk.locator(".count")).to_contain_text("2 projets")
    desk.get_by_role("button", name="La Réunion").click()
    expect(desk.locator(".count")).to_contain_text("1 projet")
    _shows_what_is_searched(desk)
    expect(desk.locator("#carte")).to_have_attribute("data-confined", "")
    # The map goes on to show what the list does, within the box that it now draws.
    follow.uncheck()
    expect(desk.locator("#carte")).to_have_attribute("data-confined", "box")
    _shows_what_is_searched(desk)
    desk.get_by_role("button", name="Métropole").click()
    expect(desk.get_by_role("button", name="Rechercher ici")).to_be_visible()
    expect(desk.locator("#carte .cluster")).to_have_count(0)
    expect(desk.locator(".count")).to_contain_text("1 projet")
    desk.get_by_role("button", name="Rechercher ici").click()
    expect(desk.locator(".count")).to_contain_text("2 projets")
    _shows_what_is_searched(desk)


def _shows_what_is_searched(page: Page) -> None:
    searched = [float(n) for n in re.search(r"bbox=([^&]+)", page.url)[1].split("%2C")]
    same = pytest.approx(searched, abs=0.002)
    for _ in range(10):
        if view(page) == same:
            break
        page.wait_for_timeout(500)  # it may still be on its way
    page.wait_for_timeout(1500)  # were it to move away, it would now
    assert view(page) == same


def test_a_card_lights_its_point_and_a_point_its_card(desk: Page) -> None:
    shown(desk, "/projets/?territory=region:53")
    desk.locator(".card").hover()
    expect(desk.locator("#carte .cluster")).to_have_class(re.compile("lit"))
    desk.mouse.move(5, 5)
    expect(desk.locator("#carte .cluster")).not_to_have_class(re.compile("lit"))
    desk.locator("#carte .cluster").hover()
    expect(desk.locator(".card")).to_have_class(re.compile("lit"))
    desk.mouse.move(5, 5)
    expect(desk.locator(".card")).not_to_have_class(re.compile("lit"))


def test_a_point_whose_sheet_is_not_in_the_list_tells_of_it(desk: Page) -> None:
    shown(desk, "/projets/?territory=region:53&page=2")
    expect(desk.locator(".card")).to_have_count(0)
    desk.locator("#carte .cluster").hover()
    expect(desk.locator(".popup")).to_contain_text("Garage solidaire")
    desk.mouse.move(5, 5)
    expect(desk.locator(".popup")).to_have_count(0)


def test_escape_closes_what_a_cluster_told_and_the_keyboard_goes_on_from_it(page: Page) -> None:
    shown(page, "/projets/carte/")
    cluster = page.locator("#carte .cluster").first
    cluster.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".popup a")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(".popup")).to_have_count(0)
    expect(cluster).to_be_focused()


def test_the_map_is_moved_and_enlarged_by_keyboard(desk: Page) -> None:
    shown(desk, "/projets/carte/")
    desk.locator("#carte canvas").focus()
    before = view(desk)
    desk.keyboard.press("+")
    expect(desk.locator("#carte")).not_to_have_attribute("data-view", ",".join(map(str, before)))
    desk.wait_for_timeout(600)
    nearer = view(desk)
    assert nearer[2] - nearer[0] < before[2] - before[0]
    desk.keyboard.press("ArrowRight")
    desk.wait_for_timeout(600)
    assert view(desk)[0] > nearer[0]


def test_around_me_asks_only_when_pressed(desk: Page) -> None:
    desk.context.grant_permissions(["geolocation"])
    desk.context.set_geolocation({"latitude": 48.11198, "longitude": -1.67431})
    shown(desk, "/projets/carte/")
    desk.get_by_role("button", name="Autour de moi").click()
    expect(desk.locator(".count")).to_contain_text("1 projet")
    assert "near=48.11%2C-1.67" in desk.url  # no nearer than a kilometre
    expect(desk.get_by_label("Rayon")).to_have_value("20")
    expect(desk.locator("#carte")).to_have_attribute("data-confined", "circle point")


def test_around_me_when_refused_says_what_to_do(desk: Page) -> None:
    shown(desk, "/projets/carte/")
    desk.get_by_role("button", name="Autour de moi").click()
    expect(desk.locator(".map-say")).to_contain_text("écrivez une commune")
    expect(desk.locator(".count")).to_contain_text("3 projets")


TILES = {
    "version": 8,
    "sources": {"t": {"type": "raster", "tiles": ["/tiles/{z}/{x}/{y}.png"], "tileSize": 256}},
    "layers": [{"id": "t", "type": "raster", "source": "t"}],
}


@pytest.mark.parametrize("fault", ["missing", "nonsense", "silent", "tiles fail"])
def test_without_tiles_the_map_is_drawn_from_our_own_outlines(
    desk: Page, settings, live_server, fault: str
) -> None:
    settings.MAP_STYLE_URL = f"{live_server.url}/style.json"
    tiles = {**TILES["sources"]["t"], "tiles": [f"{live_server.url}/tiles/{{z}}/{{x}}/{{y}}.png"]}
    told = {**TILES, "sources": {"t": tiles}}
    answers = {
        "missing": lambda route: route.fulfill(status=404),
        "nonsense": lambda route: route.fulfill(body="<html>"),
        "silent": lambda route: None,
        "tiles fail": lambda route: route.fulfill(json=told),
    }
    desk.route("**/style.json", answers[fault])
    desk.route("**/tiles/**", lambda route: route.fulfill(status=503))
    shown(desk, "/projets/carte/")
    expect(desk.locator("#carte")).to_have_attribute("data-base", "outlines")
    expect(desk.locator("#carte .cluster")).to_have_count(1)


def test_without_webgl_the_page_says_so_and_the_list_remains(page: Page) -> None:
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/projets/")
    page.locator("#carte").scroll_into_view_if_needed()
    expect(page.locator(".map-say")).to_contain_text("WebGL")
    expect(page.locator(".card")).to_have_count(3)


def test_territories_are_coloured_and_a_click_narrows_to_one(page: Page) -> None:
    page.goto("/projets/carte/")
    page.get_by_role("link", name="Régions", exact=True).click()
    expect(page.locator("#carte")).to_have_attribute("data-ready", "true")
    rows = page.locator("[data-area]")
    expect(rows).to_have_count(3)
    expect(page.locator(".legend")).to_contain_text("Nombre de projets")
    page.get_by_role("link", name="Pour 10 000 habitants").click()
    expect(page.locator(".legend")).to_contain_text("10 000")
    page.get_by_role("link", name="Bretagne").click()
    expect(page.locator(".count")).to_contain_text("1 projet")
    assert "region=53" in page.url


def test_a_territory_on_the_map_and_its_row_are_lit_together(desk: Page) -> None:
    shown(desk, "/projets/carte/territoires/?niveau=region&region=53")
    box = desk.locator("#carte").bounding_box()
    desk.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(desk.locator("[data-area='53']")).to_have_class(re.compile("lit"))
    expect(desk.locator(".tip")).to_contain_text("Bretagne")


def test_the_map_does_not_shift_the_page(desk: Page) -> None:
    watch_shifts(desk)
    shown(desk, "/projets/carte/")
    assert shifted(desk) == 0

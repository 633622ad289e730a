"""A visitor is given no cookie: only who signs in has one."""

from django.test import Client

from tests.community.conftest import EMAIL, PASSWORD
from tests.web.test_pages import PAGES


def test_a_visitor_gets_no_cookie_on_any_public_page(client, harvest_rows) -> None:
    harvest_rows()
    sheet = client.get("/projets/").context["found"][0].sheet
    pages = [*PAGES, f"/fiches/{sheet.slug}-{sheet.pk}/", "/projets/?q=jardin&theme=AGR"]
    pages += [f"/en{page}" for page in ("/", "/projects/", "/sources/essai/", "/about/")]
    pages += ["/rien/", "/api/v1/projects", "/projets/carte.json"]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in (200, 404), page
        assert not answer.cookies, page
    assert not client.cookies


def test_a_visitor_of_the_sign_in_page_gets_the_token_of_its_form_alone(client, site) -> None:
    client.get("/compte/connexion/")
    assert set(client.cookies) == {"__Host-csrftoken"}


def test_the_cookies_of_who_signs_in_are_for_this_site_alone(client, site, operator) -> None:
    client.post("/compte/connexion/", {"username": EMAIL, "password": PASSWORD})
    session = client.cookies["__Host-sessionid"]
    assert session["httponly"]
    assert session["secure"]
    assert session["samesite"] == "Lax"


def test_a_visitor_sees_a_way_to_sign_in_and_in_the_foot_alone_one_to_the_desk(
    client, site
) -> None:
    page = client.get("/a-propos/").content.decode()
    head, foot = page.split("<footer")
    assert "Espace opérateur" in foot
    assert "Espace opérateur" not in head
    assert "Se connecter" in head


def test_what_the_first_page_shows_of_an_account_is_shown_to_nobody_else(
    client, site, operator
) -> None:
    signed_in = Client()
    signed_in.force_login(operator)
    for _ in range(2):
        assert "Se connecter" in client.get("/").content.decode()
        assert "Mon compte" in signed_in.get("/").content.decode()

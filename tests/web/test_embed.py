"""What other sites may show of Carrefour: framed by anyone, sandboxed, and without a cookie."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from carrefour.catalogue.models import Sheet
from carrefour.web.embedding import COLOUR, colour, look, luminance


def sheet_path() -> str:
    return f"/integrer/fiche/{Sheet.objects.get(title='Garage solidaire').pk}/"


def test_an_embedded_search_may_be_framed_by_anyone_and_sets_no_cookie(
    client, harvest_rows
) -> None:
    harvest_rows()
    for path in ("/integrer/projets/?q=jardin", sheet_path(), "/en/embed/projects/"):
        page = client.get(path)
        policy = page["Content-Security-Policy"]
        assert page.status_code == 200
        assert "frame-ancestors *" in policy
        assert "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox" in policy
        assert "unsafe" not in policy
        assert "X-Frame-Options" not in page
        assert not page.cookies
        assert "Cookie" not in page["Vary"]


def test_no_other_page_may_be_framed(client, harvest_rows) -> None:
    harvest_rows()
    for path in (
        "/",
        "/projets/",
        "/integrer/",
        "/projets/carte/territoires/",
        "/territoires.json",
    ):
        page = client.get(path)
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"], path
        assert page["X-Frame-Options"] == "DENY"


def test_what_is_embedded_is_the_search_as_asked(client, harvest_rows) -> None:
    harvest_rows()
    path = "/integrer/projets/"
    whole = client.get(path, {"theme": "AGR"}).content.decode()
    assert "1 projet" in whole
    assert "Le Jardin partagé" in whole
    assert 'id="carte"' in whole
    assert 'id="carte"' not in client.get(path, {"vue": "list"}).content.decode()
    assert "embedded-card" not in client.get(path, {"vue": "map"}).content.decode()


def test_links_of_an_embedded_search_open_beside_the_page_that_shows_it(
    client, harvest_rows
) -> None:
    harvest_rows()
    page = client.get("/integrer/projets/", {"q": "jardin"}).content.decode()
    links = re.findall(r"<a [^>]*>", page)
    assert len(links) >= 3
    assert all('target="_blank" rel="noopener"' in link for link in links)
    assert '<a href="/projets/?q=jardin" target="_blank" rel="noopener">' in page


def test_the_style_of_a_frame_is_the_one_that_its_policy_lets_in(client, harvest_rows) -> None:
    from base64 import b64encode
    from hashlib import sha256

    harvest_rows()
    page = client.get("/integrer/projets/", {"couleur": "#ffd400", "hauteur": "300"})
    style = re.search("<style>(.*?)</style>", page.content.decode())[1]
    assert "--accent:#ffd400;--accent-ink:#000000;--map-height:300px" in style
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "written", ["red", "#12", "#1234567", "</style><script>", "url(x)", "#12345g", ""]
)
def test_what_is_no_colour_gives_that_of_the_site(written: str) -> None:
    assert colour(written) == COLOUR


def test_a_colour_is_read_long_and_short_with_and_without_its_sign() -> None:
    assert colour("#FA0") == colour("fa0") == colour("ffaa00") == "#ffaa00"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_address_gives_more_than_a_colour_and_a_number(view: str, tint: str, high: str) -> None:
    params = QueryDict(mutable=True)
    params.update({"vue": view, "couleur": tint, "hauteur": high})
    style = look(params).style
    assert re.fullmatch(
        r":root\{--accent:#[0-9a-f]{6};--accent-ink:#(000000|ffffff);--map-height:\d{3,4}px\}",
        style,
    )


@given(st.integers(0, 0xFFFFFF))
def test_text_on_any_colour_can_be_read(number: int) -> None:
    params = QueryDict(f"couleur={number:06x}")
    chosen = look(params)
    one, other = sorted((luminance(chosen.colour), luminance(chosen.ink)))
    assert (other + 0.05) / (one + 0.05) >= 4.5


def test_the_snippet_is_that_of_the_search_that_one_came_from(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get(
        "/integrer/", {"theme": "AGR", "vue": "list", "couleur": "#b4441f", "langue": "en"}
    )
    element, frame = page.context["element"], page.context["iframe"]
    assert 'src="http://testserver/static/dist/embed.js"' in element
    assert 'src="http://testserver/en/projects/?theme=AGR"' in element
    assert 'vue="list" couleur="b4441f"' in element
    assert 'title="Farming and food – Carrefour"' in element
    assert "/en/embed/projects/?theme=AGR&amp;vue=list&amp;couleur=b4441f" in frame
    assert 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"' in frame
    assert "allow-same-origin" not in frame


def test_what_a_visitor_types_cannot_leave_the_snippet(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/integrer/", {"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.context["element"]
    assert "<script>alert" not in page.content.decode()


def test_a_sheet_has_a_snippet_too_and_a_withdrawn_one_is_not_shown(client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Garage solidaire")
    element = client.get("/integrer/", {"fiche": sheet.pk}).context["element"]
    assert f"/fiches/{sheet.slug}-{sheet.pk}/" in element
    harvest_rows(["1;Le Jardin partagé;x;jardin;2020;44000 Nantes"])
    assert client.get(f"/integrer/fiche/{sheet.pk}/").status_code in (200, 404)
    Sheet.objects.filter(pk=sheet.pk).update(withdrawn_at="2026-01-01T00:00:00Z")
    assert client.get(f"/integrer/fiche/{sheet.pk}/").status_code == 404
    assert client.get("/integrer/fiche/rien/").status_code == 404


def test_the_results_lead_to_the_page_that_embeds_them(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/", {"q": "jardin"}).content.decode()
    assert 'href="/integrer/?q=jardin"' in page

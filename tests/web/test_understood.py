"""What a page says of how a search was read, and the way back."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

NB = "\u00a0"


@pytest.fixture
def ask(client, harvest_rows):
    harvest_rows()

    def asked(**params: str):
        page = client.get("/projets/", params)
        page.text = " ".join(unescape(page.content.decode()).replace(NB, " ").split())
        return page

    return asked


def params(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_a_place_is_told_and_can_be_undone(ask) -> None:
    page = ask(q="jardin partagé Nantes")
    told = page.context["understood"]
    assert "Projets <strong>à Nantes (44)</strong> pour « jardin partagé »" in page.text
    assert "Chercher « Nantes » dans les textes à la place" in page.text
    assert params(told.undo) == {"q": ["jardin partagé Nantes"], "read": ["words"]}
    undone = ask(q="jardin partagé Nantes", read="words")
    assert "Projets <strong>" not in undone.text
    again = undone.context["understood"].maybe
    assert again.label == "à Nantes (44)"
    assert params(again.url) == {"q": ["jardin partagé"], "territory": ["commune:44109"]}


def test_the_map_and_the_pages_ask_for_what_was_understood(ask) -> None:
    page = ask(q="jardin partagé Nantes")
    assert 'data-params="q=jardin+partag%C3%A9&territory=commune%3A44109"' in page.text
    tabs = [tab.url for tab in page.context["tabs"]]
    assert "/projets/carte/?q=jardin+partag%C3%A9+Nantes" in tabs


def test_undoing_is_kept_while_facets_are_ticked(ask) -> None:
    page = ask(q="jardin partagé Nantes", read="words")
    assert '<input type="hidden" name="read" value="words">' in page.text
    assert "read=words" in page.context["params"]


def test_what_was_widened_is_told_with_the_strict_search(ask) -> None:
    page = ask(q="garage Nantes")
    assert "Rien à Nantes (44) : voici les projets d’autres lieux." in page.text
    strict = page.context["understood"].strict
    assert params(strict) == {"q": ["garage Nantes"], "read": ["exact"]}
    exact = ask(q="garage Nantes", read="exact")
    assert exact.context["results"].total == 0
    assert exact.context["understood"].notes == []


def test_a_word_put_right_is_told_as_people_write_it(ask) -> None:
    page = ask(q="énergei citoyene")
    assert page.context["results"].relaxed in ("spelling", "some-words")
    page = ask(q="centralle")
    assert "Résultats pour « <strong>centrale</strong> »" in page.text


def test_near_me_says_what_to_do_without_javascript(ask) -> None:
    page = ask(q="garage près de moi")
    assert "Pour chercher près de vous, tapez votre commune dans « Où ? »" in page.text
    assert 'data-search="q=garage"' in page.text
    assert page.context["results"].total == 1


def test_a_theme_that_the_words_name_is_proposed_never_forced(ask) -> None:
    page = ask(q="emploi")
    assert page.context["query"].chosen == ()
    assert "Voir tout un sujet" not in page.text  # one sheet alone is no subject to see


def test_a_page_is_never_empty(ask) -> None:
    page = ask(q="zzzzzzzz")
    assert "Aucun projet ne répond" in page.text
    assert "Commencer par un thème" in page.text
    assert page.context["understood"].starts


def test_what_is_typed_is_escaped(ask) -> None:
    page = ask(q='<script>alert(1)</script> "><b> à Nantes')
    assert "<script>alert" not in page.content.decode()
    assert not re.search(r"<b>\s", page.content.decode())


def test_the_lines_are_english_in_english(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/en/projects/", {"q": "jardin partagé Nantes"})
    if page.status_code == 404:
        home = client.get("/projets/").content.decode()
        path = home.split('hreflang="en" href="')[1].split('"')[0]
        page = client.get(path, {"q": "jardin partagé Nantes"})
    told = page.content.decode()
    assert "Projects <strong>in Nantes (44)</strong> for “jardin partagé”" in told

"""The table of a search: its columns, and its order."""

import re

import pytest
from django.test import Client

ROWS = [
    "1;Zèbre;Un texte.;jardin;2020;44000 Nantes",
    "2;Abeille;Un texte.;emploi;;35000 Rennes",
    "3;Musée;Un texte.;énergie;2022;",
]


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("title", ["Abeille", "Musée", "Zèbre"]),
        ("title-down", ["Zèbre", "Musée", "Abeille"]),
        ("date", ["Musée", "Zèbre", "Abeille"]),
        ("date-up", ["Zèbre", "Musée", "Abeille"]),  # what tells no date comes last either way
        ("place", ["Abeille", "Zèbre", "Musée"]),
        ("place-down", ["Zèbre", "Abeille", "Musée"]),
    ],
)
def test_headings_order_the_table(
    client: Client, harvest_rows, sort: str, order: list[str]
) -> None:
    harvest_rows(ROWS)
    page = client.get("/projets/tableau/", {"sort": sort}).content.decode()
    assert titles(page) == order
    name, _, down = sort.partition("-")
    told = "descending" if (down == "down" or sort == "date") else "ascending"
    assert re.search(rf'aria-sort="{told}" class="col-{name}"', page)


def test_a_heading_turns_the_order_round(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    page = client.get("/projets/tableau/", {"q": "texte", "sort": "title"}).content.decode()
    assert 'href="/projets/tableau/?q=texte&amp;sort=title-down"' in page
    assert 'href="/projets/tableau/?q=texte&amp;sort=date"' in page


def test_visitors_choose_the_columns_and_keep_them(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    address = "/projets/tableau/?col=date&col=place&col=nonsense&theme=AGR"
    page = client.get(address).content.decode()
    shown = re.findall(r'<th scope="col"[^>]*class="col-([a-z]+)"', page)
    assert shown == ["select", "title", "place", "date"]
    assert "sort=title&amp;col=place&amp;col=date" in page
    assert 'href="/projets/tableau/?col=place&amp;col=date"' in page  # the chip of the theme


def test_every_page_of_the_table_is_reached_in_order(client: Client, harvest_rows) -> None:
    dated = [f"{n};Projet {n:03};;;{2000 + n % 20};" for n in range(60)]
    undated = [f"{n};Projet {n:03};;;;" for n in range(60, 120)]
    harvest_rows(dated + undated)
    found = []
    for page in ("1", "2", "3"):
        answer = client.get("/projets/tableau/", {"sort": "date-up", "page": page})
        found += titles(answer.content.decode())
    assert len(found) == len(set(found)) == 120
    assert {title < "Projet 060" for title in found[:60]} == {True}


@pytest.mark.parametrize(
    "query",
    [
        "page=99999999",
        "page=-1",
        "page=²",
        "sort=nonsense",
        "col=" + "x" * 5000,
        "since=12",
        "since=٢٠٢٠",
    ],
)
def test_what_makes_no_sense_is_left_out(client: Client, harvest_rows, query: str) -> None:
    harvest_rows(ROWS)
    assert client.get(f"/projets/tableau/?{query}").status_code == 200


def test_every_view_leads_to_the_others_with_the_same_search(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    for view in ("", "carte/", "tableau/", "chiffres/"):
        page = client.get(f"/projets/{view}", {"q": "texte", "theme": "AGR"}).content.decode()
        tabs = re.search(r'<nav class="views".*?</nav>', page, re.S).group()
        assert re.findall(r'href="([^"?]+)\?q=texte&amp;theme=AGR"', tabs) == [
            "/projets/",
            "/projets/carte/",
            "/projets/tableau/",
            "/projets/chiffres/",
        ]
        assert re.search(rf'href="/projets/{view}\?[^"]+" aria-current="page"', tabs)


def test_a_search_can_be_narrowed_to_years(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    page = client.get("/projets/tableau/", {"since": "2019", "until": "2021"})
    assert titles(page.content.decode()) == ["Zèbre"]
    assert {chip.label: chip.url for chip in page.context["chips"]} == {
        "2019–2021": "/projets/tableau/"
    }
    assert "2 projets" in client.get("/projets/", {"since": "2020"}).content.decode()
    assert "1 projet" in client.get("/projets/", {"until": "2020"}).content.decode()

"""The figures of a search: charts, and charts as files."""

import csv
import io
import re

import pytest
from django.test import Client
from lxml import etree
from PIL import Image

ROWS = [
    "1;Jardin;Un texte.;jardin;2020;44000 Nantes",
    "2;Abeille;Un texte.;jardin,emploi;2020-05;35000 Rennes",
    "3;Musée;Un texte.;énergie;2022;",
    "4;Sans date;Un texte.;énergie;;44000 Nantes",
]


def bars(client: Client, name: str, **query: str) -> dict[str, str]:
    answer = client.get(f"/projets/chiffres/{name}.csv", query)
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    return dict(rows[1:])


def test_charts_count_what_the_search_finds(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    assert bars(client, "theme") == {"Agriculture": "2", "Énergie": "2", "Emploi": "1"}
    assert bars(client, "year") == {"2020": "2", "2021": "0", "2022": "1"}
    assert bars(client, "departement") == {"Loire-Atlantique": "2", "Ille-et-Vilaine": "1"}
    assert bars(client, "region", q="abeille") == {"Bretagne": "1"}
    assert bars(client, "source") == {"Source d'essai": "4"}


def test_every_bar_leads_to_as_many_sheets_as_it_says(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    for query in ({}, {"theme": "AGR"}, {"theme": ["AGR", "ENE"], "since": "2020"}):
        page = client.get("/projets/chiffres/", query)
        for chart, _drawn in page.context["charts"]:
            for bar in chart.bars:
                if bar.value:
                    assert client.get(bar.url).context["results"].total == bar.value, bar


def test_a_chart_tells_the_same_as_text(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    page = client.get("/projets/chiffres/").content.decode()
    chart = re.search(r"<svg class=\"chart\".*?</svg>", page, re.S).group()
    assert "<title" in chart
    assert "Agriculture\u00a0: 2" in chart
    assert '<th scope="row"><a href="/projets/?theme=AGR">Agriculture</a></th><td>2</td>' in page
    assert "Projets qui ne la disent pas\u00a0: 1" in page


@pytest.mark.parametrize("name", ["theme", "year", "status"])
def test_charts_are_kept_as_files(client: Client, harvest_rows, name: str) -> None:
    harvest_rows(["1;<b>&;Un « texte ».;jardin;2020;44000 Nantes", *ROWS[1:]])
    query = {"q": "texte", "until": "2030"}
    drawn = client.get(f"/projets/chiffres/{name}.svg", query)
    assert drawn["Content-Type"] == "image/svg+xml"
    assert etree.fromstring(drawn.content).tag == "{http://www.w3.org/2000/svg}svg"
    painted = client.get(f"/projets/chiffres/{name}.png", query)
    assert Image.open(io.BytesIO(painted.content)).size[0] == 816
    assert "attachment" in painted["Content-Disposition"]


def test_a_search_of_nothing_has_no_figures_but_a_way_out(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    page = client.get("/projets/chiffres/", {"q": "zzzzzzzz"}).content.decode()
    assert "Aucun projet ne répond" in page
    for kind in ("svg", "png", "csv"):
        assert client.get(f"/projets/chiffres/year.{kind}?q=zzzzzzzz").status_code == 200


def test_unknown_charts_and_kinds_are_not_found(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    for path in ("nothing.svg", "theme.exe", "zone.csv"):
        assert client.get(f"/projets/chiffres/{path}").status_code == 404


def test_many_years_are_drawn_as_the_last_and_what_was_before(client: Client, harvest_rows) -> None:
    harvest_rows([f"{n};Projet {n};;;{1990 + n};" for n in range(35)] + ["99;Vieux;;;1920;"])
    page = client.get("/projets/chiffres/").content.decode()
    assert "avant 2014\u00a0: 25" in page
    told = bars(client, "year")
    assert len(told) == 36  # no empty bar for each year since then
    assert sum(map(int, told.values())) == 36

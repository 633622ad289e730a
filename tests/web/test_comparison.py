"""Two territories, side by side."""

import pytest
from django.test import Client

ROWS = [
    "1;Jardin;Un texte.;jardin;2020;44000 Nantes",
    "2;Abeille;Un texte.;jardin;2020;35000 Rennes",
    "3;Emploi;Un texte.;emploi;2022;35000 Rennes",
    "4;Musée;Un autre.;énergie;2022;44000 Nantes",
    "5;Jardin deux;Un texte.;jardin;2020;44000 Nantes",
]


def test_two_territories_are_told_side_by_side(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    page = client.get("/projets/comparer/", {"a": "departement:44", "b": "departement:35"})
    compared = page.context["compared"]
    assert [side.figures.total for side in compared.sides] == [3, 2]
    assert compared.one.rate == pytest.approx(3 * 10_000 / compared.one.territory.population)
    (line,) = compared.lines
    assert (line.label, line.one.count, line.other.count) == ("Agriculture", 2, 1)
    assert line.words == "17 points de plus\u00a0: Loire-Atlantique"
    only = [(side.territory.name, [name for name, _ in told]) for side, told in compared.only]
    assert only == [("Loire-Atlantique", ["Énergie"]), ("Ille-et-Vilaine", ["Emploi"])]
    for cell in line.cells:
        assert client.get(cell.url).context["results"].total == cell.count
    assert compared.few


def test_the_search_holds_on_both_sides(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    asked = {"a": "commune:44109", "b": "region:53", "q": "autre", "since": "2022"}
    compared = client.get("/projets/comparer/", asked).context["compared"]
    assert [side.figures.total for side in compared.sides] == [1, 0]


def test_without_scripts_names_are_understood(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    page = client.get("/projets/comparer/", {"a_name": "nantes", "b_name": "Ille et Vilaine"})
    compared = page.context["compared"]
    assert [side.territory.ref for side in compared.sides] == ["commune:44109", "departement:35"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"a": "departement:44"},
        {"a": "nonsense", "b": "<script>"},
        {"a_name": "x" * 10_000, "b_name": "zzzzzz"},
        {"a": "commune:99999", "b_name": "\x00"},
    ],
)
def test_what_is_no_territory_is_asked_again(client: Client, harvest_rows, asked) -> None:
    harvest_rows(ROWS)
    page = client.get("/projets/comparer/", asked)
    assert page.status_code == 200
    assert "compared" not in page.context
    assert '<script>"' not in page.content.decode()


def test_the_country_is_told_too(client: Client, harvest_rows) -> None:
    harvest_rows(ROWS)
    page = client.get("/projets/comparer/", {"a": "country:FR", "b": "departement:44"})
    assert page.context["compared"].one.figures.total == 5

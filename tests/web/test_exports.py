"""A search as a file."""

import csv
import io
import json

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from carrefour.catalogue.models import Sheet
from carrefour.web.licences import Reuse, reuse
from carrefour.web.spreadsheet import harmless, lines


def text_of(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def rows_of(answer, delimiter: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(answer)), delimiter=delimiter))


def test_a_search_is_given_as_csv_with_source_and_licence(client: Client, harvest_rows) -> None:
    harvest_rows()
    answer = client.get("/projets/export.csv", {"q": "jardin"})
    assert answer.streaming
    assert "attachment" in answer["Content-Disposition"]
    (row,) = rows_of(answer)
    assert row["title"] == "Le Jardin partagé"
    assert (row["licence"], row["reuse"], row["source"]) == ("CC0-1.0", "free", "Source d'essai")
    assert row["url"].startswith("http://testserver/fiches/le-jardin-partage-")
    assert row["lon"].startswith("-1.5")


def test_english_spreadsheets_get_commas(client: Client, harvest_rows) -> None:
    harvest_rows()
    assert len(rows_of(client.get("/en/projects/export.csv"), ",")) == 3


def test_no_cell_acts_in_a_spreadsheet(client: Client, harvest_rows) -> None:
    harvest_rows(['1;"=HYPERLINK(""http://x"")";"@SUM(1+1)*cmd|\' /C calc\'!A0";jardin;2020;'])
    (row,) = rows_of(client.get("/projets/export.csv"))
    assert row["title"].startswith("'=HYPERLINK")
    assert row["summary"].startswith("'@SUM")


@given(st.text())
def test_a_cell_never_begins_as_a_formula_does(text: str) -> None:
    told = harmless(text)
    assert not told.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    with override("fr"):
        written = "".join(lines([[text, 1]]))[1:]
    (row,) = csv.reader(io.StringIO(written, newline=""), delimiter=";")
    assert row == [told, "1"]


def test_json_and_geojson_hold_the_same_sheets(client: Client, harvest_rows) -> None:
    harvest_rows(["1;Ici;;;2020;44000 Nantes", "2;Nulle part;;;2021;"])
    told = json.loads(text_of(client.get("/projets/export.json")))
    assert {one["title"] for one in told} == {"Ici", "Nulle part"}
    features = json.loads(text_of(client.get("/projets/export.geojson")))["features"]
    placed = {one["properties"]["title"]: one["geometry"] for one in features}
    assert placed["Nulle part"] is None
    assert placed["Ici"]["coordinates"][1] == pytest.approx(47.2, abs=0.2)


def test_an_empty_search_is_an_empty_file(client: Client, harvest_rows) -> None:
    harvest_rows()
    assert text_of(client.get("/projets/export.csv?q=zzzzzzz")) == ""
    assert json.loads(text_of(client.get("/projets/export.json?q=zzzzzzz"))) == []
    assert client.get("/projets/export.xls").status_code == 404


def test_what_a_licence_forbids_to_pass_on_is_left_out(client: Client, harvest_rows) -> None:
    harvest_rows()
    Sheet.objects.filter(title="Garage solidaire").update(licence="Tous droits réservés")
    (row,) = rows_of(client.get("/projets/export.csv?q=garage"))
    assert (row["reuse"], row["summary"], row["themes"]) == ("none", "", "")
    assert row["url"]


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("etalab-2.0", Reuse.FREE),
        ("CC-BY-SA-4.0", Reuse.FREE),
        ("ODbL-1.0", Reuse.FREE),
        ("CC-BY-NC-SA-4.0", Reuse.LIMITED),
        ("CC-BY-ND-4.0", Reuse.LIMITED),
        ("All rights reserved", Reuse.NONE),
        ("unknown", Reuse.UNKNOWN),
        ("", Reuse.UNKNOWN),
    ],
)
def test_a_licence_says_whether_a_sheet_may_be_passed_on(licence: str, allowed: Reuse) -> None:
    assert reuse(licence) is allowed


def test_only_some_files_are_written_at_once(client: Client, harvest_rows) -> None:
    harvest_rows()
    begun = [client.get("/projets/export.csv") for _ in range(2)]
    turned_away = client.get("/projets/export.csv")
    assert (turned_away.status_code, turned_away["Retry-After"]) == (503, "60")
    for answer in begun:
        list(answer)  # to the end: the server closes it then
    assert len(rows_of(client.get("/projets/export.csv"))) == 3

"""Dates, budgets, links, coordinates, codes and words chosen from a list."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.catalogue.draft import Status
from carrefour.structure.budgets import read_euros
from carrefour.structure.dates import read_date
from carrefour.structure.hours import spelt_out
from carrefour.structure.links import web_address, web_addresses
from carrefour.structure.odd import Odd
from carrefour.structure.points import NOWHERE, read_code, read_number, read_point
from carrefour.structure.vocabulary import read_language, read_licence, read_status


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2014", "2014"),
        ("2021-03", "2021-03"),
        ("2021-03-05", "2021-03-05"),
        ("2021-03-05T10:00:00Z", "2021-03-05"),
        ("2020/06/30 14:16:50.898", "2020-06-30"),
        ("20210305", "2021-03-05"),
        ("05/03/2021", "2021-03-05"),
        ("5.3.2021", "2021-03-05"),
        ("03/2021", "2021-03"),
        ("mars 2021", "2021-03"),
        ("Le 1er mai 2020", "2020-05-01"),
        ("12 août 2019", "2019-08-12"),
        ("déc. 2018", "2018-12"),
        ("automne 2019", "2019"),
        ("depuis 2014", "2014"),
    ],
)
def test_dates_are_read_at_the_precision_they_have(text: str, iso: str) -> None:
    assert read_date(text) == iso


@pytest.mark.parametrize(
    "text", ["bientôt", "32/01/2020", "2020-13", "0021-01-01", "2020-02-30", "9999", "2016-2017"]
)
def test_dates_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(Odd):
        read_date(text)


def test_a_format_adds_nothing_that_it_does_not_tell() -> None:
    assert read_date("21 03", "%y %m") == "2021-03"
    assert read_date("05-03-21", "%d-%m-%y") == "2021-03-05"
    with pytest.raises(Odd):
        read_date("mars", "%Y")


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_is_read_in_both_common_notations(day: date) -> None:
    assert read_date(day.isoformat()) == day.isoformat()
    assert read_date(f"{day.day:02}/{day.month:02}/{day.year:04}") == day.isoformat()


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("1 500 000 €", 1_500_000),
        ("1\u202f500\u202f000\u00a0€", 1_500_000),
        ("3700000", 3_700_000),
        ("3700000.0", 3_700_000),
        ("1,5 M€", 1_500_000),
        ("1.5M€", 1_500_000),
        ("12 k€", 12_000),
        ("12k", 12_000),
        ("1.500.000", 1_500_000),
        ("1,500,000.50", 1_500_000),
        ("100 000,50 €", 100_000),
        ("2 millions d'euros", 2_000_000),
        ("Budget : 300 000 euros", 300_000),
        ("3 milliards d’euros", 3_000_000_000),
    ],
)
def test_budgets_come_out_in_whole_euros(text: str, euros: int) -> None:
    assert read_euros(text) == euros


@pytest.mark.parametrize(
    "text",
    ["gratuit", "de 10 000 à 20 000 €", "-500 €", "5 000 $", "120 m²", "9" * 30, "1.2.3", "300 m"],
)
def test_amounts_that_are_not_certain_are_refused(text: str) -> None:
    with pytest.raises(Odd):
        read_euros(text)


@given(st.integers(min_value=1, max_value=10**11))
def test_amounts_are_read_with_or_without_spaces(amount: int) -> None:
    assert read_euros(str(amount)) == amount
    assert read_euros(f"{amount:,} €".replace(",", " ")) == amount


@given(st.text())
def test_odd_values_raise_nothing_but_odd(text: str) -> None:
    for read in (read_date, read_euros, read_status, read_language):
        with suppress(Odd):
            read(text)
    read_licence(text)
    web_addresses(text)
    read_code(text)
    read_point([text], "latlon")
    spelt_out(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.exemple.fr", "https://www.exemple.fr"),
        ("exemple.fr/page", "https://exemple.fr/page"),
        ("http://exemple.fr", "http://exemple.fr"),
        ("HTTP://Exemple.FR/Page", "http://exemple.fr/Page"),
        ("https://a.fr, https://b.fr", "https://a.fr"),
        ("voir (https://a.fr/x).", "https://a.fr/x"),
        ("https://a.fr/?utm_source=x&id=3&fbclid=y", "https://a.fr/?id=3"),
        ("https://a.fr/?q=a+b%20c", "https://a.fr/?q=a+b%20c"),
        ("http://https://a.fr", "https://a.fr"),
        ("http:/a.fr", "http://a.fr"),
        ("http://", ""),
        ("@", ""),
        ("javascript:alert(1)", ""),
        ("mailto:moi@exemple.fr", ""),
        ("moi@exemple.fr", ""),
        ("https://moi:secret@exemple.fr/", ""),
        ("ftp://exemple.fr", ""),
        ("http://localhost/x", ""),
        ("page facebook", ""),
        ("https://[::1", ""),
        ("https://a.fr:99999/", ""),
    ],
)
def test_web_addresses_are_whole_and_harmless(text: str, address: str) -> None:
    assert web_address(text) == address


def test_every_image_of_one_value_is_found() -> None:
    text = "https://a.fr/1.jpg | https://a.fr/2.jpg"
    assert web_addresses(text) == ["https://a.fr/1.jpg", "https://a.fr/2.jpg"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("47,76", 47.76), (" 47.76 ", 47.76), ("-1,5", -1.5), ("4 7.5", 47.5), ("", None),
     (";", None), ("1_0", None), ("nan", None), ("1e400", None), ("47°", 47.0)],
)  # fmt: skip
def test_coordinates_have_points_or_commas(text: str, number: float | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("parts", "order", "point"),
    [
        (["47.76,7.32"], "latlon", (47.76, 7.32)),
        (["47,76;7,32"], "latlon", (47.76, 7.32)),
        (["47,76, 7,32"], "latlon", (47.76, 7.32)),
        (["[7.32, 47.76]"], "lonlat", (47.76, 7.32)),
        (["7.32", "47.76"], "lonlat", (47.76, 7.32)),
        (["POINT(7.32 47.76)"], "latlon", (47.76, 7.32)),
        (["47.76 7.32"], "latlon", (47.76, 7.32)),
        (["47.76", "7.32", "12"], "latlon", (47.76, 7.32)),
        ([""], "latlon", NOWHERE),
        (["47.76"], "latlon", NOWHERE),
        (["nord,sud"], "latlon", NOWHERE),
    ],
)
def test_points_are_read_in_one_value(parts: list[str], order: str, point: object) -> None:
    assert read_point(parts, order) == point


@pytest.mark.parametrize(
    ("text", "code"),
    [("1000", "01000"), ("4000", "04000"), ("97400", "97400"), ("44 000", "44000"),
     ("2a004", "2A004"), ("6088.0", "06088"), ("F-44000", "44000"), ("NR", ""), ("44", "")],
)  # fmt: skip
def test_codes_get_back_the_zero_that_a_spreadsheet_took(text: str, code: str) -> None:
    assert read_code(text) == code


def test_postcodes_of_other_countries_are_left_alone() -> None:
    assert read_code("1000", "Belgique") == "1000"


def test_statuses_are_known_in_french() -> None:
    assert read_status("Terminé") is Status.ENDED
    assert read_status("En cours") is Status.RUNNING
    assert read_status("à venir") is Status.PLANNED


def test_languages_are_brought_to_two_letters() -> None:
    assert read_language("fr-FR") == "fr"
    assert read_language("Français") == "fr"


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("Licence Ouverte 2.0", "etalab-2.0"),
        ("Licence Ouverte / Open Licence version 2.0", "etalab-2.0"),
        ("licence ouverte 1.0", "etalab-1.0"),
        ("ODbL", "ODbL-1.0"),
        ("Open Database License", "ODbL-1.0"),
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/licenses/by-nc/3.0/fr/", "CC-BY-NC-3.0"),
        ("CC0", "CC0-1.0"),
        ("MIT", "MIT"),
        ("unknown", "unknown"),
        ("Permitted with credit", "Permitted with credit"),
    ],
)
def test_licences_are_brought_to_their_spdx_id(text: str, spdx: str) -> None:
    assert read_licence(text) == spdx


def test_opening_hours_are_told_as_people_say_them() -> None:
    assert spelt_out("Mo-Fr 09:00-12:00,14:00-17:30; Sa 9:00-12:00") == (
        "du lundi au vendredi 9h-12h et 14h-17h30; samedi 9h-12h"
    )
    assert spelt_out("Rendez-vous à 9:00") == "Rendez-vous à 9:00"

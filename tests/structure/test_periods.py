"""Periods, ages and languages as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.structure.ages import ages_in, publics_of_ages
from carrefour.structure.budgets import read_euros
from carrefour.structure.dates import read_period
from carrefour.structure.languages import language_of
from carrefour.structure.odd import Odd
from tests.structure.conftest import Drafting

MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("depuis 2016", ("2016", "")),
        ("du 3 au 5 mai 2021", ("2021-05-03", "2021-05-05")),
        ("3-5 mai 2021", ("2021-05-03", "2021-05-05")),
        ("du 1er au 3 juin 2020", ("2020-06-01", "2020-06-03")),
        ("du 28 février 2019 au 3 mars 2020", ("2019-02-28", "2020-03-03")),
        ("printemps 2019", ("2019", "")),
        ("de mars à juin 2020", ("2020-03", "2020-06")),
        ("2019-2021", ("2019", "2021")),
        ("entre 2014 et 2018", ("2014", "2018")),
        ("01/02/2020 - 03/04/2021", ("2020-02-01", "2021-04-03")),
        ("jusqu’en 2022", ("", "2022")),
        ("mars 2019 à aujourd’hui", ("2019-03", "")),
        ("2019-05", ("2019-05", "")),
        ("20/03/2019", ("2019-03-20", "")),
    ],
)
def test_periods_are_read_in_french_prose(text: str, period: tuple[str, str]) -> None:
    assert read_period(text) == period


def test_a_period_that_ends_before_it_begins_is_odd() -> None:
    with pytest.raises(Odd):
        read_period("2021-2019")


@given(st.dates(date(1901, 1, 1), date(2090, 1, 1)), st.integers(0, 4000))
def test_every_period_written_in_words_is_read(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    told = [f"{d.day} {MONTHS[d.month - 1]} {d.year}" for d in (first, last)]
    assert read_period(f"du {told[0]} au {told[1]}") == (first.isoformat(), last.isoformat())


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_a_period(text: str) -> None:
    try:
        first, last = read_period(text)
    except Odd:
        return
    assert first or last


def test_one_field_gives_both_dates(draft: Drafting) -> None:
    told = draft({"nom": "Jardin", "quand": "de mars à juin 2020"}, fields={"start_date": "quand"})
    assert (told.start_date, told.end_date) == ("2020-03", "2020-06")


@pytest.mark.parametrize(
    ("text", "euros"),
    [("12 k€", 12_000), ("1,5 million d'euros", 1_500_000), ("1,5 million d’euros", 1_500_000),
     ("environ 15\u00a0000 €", 15_000), ("2 Md€", 2_000_000_000)],
)  # fmt: skip
def test_budgets_are_read_in_french_prose(text: str, euros: int) -> None:
    assert read_euros(text) == euros


@given(st.integers(1, 10**9))
def test_every_amount_is_read_however_its_thousands_are_parted(euros: int) -> None:
    for gap in ("", " ", "\u00a0", "\u202f"):
        assert read_euros(f"{euros:,} €".replace(",", gap)) == euros


@pytest.mark.parametrize(
    ("text", "ages", "publics"),
    [
        ("16-25 ans", [(16, 25)], {"JEU"}),
        ("les jeunes de 16 à 25 ans", [(16, 25)], {"JEU"}),
        ("moins de 26 ans", [(0, 26)], {"JEU"}),
        ("-26 ans", [(0, 26)], {"JEU"}),
        ("plus de 60 ans", [(60, 120)], {"SEN"}),
        ("60 ans et +", [(60, 120)], {"SEN"}),
        ("à partir de 65 ans", [(65, 120)], {"SEN"}),
        ("18-65 ans", [(18, 65)], set()),
        ("tous les ans", [], set()),
        ("il y a 10 ans", [], set()),
        ("fête ses 20 ans", [], set()),
        ("Nantes", [], set()),
    ],
)
def test_ages_mean_publics(text: str, ages: list[tuple[int, int]], publics: set[str]) -> None:
    assert ages_in(text) == ages
    assert publics_of_ages(text) == publics


@given(st.text(max_size=200))
def test_ages_are_those_of_people(text: str) -> None:
    assert all(0 <= low < high <= 120 for low, high in ages_in(text))


def test_a_tag_that_is_an_age_waits_for_nobody(draft: Drafting) -> None:
    told = draft({"nom": "Jardin", "tags": ["16-25 ans", "Jeux"]}, fields={"tags": "tags"})
    assert told.publics == ["JEU"]
    assert told.unmapped_tags == ["Jeux"]


def test_a_field_of_ages_gives_publics(draft: Drafting) -> None:
    told = draft({"nom": "Club", "age": "à partir de 60 ans"}, fields={"ages": "age"})
    assert told.publics == ["SEN"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Un lieu où les habitants se retrouvent pour jardiner ensemble et partager leurs savoirs "
         "avec les enfants du quartier.", "fr"),
        ("A place where people of the neighbourhood grow vegetables together and share what they "
         "know with the children.", "en"),
        ("Ur gevredigezh evit skoazellañ an dud da zeskiñ brezhoneg e Breizh hag ober gant ar yezh "
         "bemdez gant an holl.", "br"),
        ("Una associacion per ajudar los joves a aprene la lenga nòstra dins lo país amb los "
         "ancians e los enfants de l'escòla.", "oc"),
        ("Ein Garten, in dem die Kinder und die Nachbarn gemeinsam Gemüse ziehen und nicht nur "
         "für sich selbst ernten.", "de"),
        ("Fablab, coworking, impression 3D, robots", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_small_words_or_not_told(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_text_in_another_language_than_its_source_is_told_to_be(draft: Drafting) -> None:
    english = (
        "A place where people of the neighbourhood grow vegetables together and share what they "
        "know with the children."
    )
    assert draft({"nom": "Garden", "t": english}, fields={"description": "t"}).language == "en"
    assert draft({"nom": "Fablab"}).language == "fr"

"""Addresses found by a service, kept, checked against the gazetteer, and done without."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from carrefour.catalogue.models import Place
from carrefour.pipeline.geocoding import over_http
from carrefour.territory.address_geocoder import AddressGeocoder
from carrefour.territory.address_service import AddressService
from carrefour.territory.answers import Answers
from carrefour.territory.asking import Patient
from carrefour.territory.geocoder import GazetteerGeocoder
from carrefour.territory.model import Location, NotLocated, PlaceHint, Precision
from tests.territory.conftest import Register, address

LILAS = address("12 Rue des Lilas 44000 Nantes", "44109", 47.2271, -1.5402)
HINT = PlaceHint(address="12 rue des Lilas", postcode="44000", commune="Nantes")
Opening = Callable[..., AddressGeocoder]


@pytest.fixture
def opened(register: Register, geocoder: GazetteerGeocoder, gazetteer, tmp_path: Path) -> Opening:
    """The geocoder as it starts in a new process, with what it kept."""
    register.known["rue des Lilas"] = LILAS

    def opened(per_second: float = 1000, timeout: float = 5, pause: float = 0.01):
        patient = Patient(over_http(timeout), per_second, pause=pause)
        answers = Answers(tmp_path / "answers.sqlite3")
        service = AddressService(register.url, patient, answers, slash=True)
        return AddressGeocoder(geocoder, gazetteer, service, "ban")

    return opened


def test_an_address_is_found_at_its_door(opened: Opening) -> None:
    place = opened().locate(HINT)
    assert (place.lat, place.lon, place.precision) == (47.2271, -1.5402, Precision.ADDRESS)
    assert (place.commune, place.method, place.score) == ("44109", "ban", 0.92)


def test_the_commune_that_is_named_narrows_the_search(opened: Opening, register) -> None:
    opened().locate(PlaceHint(text="12 rue des Lilas, 44000 Nantes"))
    assert register.asked[0]["q"] == "12 rue des Lilas 44000 Nantes"
    assert register.asked[0]["citycode"] == "44109"


def test_an_address_of_paris_is_asked_for_by_postcode(opened: Opening, register) -> None:
    register.known["rue de Belleville"] = address(
        "3 Rue de Belleville 75019 Paris", "75119", 48.8726, 2.3779, postcode="75019"
    )
    place = opened().locate(PlaceHint(text="3 rue de Belleville 75019 Paris"))
    assert (place.precision, place.commune) == (Precision.ADDRESS, "75056")
    assert "citycode" not in register.asked[0]


def test_an_address_in_another_commune_is_refused(opened: Opening, register) -> None:
    register.known["rue des Lilas"] = address("12 Rue des Lilas 44400 Rezé", "44143", 47.19, -1.56)
    register.filters = False
    place = opened().locate(HINT)
    assert (place.precision, place.commune) == (Precision.COMMUNE, "44109")
    assert "another commune" in place.warnings[-1]


def test_an_address_that_is_unlike_is_refused(opened: Opening, register) -> None:
    register.known["rue des Lilas"] = address(
        "12 Rue des Lions 44000 Nantes", "44109", 47.2, -1.5, score=0.41
    )
    place = opened().locate(HINT)
    assert place.precision is Precision.COMMUNE
    assert "unlike" in place.warnings[-1]


def test_an_address_that_nobody_knows_stays_in_its_commune(opened: Opening, register) -> None:
    place = opened().locate(PlaceHint(text="3 rue Inconnue, 44000 Nantes"))
    assert (place.precision, place.method) == (Precision.COMMUNE, "gazetteer")


def test_a_street_without_a_commune_is_taken_only_when_it_is_surely_the_one(opened, register):
    hint = PlaceHint(address="12 rue des Lilas", commune="Bourg-Inconnu")
    assert isinstance(opened().locate(hint), Location)
    register.known["rue des Lilas"] = {
        **LILAS,
        "properties": {**LILAS["properties"], "score": 0.7},
    }
    other = PlaceHint(address="14 rue des Lilas", commune="Bourg-Inconnu")
    assert isinstance(opened().locate(other), NotLocated)


def test_nothing_is_asked_twice_even_by_another_process(opened: Opening, register) -> None:
    first = opened().locate(HINT)
    unknown = PlaceHint(text="3 rue Inconnue, 44000 Nantes")
    opened().locate(unknown)
    asked = len(register.asked)
    assert opened().locate(HINT) == first
    opened().locate(unknown)
    assert len(register.asked) == asked == 2


@pytest.mark.parametrize(
    "hint",
    [
        PlaceHint(text="44000 Nantes"),
        PlaceHint(text="Rennes, Nantes et Brest"),
        PlaceHint(address="12 rue des Lilas", commune="Nantes", lat=47.2, lon=-1.55),
        PlaceHint(address="12 rue de la Loi", commune="Bruxelles", country="Belgique"),
    ],
)
def test_what_needs_no_service_is_not_asked(opened: Opening, register, hint) -> None:
    opened().locate_all(hint)
    assert register.asked == []


@pytest.mark.parametrize("failure", [500, 503, (429, {"retry-after": "0"}), (429, {})])
def test_a_failure_that_passes_is_waited_for(opened: Opening, register, failure) -> None:
    register.failures = [failure, failure]
    assert opened().locate(HINT).precision is Precision.ADDRESS


def test_a_service_that_refuses_for_now_is_asked_no_sooner_than_it_says(opened, register) -> None:
    register.failures = [(429, {"retry-after": "1"})]
    start = time.monotonic()
    assert opened().locate(HINT).precision is Precision.ADDRESS
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize("body", ["<html>Maintenance</html>", "{}", '{"features": [{}]}', "[1]"])
def test_an_answer_that_is_none_leaves_the_place_in_its_commune(opened, register, body) -> None:
    register.always = body
    place = opened().locate(HINT)
    assert (place.precision, place.commune) == (Precision.COMMUNE, "44109")
    assert "no GeoJSON" in place.warnings[-1]
    register.always = None
    assert opened().locate(HINT).precision is Precision.ADDRESS  # it was not kept


def test_a_slow_service_is_not_waited_for(opened: Opening, register) -> None:
    register.always = 0.4
    place = opened(timeout=0.1).locate(HINT)
    assert place.precision is Precision.COMMUNE
    assert "no answer" in place.warnings[-1]


def test_a_service_that_is_down_is_left_alone(opened: Opening, register) -> None:
    register.always = 500
    geocoder = opened()
    for number in range(10):
        place = geocoder.locate(PlaceHint(text=f"{number + 1} rue des Lilas, 44000 Nantes"))
        assert place.commune == "44109"
    assert len(register.asked) == 9  # three questions, three tries each


def test_no_more_is_asked_in_a_second_than_the_service_allows(opened: Opening, register) -> None:
    geocoder = opened(per_second=20)
    start = time.monotonic()
    for number in range(5):
        geocoder.locate(PlaceHint(text=f"{number + 1} rue des Lilas, 44000 Nantes"))
    assert time.monotonic() - start >= 4 / 20


def test_many_addresses_are_asked_for_in_one_file(opened: Opening, register) -> None:
    hints = [PlaceHint(text=f"{n} rue des Lilas, 44000 Nantes") for n in range(1, 30)]
    hints += [PlaceHint(text="3 rue Inconnue, 44000 Nantes"), PlaceHint(text="Nantes")]
    geocoder = opened()
    geocoder.prepare(hints)
    assert (register.files, register.asked) == (1, [])
    places = [geocoder.locate(hint) for hint in hints]
    assert register.asked == []
    assert [p.precision for p in places] == [Precision.ADDRESS] * 29 + [Precision.COMMUNE] * 2


def test_a_row_in_error_is_asked_for_again_alone(opened: Opening, register) -> None:
    register.broken_rows = {"7 rue des Lilas"}
    hints = [PlaceHint(text=f"{n} rue des Lilas, 44000 Nantes") for n in (6, 7)]
    geocoder = opened()
    geocoder.prepare(hints)
    assert [geocoder.locate(h).precision for h in hints] == [Precision.ADDRESS] * 2
    assert [q["q"] for q in register.asked] == ["7 rue des Lilas 44000 Nantes"]


def test_a_service_that_takes_no_file_is_asked_one_by_one(opened: Opening, register) -> None:
    register.takes_files = False
    hints = [PlaceHint(text=f"{n} rue des Lilas, 44000 Nantes") for n in (6, 7)]
    geocoder = opened()
    geocoder.prepare(hints)
    assert [geocoder.locate(h).precision for h in hints] == [Precision.ADDRESS] * 2
    assert len(register.asked) == 2


def test_a_broken_file_of_answers_is_begun_anew(opened: Opening, tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite3").write_bytes(b"no database" * 1000)
    assert opened().locate(HINT).precision is Precision.ADDRESS


def test_a_harvest_asks_once_for_a_whole_batch(settings, harvest_rows, register) -> None:
    settings.GEOCODER = register.url
    register.known["rue des Lilas"] = LILAS
    rows = [f"{n};Jardin {n};Texte.;jardin;2020;{n} rue des Lilas, 44000 Nantes" for n in (1, 2, 3)]
    report = harvest_rows(rows)
    assert report.sheets.new == 3
    assert {p.precision for p in Place.objects.all()} == {"address"}
    assert {p.method for p in Place.objects.all()} == {"addok"}
    assert (register.files, register.asked) == (1, [])

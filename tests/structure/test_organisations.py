"""One organisation is one, however its name is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.structure.organisations import identifier, name_key, written

DEFINITION = """
id: essai
title: Source d'essai
organisation: {id: essai-org, name: Organisation d'essai}
licence: CC0-1.0
fetch: {kind: csv, separator: ";"}
record_id: "{id}"
fields: {title: nom, holder: texte, holder_id: tags}
"""


@pytest.mark.parametrize(
    "name",
    ["Assoc. Les Petits Débrouillards", "LES PETITS DEBROUILLARDS",
     "Les Petits Débrouillards (APD)",
     "Association les petits-débrouillards", "Petits Débrouillards - association loi 1901"],
)  # fmt: skip
def test_spellings_of_a_name_share_a_key(name: str) -> None:
    assert name_key(name) == "petits debrouillards"


@pytest.mark.parametrize("name", ["SARL", "Association", "La Poste", "X", "L’Association"])
def test_a_name_never_loses_all_of_itself(name: str) -> None:
    assert name_key(name)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("443 061 841", "siren:443061841"),
        ("SIRET : 443 061 841 00047", "siren:443061841"),
        ("44306184100047", "siren:443061841"),
        ("35600000000048", "siren:356000000"),
        ("RNA w751234567", "rna:W751234567"),
        ("443061842", ""),
        ("000000000", ""),
        ("06 12 34 56 78", ""),
        ("W12345678", ""),
    ],
)
def test_numbers_are_read_and_their_check_digit_held_to(text: str, number: str) -> None:
    assert identifier(text) == number


@given(st.integers(10**7, 10**8 - 1), st.integers(0, 9))
def test_of_ten_numbers_one_alone_is_a_siren(begin: int, digit: int) -> None:
    valid = [last for last in range(10) if identifier(f"{begin}{last}")]
    assert len(valid) == 1
    assert bool(identifier(f"{begin}{digit}")) == (digit in valid)


@given(st.text(max_size=60))
def test_a_key_is_the_key_of_itself(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name) or len(name_key(name)) < 4


def test_a_name_that_shouts_is_calmed() -> None:
    assert written("ASSOCIATION DES AMIS DE LA TERRE") == "Association des Amis de la Terre"
    assert written("Commune de Autainville") == "Commune d’Autainville"
    assert written("SINGA") == "SINGA"


def test_sheets_of_one_organisation_are_found_on_its_page(harvest_rows, client) -> None:
    rows = [
        "1;Un;Assoc. Les Petits Débrouillards;;2020;",
        "2;Deux;LES PETITS DEBROUILLARDS;SIRET 443 061 841 00047;2020;",
        "3;Trois;Débrouille & Cie;443061841;2020;",
        "4;Quatre;Les Petits Débrouillards;732 829 320;2020;",
        "5;Cinq;CCAS;;2020;",
    ]
    harvest_rows(rows, definition=DEFINITION)
    carriers = dict(Sheet.objects.values_list("title", "carrier"))
    one = carriers["Un"]
    assert carriers["Deux"] == carriers["Trois"] == one
    assert carriers["Quatre"] not in (None, one)  # a namesake with a number of its own
    assert carriers["Cinq"] is None  # a hundred bear that name
    assert Organisation.objects.get(pk=one).number == "siren:443061841"
    page = client.get(f"/organisations/{one}/").content.decode()
    assert "Les 3 projets qu’elle porte" in page
    assert "SIREN\u00a0443\u00a0061\u00a0841" in page
    assert f"/organisations/{one}/" not in client.get("/organisations/").content.decode()


def test_a_second_harvest_finds_the_same_organisations(harvest_rows) -> None:
    harvest_rows(["1;Un;Assoc. Les Petits Débrouillards;;2020;"], definition=DEFINITION)
    harvest_rows(
        ["1;Un;Assoc. Les Petits Débrouillards;;2020;", "2;Deux;LES PETITS DÉBROUILLARDS;;2020;"],
        definition=DEFINITION,
    )
    assert len(set(Sheet.objects.values_list("carrier", flat=True))) == 1

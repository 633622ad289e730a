"""Contacts taken out of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.structure.privacy import without_contacts, without_contacts_html


@pytest.mark.parametrize(
    "contact",
    [
        "jeanne.martin@exemple.fr",
        "jeanne.martin [at] exemple.fr",
        "jeanne(arobase)exemple.fr",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "0612345678",
        "06\u00a012\u00a034\u00a056\u00a078",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033612345678",
        "+262 2 62 18 98 98",
        "0262 18 98 98",
        "0 800 123 456",
        "09 64 46 09 34/06 83 13 07 98",
        "Tél. : 02 40 12 34 56",
        "Courriel : accueil@exemple.org",
    ],
)
def test_no_address_and_no_number_stays(contact: str) -> None:
    assert without_contacts(f"Venez nous voir {contact}").strip() in (
        "Venez nous voir",
        "Venez nous voir /",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Ouvert en 2014, 2015 et 2016",
        "Budget de 1 500 000 €",
        "SIRET 776 398 968 00060",
        "SIRET 77639896800060",
        "Appelez le 3919",
        "De 9h à 12h et de 14h à 17h30",
        "Du 01/09/2020 au 31/12/2020",
        "47.218637, -1.554136",
        "https://exemple.fr/0612345678",
        "Nom@Dia est un lieu",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert without_contacts(text) == text


def test_markup_is_left_alone_around_what_goes() -> None:
    html = '<p>Écrire à <a href="https://exemple.fr/a">moi@exemple.fr</a></p>'
    assert without_contacts_html(html) == '<p>Écrire à <a href="https://exemple.fr/a"></a></p>'


@given(st.from_regex(r"0[1-9]([ .-]?[0-9]{2}){4}", fullmatch=True))
def test_every_french_number_goes(number: str) -> None:
    assert number not in without_contacts(f"Joindre {number} le matin")

"""Texts that read well: no words of a web site around them, French spaces, no shouting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.structure.boilerplate import (
    is_furniture,
    without_furniture,
    without_furniture_html,
)
from carrefour.structure.hours import without_hours
from carrefour.structure.mending import mended
from carrefour.structure.titles import name_case, title_of
from carrefour.structure.typography import begun, calm, unbreaking
from carrefour.structure.vocabulary import read_licence
from tests.structure.conftest import Drafting


@pytest.mark.parametrize(
    "line",
    ["En savoir plus", "> Lire la suite", "Lire la suite de l’article →", "Cliquez ici !",
     "Partager sur Facebook", "Facebook | Twitter | LinkedIn", "Imprimer cette page",
     "Tout accepter",
     "Ce site utilise des cookies pour mesurer son audience. En poursuivant votre navigation, vous "
     "les acceptez."],
)  # fmt: skip
def test_words_of_a_site_are_known(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    ["Savoir plus compter que nager", "Partager un jardin", "La suite du projet aura lieu en mai.",
     "Nous fabriquons des cookies avec les enfants.", "Découvrir le métier de menuisier", "X"],
)  # fmt: skip
def test_words_of_a_project_stay(line: str) -> None:
    assert not is_furniture(line)


def test_a_description_loses_the_blocks_of_the_site_alone(draft: Drafting) -> None:
    more = "<p><a href='https://a.fr/x'>En savoir plus</a></p><ul><li>Partager sur X</li></ul>"
    text = f"<p>Un jardin.</p>{more}"
    told = draft({"nom": "Jardin", "t": text}, fields={"description": "t"})
    assert told.description == "<p>Un jardin.</p>"
    assert told.summary == "Un jardin."


def test_a_summary_loses_its_last_words() -> None:
    assert (
        without_furniture("On y cultive des légumes. Lire la suite") == "On y cultive des légumes."
    )
    assert without_furniture("On y cultive des… [Lire la suite]") == "On y cultive des…"


@given(st.text(max_size=300))
def test_what_is_left_out_was_there_and_twice_is_once(text: str) -> None:
    once = without_furniture(text)
    assert len(once) <= len(text) + 1
    assert len(without_furniture_html(text)) <= len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Qui vient ? Nous !", "Qui vient\u00a0? Nous\u00a0!"),
        ("« Le Jardin » : un lieu", "«\u00a0Le Jardin\u00a0»\u00a0: un lieu"),
        ("à 10:30 sur http://a.fr", "à 10:30 sur http://a.fr"),
        ("30 % des 12 €", "30\u00a0% des 12\u00a0€"),
        ("Déjà\u00a0: oui", "Déjà\u00a0: oui"),
    ],
)
def test_french_spaces_hold_together(text: str, shown: str) -> None:
    assert unbreaking(text) == shown


@given(st.text(max_size=200))
def test_typography_changes_spaces_alone(text: str) -> None:
    shown = unbreaking(text)
    assert len(shown) == len(text)
    assert unbreaking(shown) == shown
    assert calm(calm(text)) == calm(text)


def test_nothing_shouts() -> None:
    assert calm("créer du lien !!!!! Venez ?? ") == "créer du lien ! Venez ? "
    assert calm("Lire;Écrire") == "Lire ; Écrire"
    assert begun("l'AHAM") == "L'AHAM"
    assert begun("iPhone pour tous") == "iPhone pour tous"
    assert title_of("COURTELINE") == "Courteline"
    assert title_of("CPAM DE LA GIRONDE") == "CPAM de la Gironde"


def test_a_text_that_only_says_the_title_says_nothing(draft: Drafting) -> None:
    told = draft({"nom": "AMPS Sainte-Rose", "t": "AMPS Sainte-Rose"}, fields={"description": "t"})
    assert (told.summary, told.description) == ("", "")


def test_the_seat_is_taken_only_when_nothing_says_where_it_acts(draft: Drafting) -> None:
    places = [{"commune": "ville"}, {"commune": "siege", "seat": True}]
    acting = draft({"nom": "Projet", "ville": "Nantes", "siege": "Rezé"}, places=places)
    assert [place.label for place in acting.places] == ["Nantes"]
    alone = draft({"nom": "Projet", "siege": "Rezé"}, places=places)
    assert [place.label for place in alone.places] == ["Rezé"]


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("Licence Ouverte v2.0 (Etalab)", "etalab-2.0"),
        ("lov2", "etalab-2.0"),
        ("Open Database Licence (ODbL) 1.0", "ODbL-1.0"),
        ("CC-BY", "CC-BY-4.0"),
        ("cc by-nc-sa 3.0 fr", "CC-BY-NC-SA-3.0"),
        ("Creative Commons Attribution - Partage dans les mêmes conditions 4.0", "CC-BY-SA-4.0"),
        ("Creative Commons Attribution, pas d’utilisation commerciale, pas de modification 4.0",
         "CC-BY-NC-ND-4.0"),
        ("Attribution-ShareAlike 4.0 International", "CC-BY-SA-4.0"),
        ("domaine public", "CC-PDM-1.0"),
        ("Tous droits réservés", "Tous droits réservés"),
    ],
)  # fmt: skip
def test_licences_are_known_as_people_write_them(text: str, spdx: str) -> None:
    assert read_licence(text) == spdx


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Lundi : 9h à 12h - 14h30 à 18h30\nMardi : fermé", ""),
        ("On y lit.\nHoraires : du lundi au jeudi 9h-12h\nLabels : CNFS", "On y lit."),
        ("Horaires hors période estivale\nMardi : 16h-18h", ""),
        ("Jeudi : Permanences de 15h15 à 16h30", ""),
        ("Ateliers tous les mardis à 14h pour les seniors", "="),
        ("Lundi au vendredi : 8h – 12h. La ville recense les besoins du territoire.", "="),
        ("Le samedi, on répare des vélos", "="),
    ],
)
def test_lines_that_say_when_a_place_is_open_are_known(text: str, left: str) -> None:
    assert without_hours(text) == (text if left == "=" else left)


@given(st.text(max_size=300))
def test_what_is_left_beside_hours_was_there(text: str) -> None:
    assert set(without_hours(text).split("\n")) <= {
        *text.split("\n"),
        *text.strip().split("\n"),
        "",
    }


def test_a_summary_tells_no_hours_and_no_commands_of_a_wiki(draft: Drafting) -> None:
    text = 'Un jardin{{attach file="a.pdf" size="big"}} partagé.\nMardi : 9h-12h\nLabels : X'
    told = draft({"nom": "L' Arche", "t": text}, fields={"description": "t"})
    assert told.title == "L'Arche"
    assert told.summary == "Un jardin partagé."
    assert "Mardi" in told.description
    assert "attach" not in told.description
    hours = draft({"nom": "Jardin", "t": "Mardi : 9h-12h"}, fields={"description": "t"})
    assert hours.summary == ""


def test_a_lost_letter_alone_is_the_word_that_has_one() -> None:
    assert mended("La Fabrique \ufffd Entreprendre") == "La Fabrique à Entreprendre"
    assert mended("de 9h \ufffd 12h") == "de 9h-12h"


def test_a_name_shouts_although_a_program_left_a_letter_small() -> None:
    assert name_case("COURTHéZON") == "Courthézon"
    assert name_case("McDo") == "McDo"

"""French text as terms."""

from __future__ import annotations

import pytest

from carrefour.structure.learning.terms import spelt_terms, stem, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jardins partagés", "jardin partagé"),
        ("éco-construction", "écoconstruction"),
        ("éco construction", "Eco-Construction"),
        ("Réseaux sociaux", "réseau social"),
        ("agricultrices", "agriculteur"),
        ("l’emploi des jeunes", "emploi jeune"),
        ("cœur", "coeur"),
        ("activités culturelles", "activité culturel"),
    ],
)
def test_spellings_of_one_thing_are_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("plus", "PLU"), ("programme", "programmer"), ("donner", "données"), ("forme", "former")],
)
def test_words_of_different_sense_stay_apart(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_ages_say_whom_a_tag_speaks_of() -> None:
    assert terms("11-26 ans")[-1] == stem("jeune")
    assert terms("moins de 25 ans")[-1] == stem("jeune")
    assert terms("plus de 65 ans")[-1] == stem("senior")
    assert terms("de 18 à 65 ans")[-1] not in (stem("jeune"), stem("senior"))


def test_the_word_that_a_term_comes_from_is_known() -> None:
    assert spelt_terms("Des énergies") == [("energi", "energies")]


def test_a_long_text_is_cut_where_its_subject_is_told() -> None:
    assert len(terms("jardin emploi " * 5_000)) == 200


def test_hostile_text_is_no_more_than_terms() -> None:
    assert terms("<script>\x00'; DROP TABLE\u202e") == ["script", "drop", "tabl"]
    assert terms("🎉 — ¿?") == []

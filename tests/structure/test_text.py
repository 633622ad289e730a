"""Texts made plain, letters mended, summaries and titles."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.structure.markup import rich
from carrefour.structure.mending import mended
from carrefour.structure.privacy import without_contacts
from carrefour.structure.summaries import summary_of
from carrefour.structure.text import one_line, plain, shortened
from carrefour.structure.titles import apart, name_case, title_of


def test_markup_entities_and_control_characters_go() -> None:
    assert (
        plain("<p>Caf&eacute; &amp; <b>th\u00e9</b></p><p>\u200bici\x07</p>") == "Café & thé\nici"
    )


def test_entities_written_twice_are_read_twice() -> None:
    assert one_line("d&amp;eacute;j&amp;agrave;") == "déjà"


def test_scripts_go_with_their_words() -> None:
    assert plain("Bonjour<script>alert(1)</script> à tous") == "Bonjour à tous"


def test_at_most_one_empty_line_stays() -> None:
    assert plain("un\r\n\r\n\r\n\r\ndeux") == "un\n\ndeux"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("CrÃ©ation", "Création"),
        ("Ã‰cole", "École"),
        ("lâ€™Ã©tÃ©", "l’été"),
        ("cÅ“ur", "cœur"),
        ("déjà vu et mangÃ©", "déjà vu et mangé"),
        ("12 â‚¬", "12 €"),
        ("Bibliothèque", "Bibliothèque"),
        ("Âge d’or", "Âge d’or"),
        ("SÃO PAULO", "SÃO PAULO"),
    ],
)
def test_letters_read_in_the_wrong_encoding_are_put_right(broken: str, whole: str) -> None:
    assert mended(broken) == whole


@pytest.mark.parametrize(
    ("lost", "found"),
    [
        ("Biblioth\ufffdque", "Bibliothèque"),
        ("M\ufffdDIATH\ufffdQUE", "MÉDIATHÈQUE"),
        ("l\ufffdarrondissement", "l’arrondissement"),
        ("9h\ufffd12h", "9h-12h"),
        ("Zxqv\ufffdtt", "Zxqv\ufffdtt"),
    ],
)
def test_a_lost_letter_comes_back_where_one_word_fits(lost: str, found: str) -> None:
    assert mended(lost) == found


@pytest.mark.parametrize("part", ["<!--", "<a ", "<script>", "06 12 ", "&amp;", "contact : ", "Ã"])
def test_texts_made_to_stall_a_reader_do_not(part: str) -> None:
    started = perf_counter()
    text = (part * 20_000)[:50_000]
    title_of(text)
    without_contacts(text)
    rich(text)
    assert perf_counter() - started < 2.0


@given(st.text())
def test_plain_text_has_no_control_character_and_no_space_around(text: str) -> None:
    clean = plain(text)
    assert clean == clean.strip()
    assert not any(ord(c) < 32 and c != "\n" for c in clean)


def test_a_summary_is_made_of_whole_sentences() -> None:
    text = "Un atelier de réparation de vélos ouvert à tous. " * 10
    summary = summary_of(text)
    assert summary.endswith("tous.")
    assert len(summary) <= 280


def test_a_sentence_too_long_is_cut_after_a_word() -> None:
    summary = summary_of("anticonstitutionnellement " * 30)
    assert summary.endswith("anticonstitutionnellement…")
    assert len(summary) <= 280


def test_an_initial_does_not_end_a_sentence() -> None:
    text = "Le projet de M. Dupont et de J. Martin rassemble les habitants du quartier. " * 5
    assert not summary_of(text).endswith(("M.", "J."))


def test_lines_that_end_without_a_mark_are_told_apart() -> None:
    assert summary_of("Espace numérique\nOuvert à tous") == "Espace numérique. Ouvert à tous"


@given(st.text(max_size=2000), st.integers(min_value=20, max_value=300))
def test_a_summary_never_exceeds_its_length(text: str, most: int) -> None:
    assert len(summary_of(text, most)) <= most
    assert len(shortened(text, most)) <= most


@pytest.mark.parametrize(
    ("shouted", "title"),
    [
        ("MAISON DES PROJETS DU CCAS", "Maison des projets du CCAS"),
        ("UNE AMAP POUR L'ESS", "Une AMAP pour l'ESS"),
        ("LES EPN DE LA MJC", "Les EPN de la MJC"),
        ("RESTAURANT D'INSERTION", "Restaurant d'insertion"),
        ("ATELIER 3D DU XIIIE", "Atelier 3D du xiiie"),
        ("CENTRE DE FRANCE SERVICES", "Centre de France services"),
        ("ACIFOP", "ACIFOP"),
        ("MEDIATHEQUE", "Mediatheque"),
        ("Maison POUR TOUS", "Maison POUR TOUS"),
        ("ÉCOLE DU NUMÉRIQUE", "École du numérique"),
    ],
)
def test_titles_that_shout_are_mended_and_acronyms_kept(shouted: str, title: str) -> None:
    assert title_of(shouted) == title


def test_the_projects_own_places_keep_their_capitals() -> None:
    assert title_of("MAIRIE DE SAINT-DENIS", ["SAINT DENIS"]) == "Mairie de Saint Denis"
    assert title_of("PIJ CHATEAUROUX", ["CHATEAUROUX"]) == "PIJ Chateauroux"


def test_a_name_that_a_hundred_places_share_is_told_apart_by_its_commune() -> None:
    assert apart("Mairie", "Rezé") == "Mairie – Rezé"
    assert apart("Mairie de Rezé", "Rezé") == "Mairie de Rezé"


def test_names_that_shout_are_written_as_names() -> None:
    assert name_case("AIX-EN-PROVENCE") == "Aix-en-Provence"
    assert name_case("LA-ROCHE-SUR-YON") == "La-Roche-sur-Yon"
    assert name_case("L'ISLE-D'ABEAU") == "L'Isle-d'Abeau"


@given(st.text())
def test_titles_are_one_line_of_at_most_300_characters(text: str) -> None:
    title = title_of(text)
    assert len(title) <= 300
    assert "\n" not in title

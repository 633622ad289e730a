"""Synonyms: how their files are read, and what a search finds through them."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.search.analysis import stems
from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine
from carrefour.search.query import Query, Relaxed
from carrefour.search.synonyms import SynonymFile, read, shipped_text

BIKES = Document(id="bikes", title="La bicyclette pour tous", date=1)
FARM = Document(
    id="farm", title="Le champ", description="Une agriculture paysanne de maintien.", date=2
)
AMAP = Document(
    id="amap",
    title="Paniers du lundi",
    description="Une association pour le maintien d’une agriculture paysanne.",
    date=3,
)
SOCIAL = Document(id="ess", title="Pôle ESS", date=4)
SALT = Document(id="salt", title="Le sel de Guérande", date=5)
SHARED = Document(id="shared", title="Un tiers-lieu au village", date=6)


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    return tmp_path / "synonyms.txt"


@pytest.fixture
def engine(open_engine, tmp_path: Path, own_file: Path) -> SearchEngine:
    engine = open_engine(tmp_path / "index", SynonymFile(own_file))
    engine.rebuild([BIKES, FARM, AMAP, SOCIAL, SALT, SHARED])
    return engine


def ids(engine: SearchEngine, text: str) -> list[str]:
    return [hit.id for hit in engine.search(Query(text)).hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vélo", "bikes"),
        ("vélos", "bikes"),
        ("économie sociale et solidaire", "ess"),
        ("AMAP", "amap"),
        ("tiers lieux", "shared"),
        ("tierslieux", "shared"),
        ("tiers-lieu", "shared"),
    ],
)
def test_what_means_the_same_is_found(engine, text: str, found: str) -> None:
    results = engine.search(Query(text))
    assert results.relaxed is Relaxed.NOT
    assert [hit.id for hit in results.hits] == [found]


def test_words_that_stand_for_an_acronym_are_a_phrase(engine) -> None:
    assert "farm" not in ids(engine, "amap")


def test_the_word_typed_weighs_more_than_its_synonyms(engine) -> None:
    engine.write([Document(id="velo", title="Le vélo pour tous", date=9)])
    assert ids(engine, "vélo") == ["velo", "bikes"]
    assert ids(engine, "bicyclette") == ["bikes", "velo"]


def test_synonyms_of_one_word_are_marked(engine) -> None:
    (hit,) = engine.search(Query("vélo")).hits
    assert hit.title == "La <mark>bicyclette</mark> pour tous"


def test_quotes_and_exclusions_take_words_as_they_are(engine) -> None:
    assert ids(engine, '"vélo"') == []
    assert "bikes" in ids(engine, "tous -vélo")


def test_an_operator_s_file_is_read_again_when_it_changes(engine, own_file: Path) -> None:
    assert ids(engine, "pédalons") == []
    own_file.write_text("pédaler => bicyclette\n", "utf-8")
    assert ids(engine, "pédaler") == ["bikes"]
    own_file.write_text("# nothing any more\n", "utf-8")
    os.utime(own_file, ns=(1, 1))
    assert ids(engine, "pédaler") == []


def test_one_way_is_one_way_and_what_is_shipped_can_be_forgotten(engine, own_file: Path) -> None:
    own_file.write_text("guérande => bicyclette\n! vélo\n", "utf-8")
    assert ids(engine, "guérande") == ["salt", "bikes"]
    assert ids(engine, "bicyclette") == ["bikes"]
    assert ids(engine, "vélo") == []


def test_bad_lines_are_told_with_file_line_and_cure_and_the_rest_works(
    engine, own_file: Path, caplog
) -> None:
    own_file.write_text("seul\nsalicorne, sel\n=> rien\n!\n", "utf-8")
    with caplog.at_level(logging.WARNING):
        assert ids(engine, "salicorne") == ["salt"]
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        f"{own_file}:1: a group needs two forms that differ; write 'vélo, bicyclette'",
        f"{own_file}:3: '=>' needs words on both sides; write 'sigle => mots, autres mots'",
        f"{own_file}:4: '!' needs the form to forget; write '! sel'",
    ]


def test_a_file_that_is_no_text_leaves_the_shipped_ones(engine, own_file: Path, caplog) -> None:
    own_file.write_bytes(b"v\xe9lo, bicyclette\n")
    assert ids(engine, "vélo") == ["bikes"]
    assert "save it as UTF-8" in caplog.text


def test_the_shipped_file_has_no_bad_line() -> None:
    synonyms, problems = read([("shipped", shipped_text())])
    assert problems == []
    for (
        acronym
    ) in "ESS SIAE IAE QPV AMAP SCIC SCOP CCAS EHPAD ESAT PMR FLE RSA MJC PTCE TZCLD".split():
        assert synonyms.others[tuple(stems(acronym))], acronym


@given(st.text(alphabet="abé ,=>!#'’-\n\t", max_size=200))
def test_no_file_breaks_the_reader(text: str) -> None:
    synonyms, problems = read([("own", text)])
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in problems)
    assert all(form for form in synonyms.others)


@given(st.lists(st.sampled_from(["vélo", "jardin", "tiers-lieu", "ess"]), min_size=2, unique=True))
def test_the_forms_of_a_group_stand_for_one_another(forms: list[str]) -> None:
    synonyms, _ = read([("own", ", ".join(forms))])
    keys = {tuple(stems(form)) for form in forms}
    for key in keys:
        assert set(synonyms.others[key]) == keys - {key}
        assert synonyms.at([*key, "autre"], 0) == (len(key), synonyms.others[key])

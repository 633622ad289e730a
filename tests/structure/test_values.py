"""Rules, from a record to its texts."""

from __future__ import annotations

from typing import Any

import pytest

from carrefour.catalogue.definition import Rule
from carrefour.structure.values import first, is_filler, reader, told


def read(record: dict[str, Any], **rule: Any) -> list[str]:
    return reader(Rule(**rule))(record)


def test_the_first_path_that_gives_a_value_is_taken() -> None:
    assert read({"a": " ", "b": "deux", "c": "trois"}, path=("a", "b", "c")) == ["deux"]


def test_a_path_that_holds_a_filler_gives_way_to_the_next() -> None:
    assert read({"a": "NON REGISTRÉ", "b": "deux"}, path=("a", "b")) == ["deux"]


def test_all_takes_the_values_of_every_path() -> None:
    assert read({"a": ["un", "deux"], "b": "trois"}, path=("a", "b"), all=True) == [
        "un",
        "deux",
        "trois",
    ]


def test_a_template_loses_the_lines_of_which_every_brace_came_empty() -> None:
    template = "Espace ouvert à tous\nHoraires : {h}\nTarif : {t}"
    assert read({"h": "9h-12h", "t": ""}, template=template) == [
        "Espace ouvert à tous\nHoraires : 9h-12h"
    ]


def test_a_split_parts_a_list_and_drops_its_empty_items() -> None:
    assert read({"t": "Sport;; Culture ;"}, path="t", split=";") == ["Sport", "Culture"]


def test_a_pattern_keeps_its_group_and_drops_what_does_not_match() -> None:
    found = read({"t": ["10- Inégalités", "?"]}, path="t", pattern=r"\d+- ?(.+)")
    assert found == ["Inégalités"]


def test_a_map_leaves_what_it_does_not_know_and_drops_what_it_maps_to_nothing() -> None:
    mapping = {"FIN": "ended", "?": ""}
    assert read({"t": ["FIN", "AUTRE", "?"]}, path="t", map=mapping) == ["ended", "AUTRE"]


def test_a_map_may_say_what_all_else_becomes() -> None:
    assert read({"t": ["x"]}, path="t", map={"*": "running"}) == ["running"]


def test_a_constant_needs_no_record() -> None:
    assert read({}, constant=("un", "deux")) == ["un", "deux"]


def test_half_characters_and_control_characters_are_dropped() -> None:
    assert read({"t": "Nan\ud800tes\x00"}, path="t") == ["Nantes"]


def test_no_rule_gives_nothing() -> None:
    assert reader(None)({"a": 1}) == []


@pytest.mark.parametrize("text", ["NR", "null", "-", "???", "Non renseigné", "n/a", ""])
def test_fillers_stand_for_nothing(text: str) -> None:
    assert is_filler(text)
    assert first([text, "Nantes"]) == "Nantes"
    assert told([text]) == []


@pytest.mark.parametrize("text", ["Nantes", "NRJ", "🌱 du jardin", "0"])
def test_words_are_no_fillers(text: str) -> None:
    assert not is_filler(text)

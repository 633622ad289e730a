"""A definition written as text is read back as the very same definition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import DefinitionError, load, parse, plain
from carrefour.catalogue.definition_text import dump, dump_plain

FILES = sorted((Path(__file__).parents[2] / "sources").glob("*.yml"))

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
filled = texts.filter(bool)
# Words that YAML readers are apt to take for something else.
traps = st.sampled_from(
    ["true", "no", "null", "~", "01", "1", "1.5", "- a", "a: b", "#", "{x}", "[y", "'", '"', "é",
     "a\nb", " a", "a ", "\n", "%d/%m/%y", "2020-01-01", "*", "&a", "!t", ">", "|", "", "\u2028"]
)  # fmt: skip
words = filled | traps.filter(bool)
rules = st.one_of(
    words.map(lambda text: {"path": text}),
    st.lists(words, min_size=1, max_size=3).map(lambda paths: {"path": paths, "all": True}),
    words.map(lambda text: {"template": text, "split": "; *"}),
    st.dictionaries(words, texts | traps, max_size=3).map(lambda m: {"path": "x", "map": m}),
    st.lists(words, min_size=1, max_size=3).map(lambda many: {"constant": many}),
)
selects = st.one_of(
    st.sampled_from(["h1", "a.plus::attr(href)", "*|a", "[id='x: y']"]).map(lambda t: {"css": t}),
    st.sampled_from(["./a", "(.//b)[1]", "@id", "a", "string()"]).map(lambda t: {"xpath": t}),
    st.just({"xpath": ".//a", "get": "href", "all": True, "pattern": r"(\d+)"}),
)
addresses = st.just("") | texts.map(lambda text: f"https://exemple.org/{text}")
fetches: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("csv"), "url": addresses},
        optional={
            "separator": words,
            "skip_lines": st.integers(0, 9),
            "gather": st.booleans(),
            "pace": st.fixed_dictionaries({"delay": st.floats(0, 60), "despite_robots": texts}),
        },
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("json"),
            "records": texts,
            "pages": st.none() | st.fixed_dictionaries(
                {"by": st.just("page"), "first": st.integers(-3, 3), "parameter": words}
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("html"),
            "url": addresses,
            "items": st.sampled_from(["li", "//li", ".projets > li"]),
            "link": st.none() | selects,
            "listed": st.fixed_dictionaries(
                {
                    "fields": st.dictionaries(words, selects, min_size=1, max_size=3),
                    "labelled": st.lists(st.just({"label": "th", "value": "td"}), max_size=2),
                }
            ),
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.just("ckan"), "dataset": words, "file": st.just({"kind": "csv"})}
    ),
)  # fmt: skip
definitions = st.fixed_dictionaries(
    {
        "id": st.just("essai"),
        "title": texts | traps,
        "organisation": st.fixed_dictionaries({"id": st.just("moi"), "name": texts | traps}),
        "licence": texts | traps,
        "fetch": fetches,
        "record_id": texts | traps,
        "fields": st.fixed_dictionaries(
            {"title": rules}, optional={"tags": rules, "summary": rules, "holder": rules}
        ),
    },
    optional={
        "places": st.lists(
            st.fixed_dictionaries(
                {}, optional={"commune": rules, "each": texts, "point_order": st.just("lonlat")}
            ),
            max_size=2,
        ),
        "tags": st.dictionaries(words, st.sampled_from(["AGR", ["AGR", "EMP"], []]), max_size=4),
        "codes": st.just(["NUM"]),
        "drop": st.lists(words, max_size=2),
        "watch": st.fixed_dictionaries({"most_loss": st.floats(0, 1), "schedule": st.just("")}),
    },
).map(SourceDefinition.model_validate)


@settings(max_examples=400, deadline=None)
@given(definitions)
def test_what_is_written_is_read_back(definition: SourceDefinition) -> None:
    assert parse(dump(definition)) == definition


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_source_is_written_and_read_back(path: Path) -> None:
    definition = load(path)
    assert parse(dump(definition)) == definition


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(filled, texts | st.integers(0, 99) | st.booleans() | st.none(), min_size=1))
def test_what_is_not_complete_is_read_back_too(data: dict[str, Any]) -> None:
    assert plain(dump_plain(data))[0] == data


def test_it_reads_as_people_write_it() -> None:
    text = """\
id: essai
title: Les projets
organisation: {id: moi, name: Moi}
licence: ODbL-1.0
fetch: {kind: csv, url: 'https://exemple.org/projets.csv', separator: ;}
record_id: '{id}'
fields:
  title: Nom
  tags: {path: Thèmes, split: ; *}
places:
- {postcode: CP, commune: Ville}
tags:
  jardins: AGR
  aînés: [SEN, COH]
"""
    assert dump(parse(text)) == text


def test_aliases_are_refused_for_they_may_stand_for_more_than_memory_holds() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\n" + "c: [*b, *b]\n"
    with pytest.raises(DefinitionError, match=r"essai:2: not YAML: an alias"):
        parse(bomb, "essai")


@pytest.mark.parametrize("text", ["- a\n- b\n", "rien", "[" * 5000, "a: !!python/object:x {}"])
def test_what_is_no_definition_is_told_with_its_line(text: str) -> None:
    with pytest.raises(DefinitionError, match=r"^essai:1: "):
        parse(text, "essai")

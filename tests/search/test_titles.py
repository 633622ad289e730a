"""Titles that are proposed while one types."""

from __future__ import annotations

import pytest

from carrefour.search.analysis import spelt, words
from carrefour.search.document import Document

TITLES = [
    "Tiers-lieu de la Gare",
    "Le Jardin partagé d’Épinay",
    "Jardin des oiseaux",
    "L’Accorderie du pays d’Auge",
    "Atelier d’écriture dans la rue",
    "Un lieu anticonstitutionnellement ouvert",
]


@pytest.fixture
def engine(open_engine, tmp_path):
    engine = open_engine(tmp_path / "index")
    engine.rebuild(Document(f"t{n}", title) for n, title in enumerate(TITLES))
    return engine


def titles(engine, typed: str) -> list[str]:
    return [title for _, title in engine.suggest(typed)]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("begin", [0, 1, 2])
def test_whoever_types_on_never_loses_a_title(engine, title: str, begin: int) -> None:
    typed = " ".join(title.split(" ")[begin:])
    telling = next(word for word in words(typed) if spelt(word))
    for end in range(typed.index(telling) + 2, len(typed) + 1):
        assert title in titles(engine, typed[:end]), typed[:end]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("jard part", TITLES[1]),
        ("JARDIN EPINAY", TITLES[1]),
        ("jadrin", TITLES[2]),
        ("accorderei", TITLES[3]),
        ("atelir ecri", TITLES[4]),
        ("anticonstitutionellement", TITLES[5]),
    ],
)
def test_accents_cases_and_errors_are_forgiven(engine, typed: str, title: str) -> None:
    assert title in titles(engine, typed)


def test_what_begins_as_typed_comes_first(engine) -> None:
    assert titles(engine, "jardin")[0] == "Jardin des oiseaux"


def test_a_title_that_several_sheets_bear_is_proposed_once(engine) -> None:
    engine.write([Document("again", TITLES[0])])
    assert titles(engine, "tiers") == [TITLES[0]]

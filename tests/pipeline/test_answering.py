"""A search answered as it was meant: its place, and ever wider where nothing is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carrefour.pipeline.answering import Answer, Wider, answer
from carrefour.pipeline.subjects import subjects
from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine
from carrefour.search.query import Facet, Query, Reading, Relaxed, Years

NANTES, REZE, RENNES, BREST = (47.218, -1.554), (47.18, -1.55), (48.111, -1.674), (48.39, -4.486)
OF_NANTES = ("commune:44109", "epci:244400404", "departement:44", "region:52", "country:FR")
OF_REZE = ("commune:44143", "epci:244400404", "departement:44", "region:52", "country:FR")
OF_RENNES = ("commune:35238", "epci:243500139", "departement:35", "region:53", "country:FR")
OF_BREST = ("commune:29019", "epci:242900314", "departement:29", "region:53", "country:FR")


def sheet(
    id_: str, title: str, refs: tuple[str, ...], point: tuple[float, float], **more
) -> Document:
    return Document(id=id_, title=title, territories=refs, points=(point,), **more)


SHEETS = [
    sheet("a", "Un jardin partagé", OF_NANTES, NANTES, themes=("AGR",), place_names=("Nantes",)),
    sheet("b", "Le jardin partagé du port", OF_REZE, REZE, themes=("AGR",)),
    sheet("c", "Garage solidaire", OF_RENNES, RENNES, themes=("MOB",), place_names=("Rennes",)),
    sheet("d", "Atelier vélo", OF_BREST, BREST, themes=("MOB",), place_names=("Brest",)),
    sheet("e", "Les amis de Nantes", OF_BREST, BREST, themes=("CUL",)),
    sheet("f", "Tour à bois, tours de potier", OF_BREST, BREST),
]


@pytest.fixture
def engine(open_engine, tmp_path: Path) -> SearchEngine:
    engine = open_engine(tmp_path / "index")
    engine.rebuild(SHEETS)
    return engine


@pytest.fixture
def ask(engine, gazetteer):
    def asked(text: str, **query: object) -> Answer:
        return answer(Query(text, **query), engine, gazetteer)

    return asked


def ids(told: Answer) -> list[str]:
    return [hit.id for hit in told.results.hits]


def test_a_place_in_the_words_becomes_a_filter(ask) -> None:
    told = ask("jardin partagé Nantes")
    assert (told.query.text, told.query.territories) == ("jardin partagé", ("commune:44109",))
    assert told.place is not None
    assert ids(told)[0] == "a"


def test_what_is_around_a_commune_follows_what_is_there(ask) -> None:
    told = ask("jardin partagé Nantes")
    assert ids(told) == ["a", "b"]
    assert told.step.wider == (Wider.AROUND,)
    assert (told.results.whole, told.results.total) == (1, 2)


def test_a_filter_of_the_visitor_s_own_is_held_to(ask) -> None:
    told = ask("jardin partagé Nantes", territories=("departement:35",))
    assert told.place is None


def test_words_may_be_taken_for_words(ask) -> None:
    told = ask("jardin partagé Nantes", reading=Reading.WORDS)
    assert told.place is None
    assert told.query.territories == ()
    assert ids(told)[0] == "a"


def test_a_title_that_names_a_place_is_found_as_it_is(ask) -> None:
    told = ask("Les amis de Nantes")
    assert ids(told)[0] == "e"
    assert told.place is None


def test_a_word_that_may_be_a_place_is_only_proposed(ask) -> None:
    told = ask("tours")
    assert ids(told) == ["f"]
    assert told.maybe is not None
    assert told.maybe.territories[0].name == "Tours"


def test_a_place_is_widened_step_by_step(ask) -> None:
    told = ask("garage solidaire Brest")
    assert ids(told) == ["c"]
    assert told.step.wider == (Wider.PLACE,)
    assert told.step.territory is not None
    assert told.step.territory.name == "Bretagne"
    told = ask("atelier vélo Nantes")
    assert ids(told) == ["d"]
    assert told.step.wider == (Wider.ANYWHERE,)


def test_filters_are_let_go_last(ask) -> None:
    told = ask("garage", chosen=((Facet.THEME, ("AGR",)),))
    assert ids(told) == ["c"]
    assert (told.step.wider, told.step.facets) == ((Wider.FACET,), (Facet.THEME,))


def test_years_are_let_go_where_nothing_began_in_them(ask) -> None:
    told = ask("garage", years=Years(1990, 1991))
    assert ids(told) == ["c"]
    assert told.step.wider == (Wider.YEARS,)


def test_some_of_the_words_are_enough_where_none_holds_all(ask) -> None:
    told = ask("comment ouvrir un garage solidaire")
    assert told.results.relaxed is Relaxed.SOME_WORDS
    assert ids(told)[0] == "c"


def test_where_few_hold_all_words_those_that_hold_some_follow(ask, engine) -> None:
    titles = ("Un port", "Deux ports", "Un jardin")
    engine.write([sheet(f"p{n}", title, OF_BREST, BREST) for n, title in enumerate(titles)])
    told = ask("jardin port")
    assert ids(told)[0] == "b"
    assert told.results.relaxed is Relaxed.MORE
    assert (told.results.whole, told.results.total) == (1, 5)
    only = ask("jardin port", reading=Reading.WORDS)
    assert ids(only) == ["b"]


def test_a_word_that_next_to_no_sheet_holds_is_a_name(ask) -> None:
    told = ask("jardin port")
    assert ids(told) == ["b"]


def test_a_subject_stands_in_for_words_that_nothing_holds(ask) -> None:
    told = ask("covoiturage")
    assert set(ids(told)) == {"c", "d"}
    assert (told.step.wider, told.step.subject) == ((Wider.SUBJECT,), "MOB")


def test_a_mistyped_word_is_put_right_and_told(ask) -> None:
    told = ask("garrage solidiare")
    assert ids(told)[0] == "c"
    assert told.results.corrected == "garage solidaire"


def test_a_mistyped_place_is_one_too(ask) -> None:
    told = ask("garage rennnes")
    assert told.query.territories == ("commune:35238",)
    assert ids(told) == ["c"]


def test_exactly_means_exactly(ask) -> None:
    for text in ("garrage", "garage solidaire Brest", "covoiturage"):
        told = ask(text, reading=Reading.EXACT)
        assert ids(told) == []
        assert told.step.wider == ()


def test_wider_searches_are_proposed_where_little_is_found(ask) -> None:
    told = ask("atelier", territories=("commune:29019",))
    assert ids(told) == ["d"]
    assert told.offers == ()
    told = ask("jardin", territories=("commune:44109",))
    assert [(offer.step.wider, offer.count) for offer in told.offers] == [((Wider.PLACE,), 2)]


def test_nothing_at_all_is_said_to_be_nothing(ask) -> None:
    told = ask("zzzzzzzz")
    assert told.results.total == 0


def test_pages_of_a_widened_search_go_on(engine, gazetteer) -> None:
    query = Query("jardin partagé Nantes")
    second = answer(query, engine, gazetteer, offset=1, limit=1)
    assert ids(second) == ["b"]
    assert second.results.total == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("insertion", [("INS", Facet.THEME, "")]),
        ("vélo seniors", [("MOB", Facet.THEME, "seniors"), ("SEN", Facet.PUBLIC, "vélo")]),
        ("nom propre", []),
        ('"insertion"', []),
        ("jardin -insertion", []),
    ],
)
def test_words_name_themes_and_publics(text: str, told: list[tuple[str, Facet, str]]) -> None:
    assert [(s.code, s.facet, s.rest) for s in subjects(text)] == told


def test_near_me_leaves_the_words(ask) -> None:
    told = ask("atelier près de moi")
    assert told.place is not None
    assert told.place.here
    assert replace(told.query, reading=Reading.FREE) == Query("atelier")


@pytest.mark.parametrize(
    "text",
    [
        "jardin partagé Nantes",
        "jardin partagé à Rennes",
        "atelier jardin Brest",
        "atelier solidaire",
        "jardn Rezé",
        "garage amis Nantes",
        "piscine à Rennes",
        "vélo tours",
    ],
)
def test_a_map_or_a_file_of_the_answer_holds_the_same_sheets(engine, ask, text: str) -> None:
    told = ask(text)
    assert sorted(engine.ids(told.step.alone, 100)) == sorted(ids(told))
    assert engine.figures(told.step.alone).total == told.results.total

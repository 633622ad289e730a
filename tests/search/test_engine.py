"""What any search engine of Carrefour must do, tried on the real one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine, SearchResting
from carrefour.search.query import Box, Circle, Facet, Query, Relaxed, Sort
from carrefour.search.tantivy_engine import TantivyEngine

NANTES, RENNES, REUNION = (47.218, -1.554), (48.111, -1.674), (-20.882, 55.450)
DOCUMENTS = [
    Document(
        id="a",
        title="Les Jardins partagés d’Épinay",
        summary="On y cultive ensemble.",
        themes=("AGR",),
        points=(NANTES,),
        territories=("departement:44", "region:52"),
        date=1,
    ),
    Document(
        id="b",
        title="Accès à l’emploi",
        description="Un tiers-lieu où l’on cultive l’entraide.",
        themes=("EMP",),
        points=(RENNES,),
        territories=("departement:35", "region:53"),
        date=3,
    ),
    Document(
        id="c",
        title="Zéro déchet",
        summary="Réparer avant de jeter.",
        themes=("DEC", "EMP"),
        points=(REUNION, NANTES),
        territories=("departement:974", "region:04"),
        date=2,
    ),
]


@pytest.fixture
def engine(tmp_path) -> SearchEngine:
    engine = TantivyEngine(tmp_path / "index")
    engine.rebuild(DOCUMENTS)
    return engine


def ids(engine: SearchEngine, *args: object, **query: object) -> list[str]:
    return [hit.id for hit in engine.search(Query(*args, **query)).hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jardin partagé", ["a"]),
        ("JARDINS PARTAGES", ["a"]),
        ("epinay", ["a"]),
        ("emploi", ["b", "c"]),
        ("l’emploi", ["b", "c"]),
        ("tiers lieux", ["b"]),
        ('"tiers-lieu"', ["b"]),
        ("cultive -emploi", ["a"]),
        ("repar", ["c"]),
    ],
)
def test_french_is_understood_as_people_type_it(engine, text: str, found: list[str]) -> None:
    assert sorted(ids(engine, text)) == found


def test_a_title_weighs_more_than_a_label(engine) -> None:
    assert ids(engine, "emploi")[0] == "b"


def test_typing_errors_are_forgiven_and_said(engine) -> None:
    results = engine.search(Query("jardns"))
    assert results.relaxed is Relaxed.SPELLING
    assert results.hits[0].id == "a"


def test_words_are_marked_in_their_own_spelling(engine) -> None:
    (hit,) = engine.search(Query("jardin")).hits
    assert hit.title == "Les <mark>Jardins</mark> partagés d’Épinay"


def test_a_category_gathers_its_codes_and_facets_ignore_their_own_filter(engine) -> None:
    chosen = ((Facet.THEME, ("domains_employment",)),)
    results = engine.search(Query(chosen=chosen))
    assert results.total == 2
    assert dict(results.facets[Facet.THEME])["AGR"] == 1
    assert dict(results.facets[Facet.REGION]) == {"53": 1, "04": 1}


def test_territories_boxes_and_circles_narrow(engine) -> None:
    assert ids(engine, territories=("departement:35",)) == ["b"]
    assert sorted(ids(engine, box=Box(-3, 47, -1, 47.5))) == ["a", "c"]
    assert sorted(ids(engine, circle=Circle(*NANTES, 50))) == ["a", "c"]


def test_a_box_needs_both_coordinates_of_the_same_point(engine) -> None:
    assert ids(engine, box=Box(55, 47, 56, 48)) == []


def test_results_are_ordered_by_date_title_and_distance(engine) -> None:
    assert ids(engine, sort=Sort.DATE) == ["b", "c", "a"]
    assert ids(engine, sort=Sort.TITLE) == ["b", "a", "c"]
    near = engine.search(Query(circle=Circle(*RENNES, 200), sort=Sort.DISTANCE)).hits
    assert near[0].id == "b"
    assert near[1].km == pytest.approx(100, abs=3)


def test_the_map_gathers_what_lies_close(engine) -> None:
    far = engine.map_view(Query(), Box(-180, -85, 180, 85), 2)
    assert far.total == 3
    near = engine.map_view(Query("jardin"), Box(-2, 47, -1, 48), 12)
    assert [c.ids for c in near.clusters] == [("a",)]


def test_writing_replaces_and_takes_out_in_one_commit(engine) -> None:
    engine.write([Document(id="a", title="Verger")], removed=["b"])
    assert ids(engine, "jardin") == []
    assert ids(engine, "verger") == ["a"]
    assert engine.search(Query()).total == 2


def test_another_process_sees_a_rebuilt_index(engine, tmp_path) -> None:
    other = TantivyEngine(tmp_path / "index")
    assert other.search(Query()).total == 3
    engine.rebuild(DOCUMENTS[:1])
    assert other.search(Query()).total == 1


def test_a_rebuild_that_dies_leaves_the_old_index(engine) -> None:
    def dying():
        yield DOCUMENTS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(dying())
    assert engine.search(Query()).total == 3


def test_without_an_index_search_rests(tmp_path) -> None:
    engine = TantivyEngine(tmp_path / "none")
    assert not engine.ready()
    with pytest.raises(SearchResting, match="carrefour index"):
        engine.search(Query())


def test_titles_are_suggested_from_any_of_their_words(engine) -> None:
    assert engine.suggest("epin") == [("a", "Les Jardins partagés d’Épinay")]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(engine, text: str) -> None:
    assert engine.search(Query(text)).total >= 0
    engine.suggest(text)

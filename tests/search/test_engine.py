"""What any search engine of Carrefour must do, tried on the real one."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine, SearchResting
from carrefour.search.query import Box, Circle, Facet, Query, Relaxed, Sort
from carrefour.territory.distance import kilometres
from tests.search.conftest import DOCUMENTS, NANTES, RENNES


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


def test_what_matches_is_told_by_ids_alone_and_never_relaxed(engine) -> None:
    assert sorted(engine.matching(Query("emploi"))) == ["b", "c"]
    assert engine.matching(Query("emploi"), among=["a", "c", "zz"]) == ["c"]
    assert engine.matching(Query("emploi"), among=[]) == []
    assert len(engine.matching(Query(), limit=2)) == 2
    assert engine.matching(Query("jardns")) == []
    assert engine.matching(Query(chosen=((Facet.THEME, ("AGR",)),)), among=["a", "b"]) == ["a"]


def test_a_title_weighs_more_than_a_label(engine) -> None:
    assert ids(engine, "emploi")[0] == "b"


@pytest.mark.parametrize(
    ("text", "found"), [("jardns", "a"), ("entreide", "b"), ("cultyve entraide", "b")]
)
def test_typing_errors_are_forgiven_and_said(engine, text: str, found: str) -> None:
    results = engine.search(Query(text))
    assert results.relaxed is Relaxed.SPELLING
    assert results.hits[0].id == found


def test_an_error_that_a_sheet_makes_too_is_put_right_where_that_sheet_is_not(engine) -> None:
    there, elsewhere = ("departement:33",), ("departement:74",)
    many = [Document(f"m{n}", "Une médiathèque", territories=there) for n in range(60)]
    engine.rebuild([*many, Document("typo", "Une médiatèque", territories=elsewhere)])
    assert ids(engine, "mediateque") == ["typo"]
    results = engine.search(Query("mediateque", territories=there))
    assert (results.total, results.corrected) == (60, "médiathèque")


@pytest.mark.parametrize("text", ["entr", "entrai", "entraid", "l’entrai"])
def test_a_word_of_a_description_may_still_be_typed(engine, text: str) -> None:
    assert engine.search(Query(text)).relaxed is Relaxed.NOT
    assert ids(engine, text) == ["b"]


def test_small_words_within_a_phrase_do_not_part_it(engine) -> None:
    assert ids(engine, '"accès à l’emploi"') == ["b"]
    assert ids(engine, '"emploi accès"') == []


def test_words_are_marked_in_their_own_spelling(engine) -> None:
    (hit,) = engine.search(Query("jardin")).hits
    assert hit.title == "Les <mark>Jardins</mark> partagés d’Épinay"


def test_a_category_gathers_its_codes_and_facets_ignore_their_own_filter(engine) -> None:
    chosen = ((Facet.THEME, ("domains_employment",)),)
    results = engine.search(Query(chosen=chosen))
    assert results.total == 2
    assert dict(results.facets[Facet.THEME])["AGR"] == 1
    assert dict(results.facets[Facet.REGION]) == {"53": 1, "04": 1}


def test_a_sheet_counts_for_all_of_its_values_however_many(engine) -> None:
    codes = ("AGR", "DEC", "EMP", "ENE", "HAN", "LOG", "MOB", "NUM", "SAN")
    regions = tuple(f"region:{code}" for code in ("11", "24", "27", "28", "32"))
    engine.write([Document(id="d", title="Partout", themes=codes, territories=regions)])
    results = engine.search(Query("partout"))
    assert set(codes) <= set(dict(results.facets[Facet.THEME]))
    assert dict(results.facets[Facet.REGION]) == dict.fromkeys(("11", "24", "27", "28", "32"), 1)
    assert dict(engine.search(Query()).facets[Facet.THEME])["EMP"] == 3
    for ref in regions:
        assert ids(engine, chosen=((Facet.REGION, (ref.removeprefix("region:"),)),)) == ["d"]


def test_facets_can_be_all_chosen_and_nothing_found(engine) -> None:
    chosen = tuple((facet, ("none",)) for facet in Facet)
    results = engine.search(Query(chosen=chosen))
    assert results.total == 0
    assert set(results.facets) == set(Facet)


def test_territories_boxes_and_circles_narrow(engine) -> None:
    assert ids(engine, territories=("departement:35",)) == ["b"]
    assert sorted(ids(engine, box=Box(-3, 47, -1, 47.5))) == ["a", "c"]
    assert sorted(ids(engine, circle=Circle(*NANTES, 50))) == ["a", "c"]


def test_a_circle_leaves_out_the_corners_of_its_box(engine) -> None:
    # Eleven points on a diagonal: the last ones lie in the box of 50 km but not in the circle.
    diagonal = [
        Document(id=f"p{n}", title="Point", points=((47 + n * 0.04, -1 + n * 0.06),), date=n)
        for n in range(11)
    ]
    engine.rebuild(diagonal)
    circle = Circle(47, -1, 50)
    results = engine.search(Query(circle=circle, sort=Sort.DISTANCE))
    assert [hit.id for hit in results.hits] == [f"p{n}" for n in range(8)]
    assert all(hit.km <= 50 for hit in results.hits)
    assert engine.search(Query("point", circle=circle)).total == 8
    assert ids(engine, "point", circle=circle, sort=Sort.DISTANCE)[0] == "p0"
    second = engine.search(Query(circle=circle, sort=Sort.DISTANCE), offset=3, limit=2).hits
    assert [hit.id for hit in second] == ["p3", "p4"]


def test_circles_anywhere_on_the_globe_find_what_a_measure_of_every_sheet_does(engine) -> None:
    chance = random.Random(5)  # noqa: S311
    around = ((46.5, 2.5, 4.0), (-17, 180, 3.0), (-77, 20, 8.0), (88, -40, 2.0))  # and how wide
    places = {
        f"p{at}n{number}": (
            max(-90.0, min(90.0, lat + chance.uniform(-wide, wide))),
            (lon + 2 * chance.uniform(-wide, wide) + 180) % 360 - 180,
        )
        for at, (lat, lon, wide) in enumerate(around)
        for number in range(150)
    }
    engine.rebuild(Document(id=id_, title=id_, points=(at,)) for id_, at in places.items())
    for lat, lon, wide in around:
        for km in (wide, wide * 20, wide * 60, wide * 130):
            circle = Circle(lat + chance.uniform(-1, 1) * wide / 4, lon, km)
            near = {i for i, at in places.items() if kilometres((circle.lat, lon), at) <= km}
            assert set(engine.matching(Query(circle=circle))) == near, circle


def test_a_circle_finds_the_nearest_of_several_points(engine) -> None:
    (hit,) = engine.search(Query("déchet", circle=Circle(*NANTES, 50))).hits
    assert (hit.id, hit.km) == ("c", 0)


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


def test_another_process_sees_a_rebuilt_index(engine, open_engine, tmp_path) -> None:
    other = open_engine(tmp_path / "index")
    assert other.search(Query()).total == 3
    engine.rebuild(DOCUMENTS[:1])
    assert other.search(Query()).total == 1


def test_another_process_sees_at_once_what_is_written(engine, open_engine, tmp_path) -> None:
    other = open_engine(tmp_path / "index")
    chosen = ((Facet.THEME, ("AGR",)),)
    assert other.search(Query(chosen=chosen)).total == 1
    engine.write([Document(id="d", title="Verger", themes=("AGR",), status="running")])
    results = other.search(Query(chosen=chosen))
    assert results.total == 2
    assert dict(results.facets[Facet.STATUS]) == {"running": 1}
    assert dict(other.search(Query()).facets[Facet.THEME])["AGR"] == 2


def test_a_rebuild_that_dies_leaves_the_old_index(engine) -> None:
    def dying():
        yield DOCUMENTS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(dying())
    assert engine.search(Query()).total == 3


def test_without_an_index_search_rests(open_engine, tmp_path) -> None:
    engine = open_engine(tmp_path / "none")
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


def test_a_passage_tells_once_what_the_summary_repeats(engine) -> None:
    text = "Une ferme ouverte à tous les voisins."
    engine.write([Document("z", "La Ferme", summary=text, description=f"{text} On y vient tôt.")])
    hit = next(hit for hit in engine.search(Query("ferme")).hits if hit.id == "z")
    assert hit.passage.count("ouverte") == 1
    assert "tôt" in hit.passage

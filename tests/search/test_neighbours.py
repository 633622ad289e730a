"""Which sheets are proposed beside another, and beside a search."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.search.document import Document
from carrefour.search.likeness import packed, traits_of, unpacked
from carrefour.search.query import Query
from carrefour.search.saying import said_in

PARIS, NANTES, REZE, LYON = (48.85, 2.35), (47.218, -1.554), (47.19, -1.55), (45.76, 4.84)


def sheet(id_: str, title: str, summary: str = "", *, at=NANTES, **more) -> Document:
    return Document(
        id=id_, title=title, summary=summary, points=(at,) if at else (),
        territories=("departement:44",) if at in (NANTES, REZE) else (), **more,
    )  # fmt: skip


SHEETS = [
    sheet(
        "velo1", "Atelier vélo", "Réparer son vélo ensemble.", themes=("MOB",), organisations=("a",)
    ),
    sheet("velo2", "Réparation de vélos", "Des bénévoles réparent.", at=REZE, themes=("MOB",)),
    sheet("velo3", "Vélos en libre-service", "Louer un vélo.", at=LYON, themes=("MOB",)),
    sheet("soupe", "Soupe du midi", "Cuisiner pour les voisins.", at=LYON, themes=("AGR",)),
    sheet("garde", "Garde d’enfants", "Une crèche à horaires larges.", at=PARIS, themes=("JEU",)),
    *(sheet(f"lot{n}", f"Lecture numéro {n}", at=PARIS, themes=("CUL",)) for n in range(9)),
]


@pytest.fixture
def engine(open_engine, tmp_path):
    engine = open_engine(tmp_path / "index")
    engine.rebuild(SHEETS)
    return engine


def ids(found) -> list[str]:
    return [one.id for one in found]


def test_the_same_subject_close_by_comes_before_the_same_far_away(engine) -> None:
    assert ids(engine.neighbours("velo1")) == ["velo2", "velo3"]


def test_the_reason_names_the_shared_subject_and_words(engine) -> None:
    nearest = engine.neighbours("velo1")[0]
    assert nearest.codes == ("MOB",)
    assert set(engine.neighbours("velo1", 1)[0].words) <= {"vélo", "réparer"}


def test_a_sheet_is_no_neighbour_of_itself_and_an_unknown_one_has_none(engine) -> None:
    assert "velo1" not in ids(engine.neighbours("velo1", 50))
    assert engine.neighbours("nobody") == []


def test_what_tells_the_same_thing_twice_is_left_out(engine) -> None:
    engine.write([replace(SHEETS[1], id="copy"), replace(SHEETS[0], id="twin")])
    found = ids(engine.neighbours("velo1"))
    assert "twin" not in found
    assert len({"copy", "velo2"}.intersection(found)) == 1


def test_one_organisation_does_not_take_all_the_places(engine) -> None:
    many = [
        sheet(f"m{n}", f"Vélo {name}", "Réparer son vélo.", themes=("MOB",), organisations=("a",))
        for n, name in enumerate(("bleu", "rouge", "vert", "jaune", "noir", "blanc", "gris"))
    ]
    engine.write(many)
    assert "velo2" in ids(engine.neighbours("velo1", 5))


def test_the_names_of_places_are_no_common_words(engine) -> None:
    town = [
        sheet("bal", "Bal de Nantes", themes=("CUL",), place_names=("Nantes",)),
        sheet("bio", "Panier de Nantes", themes=("AGR",), place_names=("Nantes",)),
    ]
    engine.write(town)
    assert "bio" not in ids(engine.neighbours("bal"))


def test_beside_a_search_stand_sheets_that_it_does_not_find(engine) -> None:
    engine.write([sheet("roue", "La Roue libre", "On y apprend à réparer.", themes=("MOB",))])
    found = ids(engine.beyond(Query("vélo")))
    assert found[0] == "roue"
    assert not {"velo1", "velo2", "velo3"}.intersection(found)


def test_a_search_that_finds_nothing_has_nothing_beside_it(engine) -> None:
    assert engine.beyond(Query("zzzzzzzz")) == []


@given(
    title=st.text(max_size=80),
    text=st.text(max_size=300),
    place=st.text(max_size=30),
    points=st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=6),
)
def test_traits_are_read_as_they_were_written(title, text, place, points) -> None:
    sheet = Document("a", title, summary=text, place_names=(place,), points=tuple(points))
    traits = traits_of(sheet, said_in(sheet))
    assert unpacked(packed(traits)) == traits

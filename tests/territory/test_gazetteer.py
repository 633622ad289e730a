"""The gazetteer: what it holds, and how it is asked."""

import pytest

from carrefour.territory.gazetteer import Gazetteer, GazetteerError
from carrefour.territory.model import Level
from carrefour.territory.names import fold
from carrefour.territory.update import centres_from_file, with_centres


def test_it_holds_every_territory_of_france(gazetteer) -> None:
    count = dict.fromkeys(Level, 0)
    for territory in gazetteer.territories.values():
        count[territory.level] += 1
    assert count[Level.COMMUNE] == 34_969
    assert count[Level.EPCI] == 1_255
    assert count[Level.DEPARTEMENT] >= 101
    assert count[Level.REGION] >= 18


def test_it_is_the_same_after_saving_and_loading(gazetteer, tmp_path) -> None:
    gazetteer.save(tmp_path / "g.json.gz")
    loaded = Gazetteer.load(tmp_path / "g.json.gz")
    assert loaded.territories == gazetteer.territories
    assert loaded.commune("01015").code == gazetteer.commune("01015").code


def test_a_missing_file_names_the_cure(tmp_path) -> None:
    with pytest.raises(GazetteerError, match="carrefour territories build"):
        Gazetteer.load(tmp_path / "none")


@pytest.mark.parametrize("typed", ["n", "na", "nan", "nant", "Nante", "nantes", "NANTES"])
def test_the_match_is_not_lost_while_typing(gazetteer, typed: str) -> None:
    assert "Nantes" in [t.name for t in gazetteer.suggest(typed, 40)]


def test_a_spelling_error_is_forgiven(gazetteer) -> None:
    assert gazetteer.suggest("grenoblle")[0].name == "Grenoble"


def test_a_postcode_and_a_number_are_understood(gazetteer) -> None:
    assert gazetteer.suggest("44000")[0].name == "Nantes"
    assert "Ille-et-Vilaine" in [t.name for t in gazetteer.suggest("35", 3)]


def test_an_operator_can_give_exact_centres(gazetteer, tmp_path) -> None:
    file = tmp_path / "centres.csv"
    file.write_text("insee,name,lat,lon\n44109,Nantes,47.2,-1.5\n")
    updated = with_centres(gazetteer, centres_from_file(file))
    nantes = updated.get("commune:44109")
    assert (nantes.lat, nantes.lon, nantes.estimated) == (47.2, -1.5, False)


def test_a_broken_file_of_centres_names_the_line(tmp_path) -> None:
    file = tmp_path / "centres.csv"
    file.write_text("insee,lat,lon\n44109,47.2,-1.5\n44110,north,west\n")
    with pytest.raises(GazetteerError, match=r"centres\.csv:3"):
        centres_from_file(file)


def test_folding_twice_changes_nothing() -> None:
    for name in ("ST-Trivier s/ Courtes Cedex 2", "L’Haÿ-les-Roses", "Œuilly"):
        assert fold(fold(name)) == fold(name)

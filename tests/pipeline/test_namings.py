"""Two names that a person says are one organisation are one, for ever, until it is undone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.catalogue.models import Naming, Organisation, Sheet
from carrefour.pipeline.decisions import LineError, bring, exported
from carrefour.pipeline.harvesting import rebuild
from carrefour.pipeline.namings import APART, NoNaming, decide, proposed, take_back
from carrefour.structure.namesakes import alike
from tests.structure.test_organisations import DEFINITION

ROWS = [
    "1;Un;Bureau d'Information Jeunesse;;2020;",
    "2;Deux;Bureau Information Jeunesse;;2020;",
    "3;Trois;Les Amis du Fleuve;732 829 320;2020;",
    "4;Quatre;Compagnons du Fleuve;;2020;",
]


@pytest.fixture
def _harvested(harvest_rows):
    harvest_rows(ROWS, definition=DEFINITION)


def carrier(title: str) -> str:
    found = Sheet.objects.get(title=title).carrier
    assert found is not None
    return found.name


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def unite(name: str, kept: str) -> Naming:
    one, other = named(name), named(kept)
    return decide(one, other, other.reference, "ana")


@pytest.mark.usefixtures("_harvested")
def test_names_of_the_same_words_are_proposed_until_someone_decides():
    [pair] = proposed()
    assert {pair.one.name, pair.other.name} == {
        "Bureau d'Information Jeunesse", "Bureau Information Jeunesse",
    }  # fmt: skip
    decide(pair.one, pair.other, APART, "ana")
    assert proposed() == []
    assert carrier("Un") != carrier("Deux")


@pytest.mark.usefixtures("_harvested")
def test_one_organisation_carries_what_both_did_and_the_page_of_the_other_leads_there(client):
    unite("Bureau Information Jeunesse", "Bureau d'Information Jeunesse")
    assert carrier("Un") == carrier("Deux") == "Bureau d'Information Jeunesse"
    answer = client.get("/organisations/bureau-information-jeunesse/", follow=True)
    assert "Les 2 projets qu’elle porte" in answer.content.decode()
    assert proposed() == []


@pytest.mark.usefixtures("_harvested")
def test_it_holds_over_harvests_and_rebuilds_and_is_undone_whole(harvest_rows):
    made = unite("Compagnons du Fleuve", "Les Amis du Fleuve")
    new = "5;Cinq;LES COMPAGNONS DU FLEUVE;;2021;"
    harvest_rows([*ROWS[:3], ROWS[3].replace("2020", "2022"), new], definition=DEFINITION)
    rebuild(Sheet.objects.get(title="Un").source)
    assert carrier("Quatre") == carrier("Cinq") == "Les Amis du Fleuve"
    take_back(made, "bo")
    assert carrier("Quatre") == carrier("Cinq") == "Compagnons du Fleuve"
    assert carrier("Trois") == "Les Amis du Fleuve"
    assert Naming.objects.filter(current=False, decided_by="ana").count() == 1


@pytest.mark.usefixtures("_harvested")
def test_three_names_are_one_and_the_middle_one_is_undone_alone():
    unite("Bureau Information Jeunesse", "Bureau d'Information Jeunesse")
    second = unite("Bureau d'Information Jeunesse", "Les Amis du Fleuve")
    assert {carrier(title) for title in ("Un", "Deux", "Trois")} == {"Les Amis du Fleuve"}
    take_back(second, "ana")
    assert carrier("Un") == carrier("Deux") == "Bureau d'Information Jeunesse"


@pytest.mark.usefixtures("_harvested")
def test_an_organisation_that_runs_a_source_keeps_its_name():
    runs, other = named("Organisation d'essai"), named("Les Amis du Fleuve")
    with pytest.raises(NoNaming, match="runs a source"):
        decide(runs, other, other.reference, "ana")
    decide(runs, other, runs.reference, "ana")
    assert carrier("Trois") == "Organisation d'essai"


@pytest.mark.usefixtures("_harvested")
def test_elsewhere_the_file_says_the_same_also_before_the_sheets_are_there(harvest_rows):
    unite("Compagnons du Fleuve", "Les Amis du Fleuve")
    decide(named("Bureau Information Jeunesse"), named("Les Amis du Fleuve"), APART, "bo")
    lines = list(exported())
    assert bring(lines).known == len(lines) == 2
    Naming.objects.all().delete()
    Sheet.objects.update(carrier=None)
    Organisation.objects.exclude(name="Organisation d'essai").delete()
    assert bring(lines).taken == 2
    harvest_rows([*ROWS[:3], ROWS[3].replace("Quatre", "Quatre encore")], definition=DEFINITION)
    assert carrier("Quatre encore") == "Les Amis du Fleuve"
    assert list(exported()) == lines


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"organisations": ["a"]}, "two texts"),
        ({"names": ["", "B"]}, "empty or too long"),
        ({"kept": "c"}, "kept must be"),
        ({"organisations": ["a", "a"]}, "already"),
        ({"organisations": ["", "a"]}, "neither name nor number"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused(wrong, why):
    line = {
        "kind": "organisation", "organisations": ["a", "b"], "names": ["A", "B"], "kept": "a",
        "by": "ana", "at": "2026-11-24T12:00:00+01:00", **wrong,
    }  # fmt: skip
    with pytest.raises(LineError, match=why):
        bring([json.dumps(line).encode()])


TOWNS = {"chateauroux", "chateaudun", "thoury", "toury"}.__contains__


@pytest.mark.parametrize(
    ("one", "other", "alike_"),
    [
        ("Direction des Solidarite", "Direction des Solidarités", True),
        ("LOGEOSEINE", "Logéosaine", True),
        ("Communauté de communes du Pays d'Apt", "CC Pays d'Apt", True),
        ("Commune de Châteauroux", "Commune de Châteaudun", False),
        ("Commune de Toury", "Commune de Thoury", False),
        ("Mission locale de Blois", "Mission locale de Tours", False),
    ],
)
def test_names_are_alike_when_their_words_are(one: str, other: str, alike_: bool) -> None:
    assert bool(alike({"a": one, "b": other}, TOWNS)) == alike_


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=8))
def test_pairs_are_each_told_once_whatever_the_names(names: dict[str, str]) -> None:
    found = [(pair.one, pair.other) for pair in alike(names, TOWNS)]
    assert len(found) == len(set(found))
    assert all(one < other for one, other in found)

"""Several sources tell one project: one sheet, with all its sources, and a way back."""

from __future__ import annotations

import json

import pytest

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Likeness, Record, Sheet, Trait, TwinDecision
from carrefour.pipeline.corrections import correct, write
from carrefour.pipeline.decisions import LineError, apply_what_waits, bring, exported
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.harvesting import rebuild
from carrefour.pipeline.likenesses import NoPair, decide, merged, part, proposed
from carrefour.pipeline.twins import find_and_index, find_what_waits
from carrefour.search.query import Query
from carrefour.web.templatetags.carrefour_web import sheet_url
from tests.conftest import DEFINITION

OTHER = DEFINITION.replace("id: essai\n", "id: autre\n").replace("Source d'essai", "Autre source")
THIRD = DEFINITION.replace("id: essai\n", "id: tiers\n").replace("Source d'essai", "Tierce source")
TEXT = "Les habitants y réparent leurs meubles et leurs vélos chaque samedi matin ensemble"
ONE = [
    f"1;La Ressourcerie des Lilas;{TEXT}.;jardin;2020;12 rue des Lilas, 44000 Nantes",
    "2;Garage solidaire;Réparer pour retrouver un emploi.;emploi;2021;35000 Rennes",
]
TWO = [
    f"a;Ressourcerie des Lilas;{TEXT}, avec des bénévoles.;énergie;2021;"
    "12 rue des Lilas, 44000 Nantes",
    "b;Soleil citoyen;Une centrale sur les toits.;énergie;2022;97400 Saint-Denis",
]
MINE, YOURS = sheet_id("essai", "1"), sheet_id("autre", "a")


def record(source: str, key: str) -> Record:
    return Record.objects.get(source=source, external_id=key)


def shown() -> dict[str, str]:
    return dict(Sheet.objects.filter(withdrawn_at=None).values_list("pk", "title"))


def found(text: str) -> list[str]:
    return [hit.id for hit in search_engine().search(Query(text=text)).hits]


@pytest.fixture
def both(harvest_rows):
    """Two sources, each with one project that the other tells too."""
    harvest_rows(ONE)
    harvest_rows(TWO, definition=OTHER)


def test_a_project_that_two_sources_tell_is_one_sheet_with_the_best_of_each(both):
    assert len(shown()) == 3
    assert YOURS not in shown()
    sheet = Sheet.objects.get(pk=MINE)
    assert {p.record.source_id for p in sheet.provenances.all()} == {"essai", "autre"}
    assert set(sheet.themes) == {"AGR", "ENE"}
    assert "bénévoles" in sheet.description
    assert list(merged()) == [sheet]


def test_the_search_finds_the_merged_sheet_once(both):
    assert found("ressourcerie lilas") == [MINE]


def test_an_old_address_leads_to_the_merged_sheet(both, client):
    answer = client.get(sheet_url(Sheet.objects.get(pk=YOURS)))
    assert answer.status_code == 302
    assert MINE in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "Autre source" in page
    assert "Source d&#x27;essai" in page
    assert client.get(f"/api/v1/projects/{YOURS}").status_code == 302


def test_undo_gives_both_their_sheets_back_with_their_own_ids(both):
    part(record("autre", "a"), "camille")
    assert shown()[MINE] == "La Ressourcerie des Lilas"
    assert shown()[YOURS] == "Ressourcerie des Lilas"
    assert set(Sheet.objects.get(pk=MINE).themes) == {"AGR"}
    assert set(found("ressourcerie lilas")) == {MINE, YOURS}
    decide(record("essai", "1"), record("autre", "a"), same=None, by="camille")
    assert YOURS not in shown()
    assert found("ressourcerie lilas") == [MINE]


def test_what_people_say_holds_after_a_harvest_and_a_rebuild(both, harvest_rows):
    decide(record("essai", "1"), record("autre", "a"), same=False, by="camille")
    decide(record("essai", "2"), record("autre", "b"), same=True, by="camille")
    harvest_rows([row.replace("2021", "2023") for row in TWO], definition=OTHER)
    for source in (record("essai", "1").source, record("autre", "a").source):
        rebuild(source)
    find_and_index(everything=True)
    assert {MINE, YOURS} < set(shown())
    assert record("autre", "b").sheet_id == sheet_id("essai", "2")


def test_a_second_look_at_everything_changes_nothing(both):
    before = list(Likeness.objects.values_list("first", "second", "score"))
    changed = Sheet.objects.get(pk=MINE).updated_at
    assert find_and_index(everything=True).sheets == 0
    assert list(Likeness.objects.values_list("first", "second", "score")) == before
    assert Sheet.objects.get(pk=MINE).updated_at == changed


def test_a_harvest_compares_what_changed_alone(both, harvest_rows):
    report = harvest_rows([TWO[0], TWO[1].replace("Soleil", "Grand soleil")], definition=OTHER)
    assert report.twins.compared == 1
    assert not Trait.objects.filter(waiting=True).exists()


def test_a_record_that_tells_something_else_by_now_leaves_the_sheet(both, harvest_rows):
    other = "a;Chorale des dockers;On chante au port.;énergie;2021;59000 Lille"
    harvest_rows([other, TWO[1]], definition=OTHER)
    assert shown()[YOURS] == "Chorale des dockers"
    assert Sheet.objects.get(pk=MINE).provenances.count() == 1


def test_a_merged_sheet_stays_while_one_source_tells_it(both, harvest_rows):
    harvest_rows(ONE[1:])
    assert shown()[MINE] == "Ressourcerie des Lilas"
    harvest_rows(TWO[1:], definition=OTHER)
    assert MINE not in shown()
    harvest_rows(TWO, definition=OTHER)
    assert MINE in shown()


def test_a_third_source_joins_and_the_oldest_record_leads(both, harvest_rows):
    harvest_rows([TWO[0].replace("a;", "z;", 1)], definition=THIRD)
    assert {r.external_id for r in Record.objects.filter(sheet=MINE)} == {"1", "a", "z"}


def test_a_part_of_a_sheet_of_three_leaves_the_others_together(both, harvest_rows):
    harvest_rows([TWO[0].replace("a;", "z;", 1)], definition=THIRD)
    part(record("tiers", "z"), "camille")
    assert {r.external_id for r in Record.objects.filter(sheet=MINE)} == {"1", "a"}
    assert record("tiers", "z").sheet_id == sheet_id("tiers", "z")
    assert TwinDecision.objects.filter(same=False, decided_by="camille").count() == 2


def test_two_records_of_one_source_wait_for_a_person(harvest_rows):
    harvest_rows([ONE[0], ONE[0].replace("1;", "9;", 1)])
    assert len(shown()) == 2
    [waiting] = proposed()
    assert {*waiting.sheets} == {MINE, sheet_id("essai", "9")}
    decide(record("essai", "1"), record("essai", "9"), same=False, by="camille")
    assert proposed() == []
    decide(record("essai", "1"), record("essai", "9"), same=True, by="camille")
    assert list(shown()) == [MINE]
    assert TwinDecision.objects.filter(current=False).count() == 1


def test_a_record_is_no_twin_of_itself(both):
    with pytest.raises(NoPair, match="one record"):
        decide(record("essai", "1"), record("essai", "1"), same=True, by="camille")


def test_a_run_killed_between_structure_and_link_is_completed_by_the_next(both):
    record_ = record("autre", "a")
    Trait.objects.filter(record=record_).update(waiting=True)
    Likeness.objects.all().delete()
    assert find_what_waits().compared == 1
    assert Likeness.objects.filter(second=record_).exists()
    assert YOURS not in shown()


def test_decisions_travel_as_a_file_also_before_the_records_are_there(both, harvest_rows):
    decide(record("essai", "1"), record("autre", "a"), same=False, by="camille")
    lines = list(exported())
    assert [json.loads(line)["kind"] for line in lines] == ["twin"]
    assert json.loads(lines[0])["by"] == "camille"
    TwinDecision.objects.all().delete()
    find_and_index(everything=True)
    assert YOURS in shown() or bring(lines).taken == 1
    assert bring(lines).known == 1
    find_and_index(everything=True)
    assert YOURS in shown()
    assert list(exported()) == lines


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"records": [["essai", "1"]]}, "records must be two"),
        ({"records": [["essai", "1"], ["essai", "1"]]}, "one record"),
        ({"same": "oui"}, "same must be"),
        ({"titles": ["un"]}, "titles must be two"),
        ({"at": "hier"}, "is no time"),
        ({"kind": "place"}, "'kind' must be"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_nothing_is_taken(both, change, told):
    good = {
        "kind": "twin", "records": [["essai", "1"], ["autre", "a"]], "same": False,
        "titles": ["", ""], "by": "camille", "at": "2026-11-24T12:00:00+01:00",
    }  # fmt: skip
    lines = [json.dumps(one).encode() for one in (good, good | change)]
    with pytest.raises(LineError, match=f"line 2: .*{told}"):
        bring(lines)
    assert not TwinDecision.objects.exists()


def test_what_a_person_corrected_in_one_of_two_holds_in_the_sheet_that_both_make(both):
    part(record("autre", "a"), "camille")
    correct(Sheet.objects.get(pk=YOURS), "holder", "Les Lilas réunis", "ana")
    decide(record("essai", "1"), record("autre", "a"), same=True, by="camille")
    assert Sheet.objects.get(pk=MINE).holder == "Les Lilas réunis"
    # Of a field of which people spoke in both, the word on the sheet itself stands.
    correct(Sheet.objects.get(pk=MINE), "holder", "Les Lilas", "ana")
    assert Sheet.objects.get(pk=MINE).holder == "Les Lilas"
    part(record("autre", "a"), "camille")
    assert Sheet.objects.get(pk=YOURS).holder == "Les Lilas réunis"


def test_a_correction_brought_for_a_merged_sheet_reaches_the_one_it_leads_to(both):
    write(YOURS, "holder", "Les Lilas réunis", "ana", given="")
    assert apply_what_waits() > 0
    assert Sheet.objects.get(pk=MINE).holder == "Les Lilas réunis"

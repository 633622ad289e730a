"""The desk's page of duplicates: two sheets side by side, a decision, and its undoing."""

from __future__ import annotations

import pytest
from django.test import Client

from carrefour.catalogue.models import Record, Sheet, TwinDecision
from tests.pipeline.test_twins import MINE, ONE, OTHER, TWO, YOURS, record, shown


@pytest.fixture
def both(harvest_rows):
    harvest_rows(ONE)
    harvest_rows(TWO, definition=OTHER)


@pytest.fixture
def waiting(harvest_rows):
    """Two records of one source that are the same: nobody but a person links them."""
    harvest_rows([ONE[0], ONE[0].replace("1;", "9;", 1).replace("2020", "2021")])


def page(operator: Client, path: str = "") -> str:
    return operator.get(f"/pilotage/doublons/{path}").content.decode()


def test_a_visitor_is_asked_to_sign_in(client, site):
    assert client.get("/pilotage/doublons/").status_code == 302
    for path in ("decider/", "separer/"):
        assert client.post(f"/pilotage/doublons/{path}").status_code == 302
    assert not TwinDecision.objects.exists()


def test_a_pair_is_shown_side_by_side_with_what_agrees_and_what_differs(operator, waiting):
    shown_ = page(operator)
    assert "La Ressourcerie des Lilas" in shown_
    assert "12 rue des Lilas" in shown_
    assert "pareil" in shown_
    assert "différent" in shown_
    assert "chances d’être un même projet" in shown_


def test_the_same_project_becomes_one_sheet_and_is_undone_by_one_click(operator, waiting):
    first, second = Record.objects.order_by("pk")
    posted = {"first": first.pk, "second": second.pk, "choice": "same"}
    answer = operator.post("/pilotage/doublons/decider/", posted, follow=True)
    assert "sont un même projet" in answer.content.decode()
    assert list(shown()) == [MINE]
    decision = TwinDecision.objects.get()
    assert decision.decided_by == "Camille"
    assert "Camille" in page(operator, "decisions/")
    operator.post("/pilotage/doublons/decider/", {"taken": decision.pk, "choice": "undo"})
    assert len(shown()) == 2
    assert TwinDecision.objects.count() == 2


def test_two_projects_are_not_proposed_again(operator, waiting):
    first, second = Record.objects.order_by("pk")
    posted = {"first": first.pk, "second": second.pk, "choice": "different"}
    operator.post("/pilotage/doublons/decider/", posted)
    assert "Aucune paire n’attend." in page(operator)
    assert len(shown()) == 2


def test_a_source_is_parted_from_a_merged_sheet_by_one_click(operator, both):
    assert "Ressourcerie des Lilas" in page(operator, "reunies/")
    assert "Autre source" in page(operator, f"reunies/?fiche={MINE}")
    operator.post("/pilotage/doublons/separer/", {"record": record("autre", "a").pk})
    assert {MINE, YOURS} < set(shown())
    assert "Aucune fiche n’a plusieurs sources." in page(operator, "reunies/")


def test_an_operator_finds_the_way_to_part_a_source_on_the_sheet(operator, client, both):
    sheet = Sheet.objects.get(pk=MINE)
    path = f"/fiches/{sheet.slug}-{MINE}/"
    assert f"/pilotage/doublons/reunies/?fiche={MINE}" in operator.get(path).content.decode()
    visitor = Client().get(path).content.decode()
    assert "Plusieurs sources racontent ce projet" in visitor
    assert "/pilotage/doublons/" not in visitor


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"first": "1", "second": "x", "choice": "same"},
        {"first": "999999", "second": "999998", "choice": "same"},
        {"choice": "peut-être"},
    ],
)
def test_a_form_that_names_no_pair_is_told_and_decides_nothing(operator, waiting, posted):
    answer = operator.post("/pilotage/doublons/decider/", posted, follow=True)
    assert "Cette décision ne peut être lue." in answer.content.decode()
    assert not TwinDecision.objects.exists()


def test_a_record_cannot_be_decided_with_itself(operator, waiting):
    one = str(Record.objects.first().pk)
    posted = {"first": one, "second": one, "choice": "same"}
    answer = operator.post("/pilotage/doublons/decider/", posted, follow=True)
    assert "Cette décision ne peut être lue." in answer.content.decode()


def test_what_a_source_surely_tells_twice_is_united_together_and_undone(operator, harvest_rows):
    again = [row.replace(f"{n};", f"{n}0;", 1) for n, row in enumerate(ONE, start=1)]
    other = ONE[1].replace("2;", "3;", 1).replace("35000 Rennes", "8 rue Dupont, 35000 Rennes")
    harvest_rows([*ONE, again[0], other])
    told = page(operator, "repetitions/")
    assert told.count('name="pair"') == 1
    assert "12 rue des Lilas" in told
    first, second = Record.objects.filter(external_id__in=("1", "10")).order_by("pk")
    path = "/pilotage/doublons/repetitions/reunir/"
    assert "au moins une paire" in operator.post(path, {}, follow=True).content.decode()
    odd = {"pair": ["x", "1-", f"{first.pk}-99999999999999999"]}
    assert "0 paire" in operator.post(path, odd, follow=True).content.decode()
    posted = {"pair": [f"{first.pk}-{second.pk}"]}
    assert "1 paire réunie." in operator.post(path, posted, follow=True).content.decode()
    assert Record.objects.get(pk=second.pk).sheet_id == first.sheet_id
    assert 'name="pair"' not in page(operator, "repetitions/")
    decision = TwinDecision.objects.get()
    operator.post("/pilotage/doublons/decider/", {"taken": decision.pk, "choice": "undo"})
    assert 'name="pair"' in page(operator, "repetitions/")


def test_only_operators_unite(client, waiting):
    first, second = Record.objects.order_by("pk")
    posted = {"pair": [f"{first.pk}-{second.pk}"]}
    answer = client.post("/pilotage/doublons/repetitions/reunir/", posted)
    assert answer.status_code == 302
    assert not TwinDecision.objects.exists()

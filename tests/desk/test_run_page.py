"""The page of a run: what it did, what it would change, and the decision on it."""

from __future__ import annotations

import pytest

from carrefour.catalogue.models import Sheet
from carrefour.harvest.models import Run
from carrefour.pipeline.difference import PER_PAGE
from tests.conftest import ROWS
from tests.pipeline.history import DAY, HOUR, History

State = Run.State


@pytest.fixture
def held(harvest_rows) -> Run:
    """A run that would change one record, take two off and add one."""
    harvest_rows()
    changed = ROWS[0].replace("Le Jardin partagé", "Le Verger <b>commun</b>").replace("2020", "")
    rows = [changed, "9;Atelier vélo;;;;", "5;a;b;c;d;e;de trop"]
    return Run.objects.get(pk=harvest_rows(rows).run)


def page(client, run: Run, **query: str) -> str:
    return client.get(f"/pilotage/moissons/{run.pk}/", query).content.decode()


def test_a_held_run_says_why_and_what_would_vanish(operator, held: Run) -> None:
    told = page(operator, held)
    assert "2 des 3 notices que la source avait manquent" in told
    assert "2 disparaîtraient" in told
    assert "Garage solidaire" in told
    assert "Soleil citoyen" in told
    assert "Atelier vélo" not in told


def test_a_held_run_shows_what_is_new(operator, held: Run) -> None:
    told = page(operator, held, voir="new")
    assert "Atelier vélo" in told
    assert "Garage solidaire" not in told


def test_a_held_run_shows_what_changes_in_each_record_and_harmlessly(operator, held: Run) -> None:
    told = page(operator, held, voir="changed")
    assert "<del>Le Jardin partagé</del>" in told
    assert "<ins>Le Verger &lt;b&gt;commun&lt;/b&gt;</ins>" in told
    assert "<del>2020</del><ins>∅</ins>" in told
    assert "<code>lieu</code>" not in told.split('id="notices"')[1].split("desk-side")[0]


def test_rejected_records_are_shown_with_reason_and_raw_form(operator, held: Run) -> None:
    told = page(operator, held, voir="rejected")
    assert "a 7 cellules quand l’en-tête en a 6" in told
    held.rejections.create(where="row 9", reason="odd", excerpt="<script>alert(1)</script>")
    told = page(operator, held, voir="rejected")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told
    assert "<script>alert" not in told


def test_long_lists_have_pages(operator, history: History) -> None:
    run = history.ran(State.DONE, HOUR, rejected=PER_PAGE + 5)
    for number in range(PER_PAGE + 5):
        run.rejections.create(where=f"row {number:03}", reason="has no id")
    first, second = page(operator, run), page(operator, run, page="2")
    assert first.count("has no id") == PER_PAGE
    assert "page 1 sur 2" in first
    assert second.count("has no id") == 5
    assert "row 104" in second
    assert page(operator, run, page="99").count("has no id") == 5


def test_accepting_hands_the_run_to_a_worker(operator, held: Run) -> None:
    told = operator.post(f"/pilotage/moissons/{held.pk}/accepter/", follow=True).content.decode()
    held.refresh_from_db()
    assert (held.state, held.decided_by) == (State.HELD, "Camille")
    assert "acceptée, prendra effet sous peu" in told
    assert "Aucun processus de fond ne tourne" in told
    assert "/accepter/" not in told
    again = operator.post(f"/pilotage/moissons/{held.pk}/accepter/", follow=True)
    assert "n’attend plus de décision" in again.content.decode()


def test_refusing_leaves_the_site_as_it_is(operator, held: Run) -> None:
    told = operator.post(f"/pilotage/moissons/{held.pk}/refuser/", follow=True).content.decode()
    held.refresh_from_db()
    assert (held.state, held.decided_by) == (State.REFUSED, "Camille")
    assert "rien n’a changé" in told
    assert Sheet.objects.filter(withdrawn_at=None).count() == 3
    again = operator.post(f"/pilotage/moissons/{held.pk}/refuser/", follow=True)
    assert "n’attend plus de décision" in again.content.decode()


def test_a_run_that_ended_cannot_be_cancelled(operator, history: History) -> None:
    run = history.ran(State.DONE, HOUR)
    told = operator.post(f"/pilotage/moissons/{run.pk}/annuler/", follow=True).content.decode()
    assert "Cette moisson est déjà finie." in told


def test_a_run_tells_its_times_and_warnings(operator, history: History) -> None:
    history.ran(State.DONE, DAY, keys={"nom": 100}, filled={"sheets": 100, "summary": 50})
    run = history.ran(
        State.DONE, HOUR, warnings={"place: not found": 3}, keys={"nom": 100},
        filled={"sheets": 100, "summary": 10}, asked_by="Camille", host="atelier",
    )  # fmt: skip
    told = page(operator, run)
    assert "3 × place: not found" in told
    assert "1 min 00" in told
    assert "(Camille)" in told
    assert "en baisse" in told


def test_a_run_under_way_is_looked_at_again_and_can_be_stopped(operator, history: History) -> None:
    run = history.ran(State.RUNNING, HOUR)
    assert 'hx-trigger="every 3s"' in page(operator, run)
    told = operator.post(f"/pilotage/moissons/{run.pk}/annuler/", follow=True).content.decode()
    assert "on l’arrête" in told
    run.refresh_from_db()
    assert run.cancel_asked

"""How a source fares is told from its schedule and its last runs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from carrefour.harvest.models import Run
from carrefour.pipeline.health import Condition, Health, condition, conditions
from carrefour.pipeline.retention import SAMPLE, WHOLE, thin_history
from tests.pipeline.history import DAY, HOUR, History

State = Run.State


@pytest.fixture
def history(site: Path, settings) -> History:
    settings.SOURCES_DIR = site / "sources"
    return History(settings.SOURCES_DIR)


def now(id_: str = "essai") -> Condition:
    told = condition(id_)
    assert told is not None
    return told


def test_a_source_that_was_harvested_in_time_is_fresh(history: History) -> None:
    run = history.ran(State.DONE, HOUR)
    told = now()
    assert (told.health, told.since, told.run) == (Health.FRESH, run.ended_at, run)
    assert told.due == run.started_at + DAY
    assert told.reason == ""


def test_a_source_without_a_run_was_never_harvested(history: History) -> None:
    assert (now().health, now().run) == (Health.NEVER, None)


def test_a_source_that_nobody_asked_for_yet_is_there_too(history: History) -> None:
    history.source.delete()
    told = now()
    assert (told.health, told.source, told.title) == (Health.NEVER, None, "Source essai")
    assert condition("inconnue") is None


def test_a_source_is_late_by_half_an_interval(history: History) -> None:
    run = history.ran(State.DONE, DAY * 1.4)
    assert now().health == Health.FRESH
    assert condition("essai", timezone.now() + DAY * 0.2).health == Health.LATE
    assert condition("essai", timezone.now() + DAY * 0.2).since == run.started_at + DAY


def test_a_source_without_schedule_is_never_late(site: Path, settings) -> None:
    settings.SOURCES_DIR = site / "sources"
    History(settings.SOURCES_DIR, schedule="").ran(State.DONE, DAY * 900)
    assert (now().health, now().due) == (Health.FRESH, None)


def test_a_source_whose_last_run_failed_is_failing_since_the_first_that_did(
    history: History,
) -> None:
    history.ran(State.DONE, HOUR * 5)
    first = history.ran(State.FAILED, HOUR * 4, error="essai: http://x: the server answered 500.")
    history.ran(State.FAILED, HOUR * 2, error="essai: http://x: the server answered 502.")
    told = now()
    assert (told.health, told.since) == (Health.FAILING, first.ended_at)
    assert told.reason == "http://x: the server answered 502."
    history.ran(State.DONE, HOUR)
    assert now().health == Health.FRESH


def test_a_run_that_a_person_stopped_tells_nothing(history: History) -> None:
    history.ran(State.FAILED, HOUR * 4)
    history.ran(State.CANCELLED, HOUR * 3)
    assert now().health == Health.FAILING
    history.ran(State.DONE, HOUR * 2)
    history.ran(State.CANCELLED, HOUR)
    assert now().health == Health.FRESH


def test_a_run_that_died_is_a_failure_unless_it_is_being_done_again(history: History) -> None:
    history.ran(State.DONE, HOUR * 5)
    history.ran(State.INTERRUPTED, HOUR * 2)
    assert now().health == Health.FAILING
    history.ran(State.WAITING, HOUR)
    assert now().health == Health.FRESH


def test_a_failure_does_not_pass_because_the_next_try_died(history: History) -> None:
    history.ran(State.FAILED, HOUR * 5)
    history.ran(State.INTERRUPTED, HOUR * 2)
    history.ran(State.RUNNING, HOUR)
    assert now().health == Health.FAILING


def test_a_run_that_is_held_comes_first_and_says_why(history: History, settings) -> None:
    other = History(settings.SOURCES_DIR, "autre")
    other.ran(State.FAILED, HOUR)
    history.ran(State.DONE, DAY)
    history.ran(State.HELD, HOUR, held_because="9 of the 10 records are missing")
    History(settings.SOURCES_DIR, "bien").ran(State.DONE, HOUR)
    assert [(one.id, one.health) for one in conditions()] == [
        ("essai", Health.HELD),
        ("autre", Health.FAILING),
        ("bien", Health.FRESH),
    ]
    assert now().reason == "9 of the 10 records are missing"
    assert not now().decided
    Run.objects.filter(state=State.HELD).update(decided_by="camille")
    assert now().decided


@pytest.mark.parametrize(
    ("total", "health"), [(80, Health.FRESH), (79, Health.SHRINKING), (120, Health.FRESH)]
)
def test_a_source_shrinks_when_it_gives_under_four_fifths_of_its_best(
    history: History, total: int, health: Health
) -> None:
    history.ran(State.DONE, HOUR * 3, total=90)
    history.ran(State.DONE, HOUR * 2, total=100)
    history.ran(State.DONE, HOUR, total=total)
    assert now().health == health


def test_a_source_that_has_been_small_for_long_does_not_shrink_any_more(history: History) -> None:
    history.ran(State.DONE, HOUR * 12, total=500)
    for ago in range(11, 0, -1):
        history.ran(State.DONE, HOUR * ago, total=100)
    assert now().health == Health.FRESH
    assert now().best == 100


def test_a_definition_that_is_not_valid_is_a_failure_that_is_ours(history: History) -> None:
    history.ran(State.DONE, HOUR)
    history.path.write_text("id: essai\ntitel: Faute\n", "utf-8")
    told = now()
    assert told.health == Health.FAILING
    assert "titel" in told.broken
    assert told.public_reason == ""


def test_all_sources_take_few_queries(history, settings, django_assert_max_num_queries) -> None:
    for number in range(5):
        one = History(settings.SOURCES_DIR, f"s{number}")
        for ago in range(30, 0, -1):
            one.ran(State.DONE, HOUR * ago, total=ago)
    with django_assert_max_num_queries(5):
        told = conditions()
    assert len(told) == 6
    assert all(len(one.totals) in (0, 20) for one in told)


def test_the_history_is_kept_and_what_old_runs_rejected_is_thinned(history: History) -> None:
    for ago in range(WHOLE + 5, 0, -1):
        run = history.ran(State.DONE, timedelta(hours=ago), rejected=15)
        for number in range(15):
            run.rejections.create(where=f"row {number}", reason="has no id", excerpt="{}")
    assert thin_history() == 5 * (15 - SAMPLE)
    assert Run.objects.count() == WHOLE + 5
    kept = [run.rejections.count() for run in Run.objects.all()]
    assert kept == [15] * WHOLE + [SAMPLE] * 5
    assert Run.objects.last().rejections.first().where == "row 0"
    assert Run.objects.last().rejected == 15
    assert thin_history() == 0

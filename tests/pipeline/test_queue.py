"""Harvests that are asked for wait in a queue, one of a source, and each is taken once."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from carrefour.catalogue.models import Source
from carrefour.harvest.models import Run
from carrefour.pipeline.due import next_due
from carrefour.pipeline.queue import (
    NotUnderWay,
    ask,
    ask_to_apply,
    cancel,
    claim,
    put_back,
    recover,
    waiting,
)
from carrefour.pipeline.registry import register
from carrefour.pipeline.schedules import ask_for_what_is_due
from tests.conftest import DEFINITION, ROWS

State, Asked = Run.State, Run.Asked
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def source(site: Path) -> Callable[[str], Source]:
    """Register a source of that id."""
    from carrefour.catalogue.definition_file import parse

    return lambda id_: register(parse(DEFINITION.replace("id: essai\n", f"id: {id_}\n")))


@pytest.fixture
def declared(site: Path, settings) -> Callable[..., Path]:
    """Put a definition with a schedule in the folder of sources."""
    settings.SOURCES_DIR = site / "sources"
    settings.SOURCES_DIR.mkdir()

    def declare(id_: str = "essai", schedule: str = "every day", url: str = "https://x.example/"):
        path = settings.SOURCES_DIR / f"{id_}.yml"
        text = DEFINITION.replace("id: essai\n", f"id: {id_}\n")
        text = text.replace('separator: ";"', f'separator: ";", url: "{url}"')
        text = text.replace("{gone_after: 1}", f'{{gone_after: 1, schedule: "{schedule}"}}')
        path.write_text(text, "utf-8")
        return path

    return declare


def ran(source: Source, state: State, ago: timedelta, asked: Asked = Asked.SCHEDULE) -> Run:
    at = timezone.now() - ago
    return Run.objects.create(source=source, state=state, asked=asked, asked_at=at, started_at=at)


def test_asking_twice_gives_the_run_that_waits(source) -> None:
    one = source("un")
    first = ask(one, Asked.PERSON, "camille")
    assert ask(one, Asked.PERSON, "dominique") == first
    assert Run.objects.count() == 1
    first.refresh_from_db()
    assert (first.asked_by, first.state) == ("camille", State.WAITING)


def test_a_run_that_a_person_asks_for_goes_before_those_of_the_schedule(source) -> None:
    scheduled = [ask(source(id_), Asked.SCHEDULE) for id_ in ("un", "deux")]
    wanted = ask(source("trois"), Asked.PERSON, "camille")
    assert list(waiting()) == [wanted, *scheduled]
    ask(source("deux"), Asked.PERSON, "camille")
    assert list(waiting()) == [scheduled[1], wanted, scheduled[0]]


def test_a_run_may_wait_while_another_of_its_source_is_under_way(source) -> None:
    one = source("un")
    ask(one, Asked.PERSON)
    claimed = claim()
    assert claimed is not None
    behind = ask(one, Asked.PERSON)
    assert behind != claimed.run
    assert claim() is None
    claimed.give_back()


def test_claiming_takes_the_oldest_and_marks_it(source) -> None:
    first, second = (ask(source(id_), Asked.SCHEDULE) for id_ in ("un", "deux"))
    one, two = claim(), claim()
    assert one is not None
    assert two is not None
    assert (one.run, two.run) == (first, second)
    assert claim() is None
    first.refresh_from_db()
    assert first.state == State.RUNNING
    assert first.started_at
    assert first.host
    one.give_back()
    two.give_back()


def test_a_run_that_waits_is_cancelled_at_once(source) -> None:
    run = ask(source("un"), Asked.PERSON)
    assert cancel(run, "camille") == State.CANCELLED
    run.refresh_from_db()
    assert (run.state, run.decided_by) == (State.CANCELLED, "camille")
    assert run.ended_at
    assert claim() is None
    with pytest.raises(NotUnderWay):
        cancel(run, "camille")


def test_a_run_under_way_is_asked_to_stop(source) -> None:
    ask(source("un"), Asked.PERSON)
    claimed = claim()
    assert claimed is not None
    assert cancel(claimed.run, "camille") == State.RUNNING
    claimed.run.refresh_from_db()
    assert claimed.run.cancel_asked
    claimed.give_back()


def test_a_run_whose_process_died_is_told_and_asked_for_once_more(source) -> None:
    ask(source("un"), Asked.PERSON, "camille")
    for again in (1, 0):
        claimed = claim()
        assert claimed is not None
        assert recover() == []  # its right is held: it lives
        os.close(claimed.right)  # what the system does when the process dies
        assert len(recover()) == again
        claimed.run.refresh_from_db()
        assert claimed.run.state == State.INTERRUPTED
    assert list(Run.objects.values_list("asked_by", flat=True)) == ["camille", "camille"]
    assert claim() is None


def test_a_run_on_another_machine_is_dead_only_when_it_was_silent_for_long(source) -> None:
    run = ran(source("un"), State.RUNNING, timedelta(hours=2))
    Run.objects.filter(pk=run.pk).update(host="ailleurs", heartbeat=timezone.now())
    assert recover() == []
    Run.objects.filter(pk=run.pk).update(heartbeat=timezone.now() - timedelta(minutes=6))
    assert len(recover()) == 1


def test_a_run_that_was_only_reading_is_put_back(source) -> None:
    one = source("un")
    ask(one, Asked.PERSON, "camille")
    claimed = claim()
    assert claimed is not None
    put_back(claimed.run)
    claimed.give_back()
    run = Run.objects.get()
    assert (run.state, run.started_at, run.asked_by) == (State.WAITING, None, "camille")


def test_a_run_is_not_put_back_behind_one_that_was_asked_for_meanwhile(source) -> None:
    one = source("un")
    ask(one, Asked.SCHEDULE)
    claimed = claim()
    assert claimed is not None
    later = ask(one, Asked.PERSON)
    put_back(claimed.run)
    claimed.give_back()
    claimed.run.refresh_from_db()
    assert claimed.run.state == State.INTERRUPTED
    assert list(waiting()) == [later]


def test_a_held_run_that_is_accepted_goes_before_all(harvest_rows, source) -> None:
    harvest_rows()
    held = Run.objects.get(pk=harvest_rows(ROWS[:1]).run)
    other = ask(source("autre"), Asked.PERSON)
    ask(held.source, Asked.PERSON)
    assert ask_to_apply(held, "camille")
    assert not ask_to_apply(held, "dominique")
    first, second, third = claim(), claim(), claim()
    assert first is not None
    assert second is not None
    assert (first.run, second.run, third) == (held, other, None)
    assert first.run.state == State.HELD
    first.give_back()
    second.give_back()


def test_a_source_with_a_schedule_that_was_never_harvested_is_due_at_once(declared) -> None:
    declared()
    declared("sans-horaire", schedule="")
    declared("sans-adresse", url="")
    assert [run.source_id for run in ask_for_what_is_due()] == ["essai"]
    assert ask_for_what_is_due() == []
    assert Run.objects.get().asked == Asked.SCHEDULE


def test_a_source_is_asked_for_when_its_schedule_says_so(declared, source) -> None:
    declared()
    run = ran(source("essai"), State.DONE, timedelta(hours=23))
    assert ask_for_what_is_due() == []
    assert len(ask_for_what_is_due(timezone.now() + timedelta(hours=1, minutes=5))) == 1
    run.refresh_from_db()
    assert run.state == State.DONE


def test_a_definition_that_is_not_valid_stops_no_other(declared, caplog) -> None:
    declared("bon")
    declared("mauvais").write_text("id: mauvais\ntitel: Faute\n", "utf-8")
    assert [run.source_id for run in ask_for_what_is_due()] == ["bon"]
    assert "mauvais is not harvested" in caplog.text


def test_a_definition_that_changes_is_read_again(declared, source) -> None:
    path = declared()
    ran(source("essai"), State.DONE, timedelta(hours=3))
    assert ask_for_what_is_due() == []
    path.write_text(path.read_text("utf-8").replace("every day", "every 2 hours"), "utf-8")
    assert len(ask_for_what_is_due()) == 1


def runs(*told: tuple[State, timedelta]) -> list[Run]:
    """Unsaved runs that started so long before ``NOW``, the newest first."""
    return [Run(state=s, asked_at=NOW - ago, started_at=NOW - ago) for s, ago in told]


def test_a_source_that_fails_is_asked_again_ever_later() -> None:
    waits = [
        next_due("every hour", runs(*[(State.FAILED, HOUR * n) for n in range(count)]), NOW) - NOW
        for count in range(1, 8)
    ]
    assert waits == [HOUR * n for n in (1, 2, 4, 8, 16, 24, 24)]


def test_a_seldom_source_that_fails_is_tried_again_before_its_time_but_never_later() -> None:
    waits = [
        next_due("every week", runs(*[(State.FAILED, HOUR * n) for n in range(count)]), NOW) - NOW
        for count in (1, 2, 3, 8, 9, 10)
    ]
    assert waits == [HOUR, HOUR * 2, HOUR * 4, HOUR * 128, DAY * 7, DAY * 7]


def test_a_run_that_is_held_waits_for_a_person_and_not_for_another_try() -> None:
    assert next_due("every day", runs((State.HELD, HOUR)), NOW) == NOW + DAY - HOUR
    later = next_due("every hour", runs((State.HELD, HOUR), (State.HELD, HOUR * 2)), NOW)
    assert later == NOW + HOUR


def test_success_forgets_earlier_failures() -> None:
    told = runs((State.DONE, HOUR), (State.FAILED, HOUR * 2), (State.FAILED, HOUR * 3))
    assert next_due("every 6 hours", told, NOW) == NOW + HOUR * 5


def test_a_clock_that_was_set_back_neither_starves_a_source_nor_floods_it() -> None:
    ahead = runs((State.DONE, -DAY * 400))
    assert next_due("every day", ahead, NOW) == NOW
    once_run = [*runs((State.DONE, timedelta())), *ahead]
    assert next_due("every day", once_run, NOW) == NOW + DAY


def test_cron_is_told_in_the_time_of_france() -> None:
    due = next_due("30 4 * * *", runs((State.DONE, HOUR)), NOW)
    assert due.astimezone(UTC) == datetime(2026, 3, 11, 3, 30, tzinfo=UTC)

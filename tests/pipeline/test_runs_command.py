"""`carrefour runs` and `carrefour source watch`: the same as the desk, on the machine itself."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from carrefour.catalogue.models import Sheet
from carrefour.cli.app import app
from carrefour.harvest.models import Run, Watcher
from carrefour.pipeline.queue import ask
from tests.conftest import ROWS

State = Run.State


def command(*words: str, ends: int = 0) -> str:
    done = CliRunner().invoke(app, words, env={"COLUMNS": "200"})
    assert done.exit_code == ends, done.output
    return done.output


@pytest.fixture
def held(harvest_rows) -> Run:
    harvest_rows()
    return Run.objects.get(pk=harvest_rows([ROWS[0], "5;a;b;c;d;e;de trop"]).run)


def test_runs_are_listed_the_newest_first(held: Run) -> None:
    lines = [line for line in command("runs", "list").splitlines() if "essai" in line]
    assert ["held" in line for line in lines] == [True, False]
    assert "essai" not in command("runs", "list", "autre")


def test_a_run_is_shown_with_what_it_rejected_and_filled(held: Run) -> None:
    told = command("runs", "show", str(held.pk))
    assert "2 of the 3 records that the source had are missing" in told
    assert "1 rejected" in told
    assert "cells where the header has" in told
    assert "de trop" in told
    assert "summary" in told
    assert "100%" in told


def test_a_held_run_is_accepted(held: Run) -> None:
    assert "2 gone" in command("runs", "accept", str(held.pk))
    held.refresh_from_db()
    assert held.state == State.DONE
    assert held.decided_by
    assert Sheet.objects.filter(withdrawn_at=None).count() == 1
    assert "waits for no decision" in command("runs", "accept", str(held.pk), ends=1)


def test_a_held_run_is_refused(held: Run) -> None:
    command("runs", "refuse", str(held.pk))
    held.refresh_from_db()
    assert held.state == State.REFUSED
    assert Sheet.objects.filter(withdrawn_at=None).count() == 3


def test_a_run_that_waits_is_cancelled(held: Run) -> None:
    run = ask(held.source, Run.Asked.PERSON)
    assert "is cancelled" in command("runs", "cancel", str(run.pk))
    assert "ended already" in command("runs", "cancel", str(run.pk), ends=1)


def test_a_run_that_does_not_exist_is_told(db) -> None:
    assert "there is no run 99" in command("runs", "show", "99", ends=1)


def test_someone_watches_a_source_and_leaves(held: Run) -> None:
    command("source", "watch", "essai", "Anne@Exemple.fr", "--language", "en")
    watcher = Watcher.objects.get()
    assert (watcher.email, watcher.language) == ("anne@exemple.fr", "en")
    command("source", "watch", "essai", "anne@exemple.fr")
    assert Watcher.objects.get().language == "fr"
    command("source", "unwatch", "essai", "anne@exemple.fr")
    assert not Watcher.objects.exists()
    assert "does not watch" in command("source", "unwatch", "essai", "anne@exemple.fr", ends=1)


def test_a_wrong_address_source_or_language_is_told(held: Run) -> None:
    assert "no e-mail address" in command("source", "watch", "essai", "anne", ends=1)
    assert "Known sources" in command("source", "watch", "rien", "a@exemple.fr", ends=1)
    command("source", "watch", "essai", "a@exemple.fr", "--language", "de", ends=2)
    assert not Watcher.objects.exists()

"""The public page of a source tells its partner how its harvests go, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrefour.harvest.models import Run
from tests.pipeline.history import DAY, HOUR, History

State = Run.State


@pytest.fixture
def history(site: Path, settings) -> History:
    settings.SOURCES_DIR = site / "sources"
    return History(settings.SOURCES_DIR)


def page(client, start: str = "") -> str:
    return client.get(f"{start}/sources/essai/").content.decode()


def test_a_source_that_is_well_says_when_it_was_read_and_no_more(client, history) -> None:
    history.ran(State.DONE, HOUR, new=5)
    told = page(client)
    assert "Dernière moisson" in told
    assert "5 nouveaux" in told
    assert 'class="note"' not in told


def test_a_failure_is_told_with_its_reason_in_both_languages(client, history) -> None:
    history.ran(State.DONE, HOUR * 3)
    history.ran(State.FAILED, HOUR, error="essai: http://x: the server answered 404. Try later.")
    told = page(client)
    assert "cette source ne peut plus être moissonnée" in told
    assert "http://x: le serveur a répondu 404. Réessayez plus tard." in told
    assert "the server answered 404. Try later." in page(client, "/en")


def test_a_held_harvest_is_told(client, history) -> None:
    history.ran(
        State.HELD, HOUR, held_because="the source gave 2 records and never gives fewer than 5"
    )
    told = page(client)
    assert "a trouvé de quoi s’étonner" in told
    assert "la source a donné 2 notices et n’en donne jamais moins de 5" in told


def test_a_fault_of_ours_is_not_laid_at_the_partners_door(client, history) -> None:
    error = "essai: Carrefour failed (KeyError: '/srv/secret'). Report this."
    history.ran(State.FAILED, HOUR, error=error)
    told = page(client)
    assert "pour une raison qui tient à Carrefour" in told
    assert "secret" not in told


def test_a_late_and_a_shrinking_source_say_so(client, history) -> None:
    history.ran(State.DONE, DAY * 4, total=200)
    assert "Elle aurait dû être relue" in page(client)
    history.ran(State.DONE, HOUR, total=50)
    assert "Elle donne 50 projets, après en avoir donné 200." in page(client)


def test_no_raw_record_is_shown(client, history) -> None:
    run = history.ran(State.FAILED, HOUR, error="essai: http://x: the server answered 404.")
    run.rejections.create(where="row 1", reason="has no id", excerpt="brut de décoffrage")
    assert "brut" not in page(client)

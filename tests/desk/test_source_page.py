"""The page of a source: its runs, what it fills, and who watches over it."""

from __future__ import annotations

import pytest

from carrefour.harvest.models import Run, Watcher
from tests.pipeline.history import DAY, HOUR, History

State = Run.State
PATH = "/pilotage/sources/essai/"


def page(client, **query: str) -> str:
    return client.get(PATH, query).content.decode()


def test_it_tells_schedule_state_and_runs(operator, history: History) -> None:
    run = history.ran(State.DONE, HOUR, total=1234, new=7)
    told = page(operator)
    assert "tous les jours" in told
    assert "fraîche" in told
    assert f'href="/pilotage/moissons/{run.pk}/"' in told
    assert "1\N{NO-BREAK SPACE}234" in told
    assert "/atelier/" in told


def test_a_field_that_fell_is_marked(operator, history: History) -> None:
    history.ran(
        State.DONE, DAY, total=10, keys={"nom": 10, "texte": 9},
        filled={"sheets": 10, "summary": 9, "places": 10},
    )  # fmt: skip
    history.ran(
        State.DONE, HOUR, total=10, keys={"nom": 10, "texte": 2},
        filled={"sheets": 10, "summary": 2, "places": 10},
    )  # fmt: skip
    told = page(operator)
    rows = [row for row in told.split("<tr") if 'class="fell"' in row]
    assert len(rows) == 2  # the field and the key that it is made of
    assert "résumé" in rows[0]
    assert "20\N{NO-BREAK SPACE}%" in rows[0]
    assert "90\N{NO-BREAK SPACE}%" in rows[0]
    assert "texte" in rows[1]


def test_a_long_history_has_pages(operator, history: History) -> None:
    for ago in range(60, 0, -1):
        history.ran(State.DONE, HOUR * ago)
    assert 'href="?page=2"' in page(operator)
    older = page(operator, page="2")
    assert older.count('class="state run-done"') == 10
    assert 'href="?page=1"' in older
    assert page(operator, page="-3")


def test_watchers_are_added_and_removed(operator, history: History) -> None:
    told = operator.post(
        f"{PATH}veilleurs/", {"email": " Anne@Exemple.FR ", "language": "en"}, follow=True
    ).content.decode()
    watcher = Watcher.objects.get()
    assert (watcher.email, watcher.language) == ("anne@exemple.fr", "en")
    assert "anne@exemple.fr sera prévenu·e." in told
    operator.post(f"{PATH}veilleurs/", {"email": "anne@exemple.fr", "language": "fr"})
    assert Watcher.objects.get().language == "fr"
    operator.post(f"{PATH}veilleurs/{watcher.pk}/")
    assert not Watcher.objects.exists()


@pytest.mark.parametrize("email", ["", "pas une adresse", "a@b\nBcc: c@d.fr"])
def test_what_is_no_address_is_not_added(operator, history: History, email: str) -> None:
    told = operator.post(f"{PATH}veilleurs/", {"email": email}, follow=True).content.decode()
    assert "n’est pas une adresse" in told
    assert not Watcher.objects.exists()


def test_a_source_that_was_never_harvested_has_a_page(operator, history: History) -> None:
    history.source.delete()
    told = page(operator)
    assert "Aucune moisson pour l’instant." in told
    operator.post(f"{PATH}veilleurs/", {"email": "anne@exemple.fr", "language": "fr"})
    assert Watcher.objects.get().source_id == "essai"


def test_a_run_that_reads_shows_how_far_it_is(operator, history: History) -> None:
    history.ran(State.RUNNING, HOUR, total=4200)
    told = page(operator)
    assert "4\N{NO-BREAK SPACE}200 notices lues" in told
    assert 'hx-trigger="every 3s"' in told

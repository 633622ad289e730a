"""The first page of the desk says how every source fares and what to do."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carrefour.harvest.models import Run, Watcher, Worker
from tests.pipeline.history import DAY, HOUR, History

State = Run.State


def page(client, **query: str) -> str:
    return client.get("/pilotage/", query).content.decode()


def test_each_source_has_a_row_and_the_urgent_come_first(operator, history, settings) -> None:
    history.ran(State.DONE, DAY * 3)
    for id_, state in (("bien", State.DONE), ("casse", State.FAILED), ("suspect", State.HELD)):
        History(settings.SOURCES_DIR, id_).ran(state, HOUR, error="x", held_because="y")
    rows = re.findall(r'<tbody class="is-(\w+)">.*?<a [^>]*>Source (\w+)</a>', page(operator), re.S)
    assert rows == [
        ("held", "suspect"),
        ("failing", "casse"),
        ("late", "essai"),
        ("fresh", "bien"),
    ]


def test_a_failure_is_told_in_words_with_a_way_to_it(operator, history) -> None:
    run = history.ran(
        State.FAILED, HOUR, error="essai: http://x: the server answered 404. Try later."
    )
    told = page(operator)
    assert "le serveur a répondu 404. Réessayez plus tard." in told
    assert f"/pilotage/moissons/{run.pk}/" in told


def test_one_state_can_be_shown_alone(operator, history, settings) -> None:
    history.ran(State.FAILED, HOUR)
    History(settings.SOURCES_DIR, "bien").ran(State.DONE, HOUR)
    told = page(operator, etat="failing")
    assert "Source essai" in told
    assert "Source bien" not in told
    assert "Source bien" in page(operator, etat="n'importe")


def test_a_line_shows_the_course_of_the_last_runs(operator, history) -> None:
    for ago, total in ((3, 50), (2, 75), (1, 100)):
        history.ran(State.DONE, HOUR * ago, total=total)
    told = page(operator)
    assert 'aria-label="Notices des dernières moissons\N{NO-BREAK SPACE}: 50, 75, 100"' in told
    points = re.search(r'<polyline points="([^"]*)"', told)[1].split()
    assert len(points) == 3
    heights = [float(point.split(",")[1]) for point in points]
    assert heights == sorted(heights, reverse=True)


def test_a_harvest_is_asked_for_and_cancelled(operator, history) -> None:
    answer = operator.post(
        "/pilotage/sources/essai/moissonner/", {"next": "/pilotage/"}, follow=True
    )
    told = answer.content.decode()
    run = Run.objects.get()
    assert (run.state, run.asked, run.asked_by) == (State.WAITING, Run.Asked.PERSON, "Camille")
    assert "La moisson de «\N{NO-BREAK SPACE}Source essai\N{NO-BREAK SPACE}» est demandée." in told
    assert f"/pilotage/moissons/{run.pk}/annuler/" in told
    assert 'hx-trigger="every 3s"' in told
    operator.post(f"/pilotage/moissons/{run.pk}/annuler/")
    run.refresh_from_db()
    assert (run.state, run.decided_by) == (State.CANCELLED, "Camille")
    assert "every 3s" not in page(operator)


def test_a_source_that_nobody_harvested_yet_can_be(operator, history) -> None:
    history.source.delete()
    assert "jamais moissonnée" in page(operator)
    operator.post("/pilotage/sources/essai/moissonner/")
    assert Run.objects.get().source_id == "essai"


def test_it_says_when_no_worker_works(operator, history) -> None:
    warning = "Aucun processus de fond ne tourne"
    assert warning in page(operator)
    worker = Worker.objects.create(name="ici:1")
    assert "1 processus de fond en marche" in page(operator)
    worker.beat_at = timezone.now() - HOUR
    worker.save()
    assert warning in page(operator)


def test_it_says_when_watchers_cannot_be_told(operator, history, settings) -> None:
    warning = "Aucun courriel ne part"
    assert warning not in page(operator)
    Watcher.objects.create(source=history.source, email="a@exemple.fr")
    settings.EMAIL_HOST = ""
    assert warning in page(operator)
    settings.EMAIL_HOST = "courrier.exemple.fr"
    assert warning not in page(operator)


def test_a_definition_that_is_not_valid_is_told_with_its_cure(operator, history) -> None:
    history.path.write_text("id: essai\ntitel: Faute\n", "utf-8")
    told = page(operator)
    assert "Sa définition n’est pas valide." in told
    assert "titel" in told


def test_without_any_source_it_leads_to_the_workshop(operator, site, settings) -> None:
    settings.SOURCES_DIR = site / "vide"
    assert "Aucune source n’est encore déclarée." in page(operator)


def test_many_sources_take_no_more_queries_than_one(operator, history, settings) -> None:
    history.ran(State.DONE, HOUR)
    page(operator)
    with CaptureQueriesContext(connection) as of_one:
        page(operator)
    for number in range(12):
        History(settings.SOURCES_DIR, f"s{number}").ran(State.DONE, HOUR)
    with CaptureQueriesContext(connection) as of_many:
        page(operator)
    assert len(of_many) == len(of_one) < 60  # a few for each kind of thing that may wait

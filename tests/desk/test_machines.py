"""How the sources fare, for programs."""

from __future__ import annotations

import json

from django.db import OperationalError, connection
from prometheus_client.parser import text_string_to_metric_families

from carrefour.harvest.models import Run
from tests.pipeline.history import HOUR, History

State = Run.State


def figures(client) -> dict[tuple[str, tuple[str, ...]], float]:
    """Each sample of /metrics, by name and labels."""
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_anyone_may_read_how_each_source_fares(client, history: History) -> None:
    run = history.ran(State.DONE, HOUR, total=12, rejected=3)
    answer = client.get("/health/sources.json")
    told = answer.json()["sources"]
    assert [one["id"] for one in told] == ["essai"]
    assert told[0]["state"] == "fresh"
    assert told[0]["last_run"]["total"] == 12
    assert told[0]["due"] > run.started_at.isoformat()
    assert not answer.cookies


def test_a_fault_is_told_but_nothing_of_the_records_and_of_people(client, history: History) -> None:
    run = history.ran(
        State.FAILED, HOUR, error="essai: http://x: the server answered 500.", asked_by="Camille"
    )
    run.rejections.create(where="row 1", reason="has no id", excerpt="secret du partenaire")
    text = client.get("/health/sources.json").content.decode()
    assert json.loads(text)["sources"][0]["reason"] == "http://x: the server answered 500."
    assert "secret" not in text
    assert "Camille" not in text


def test_figures_are_those_of_the_database(client, harvest_rows, settings) -> None:
    settings.SOURCES_DIR = settings.VAR_DIR / "sources"
    harvest_rows()
    History(settings.SOURCES_DIR, "autre").ran(State.WAITING, HOUR)
    told = figures(client)
    assert told["carrefour_source_records", ("essai",)] == 3
    assert told["carrefour_source_sheets", ("essai",)] == 3
    assert told["carrefour_source_state", ("essai", "fresh")] == 1
    assert told["carrefour_source_state", ("essai", "failing")] == 0
    assert told["carrefour_source_state", ("autre", "never")] == 1
    assert told["carrefour_source_last_success_timestamp_seconds", ("essai",)] > 1.7e9
    assert ("carrefour_source_last_success_timestamp_seconds", ("autre",)) not in told
    assert told["carrefour_runs_total", ("done",)] == 1
    assert told["carrefour_runs_total", ("waiting",)] == 1
    assert told["carrefour_queue_waiting", ()] == 1
    assert told["carrefour_workers", ()] == 0
    assert told["carrefour_sheets_total", ()] == 3
    assert told["carrefour_sheets_to_index", ()] == 0
    assert told["carrefour_index_documents", ()] == 3


def test_figures_stand_when_there_is_no_index_yet(client, history: History) -> None:
    assert figures(client)["carrefour_index_documents", ()] == 0


def test_programs_may_only_read(client, history: History) -> None:
    for path in ("/metrics", "/health/sources.json"):
        assert client.post(path).status_code == 405


def test_whoever_watches_over_the_site_learns_whether_visitors_can_be_sent_there(
    client, site, monkeypatch
) -> None:
    assert client.get("/health/live").content == b"ok\n"
    assert client.get("/health/ready").json() == {"database": "answers", "search": "rests"}
    with monkeypatch.context() as without:
        without.setattr(connection, "cursor", _no_database)
        assert client.get("/health/ready").status_code == 503
        assert client.get("/health/live").status_code == 200


def test_a_database_without_tables_is_not_ready(client, db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalogue_sheet RENAME TO not_yet")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "is not set up")


def _no_database() -> None:
    raise OperationalError("no server")

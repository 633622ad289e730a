"""The Python client of the repository, against a live server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from carrefour.api import hooks, keys
from carrefour.api.models import Hook
from carrefour.catalogue.models import Sheet
from carrefour.community.models import User

CLIENT = Path(__file__).parents[2] / "clients/python"
sys.path.insert(0, str(CLIENT))

from carrefour_client import Carrefour, Forged, Problem, verify  # noqa: E402

pytestmark = pytest.mark.django_db(transaction=True)
MANY = [f"{n};Le jardin {n};Cultiver.;jardin;2020;44000 Nantes" for n in range(7)]


@pytest.fixture
def carrefour(live_server, harvest_rows) -> Iterator[Carrefour]:
    harvest_rows(MANY)
    with Carrefour(live_server.url) as one:
        yield one


def test_a_search_is_walked_to_its_end(carrefour) -> None:
    found = list(carrefour.search(q="jardin", theme=["AGR", "EMP"], per_page=3))
    assert len({one["id"] for one in found}) == carrefour.count(theme="AGR") == 7
    assert found[0]["places"][0]["commune"] == "44109"
    assert set(next(carrefour.search(fields="title"))) == {"id", "title"}


def test_everything_else_is_read(carrefour) -> None:
    one = next(carrefour.search())
    assert carrefour.project(one["id"])["origins"]
    assert len(carrefour.neighbours(one["id"], limit=2)) == 2
    assert carrefour.table(fields="title").count("\n") == 8
    assert len(carrefour.features()["features"]) == 7
    assert carrefour.facets()["theme"]
    assert carrefour.suggestions("jard")
    assert carrefour.sources()[0]["projects"] == 7
    assert carrefour.organisations()[0]["id"] == "essai-org"
    assert carrefour.territories("nantes", 1)[0]["ref"] == "commune:44109"
    assert carrefour.taxonomy()["codes"]
    assert carrefour.collections() == []


def test_changes_are_followed_from_one_time_to_the_next(carrefour) -> None:
    Sheet.objects.update(told_at=timezone.now() - timedelta(minutes=1))
    changes = carrefour.changes(since="2020-01-01", per_page=3)
    assert len(list(changes)) == 7
    assert list(carrefour.changes(cursor=changes.cursor)) == []


def test_what_is_wrong_is_raised_with_its_cure(carrefour) -> None:
    with pytest.raises(Problem) as wrong:
        carrefour.project("../../nothing")
    assert (wrong.value.status, bool(wrong.value.cure)) == (404, True)
    with pytest.raises(Problem) as wrong:
        carrefour.count(bbox="here")
    assert "bbox" in wrong.value.errors


def test_a_key_is_sent_and_the_limit_is_waited_for(
    carrefour, live_server, settings, monkeypatch
) -> None:
    lea = User.objects.create_user("lea@exemple.fr", "une phrase que je connais")
    _, told = keys.make(lea, "client", ["read"])
    with Carrefour(live_server.url, key=told) as ours:
        assert ours.taxonomy()
    with Carrefour(live_server.url, key="cfr_false") as false, pytest.raises(Problem) as wrong:
        false.taxonomy()
    assert wrong.value.status == 401
    settings.API_CALLS = 1
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    carrefour.taxonomy()
    with pytest.raises(Problem) as wrong:
        carrefour.taxonomy()
    assert wrong.value.status == 429
    assert len(waits) == 2
    assert all(1 <= wait <= 60 for wait in waits)


def test_the_signature_of_a_webhook_is_verified() -> None:
    hook, body = Hook(pk="bcdf"), '{"type":"ping"}'
    secret, stamp = hooks.secret_of(hook), str(int(timezone.now().timestamp()))
    signed = hooks.signature(hooks._secret(hook), "call", stamp, body)
    headers = {"Webhook-Id": "call", "Webhook-Timestamp": stamp, "Webhook-Signature": signed}
    verify(secret, headers, body.encode())
    for wrong, text in (
        ({"Webhook-Id": "other"}, body),
        ({"Webhook-Timestamp": str(int(stamp) - 3600)}, body),
        ({"Webhook-Signature": "v1,AAAA"}, body),
        ({"Webhook-Timestamp": "now"}, body),
        ({}, body + " "),
    ):
        with pytest.raises(Forged):
            verify(secret, headers | wrong, text.encode())


def test_the_client_is_typed() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "carrefour_client"],
        cwd=CLIENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout

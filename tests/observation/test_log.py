"""What stands in the log, and what never does."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import httpx
import pytest
from django.test import Client

from carrefour.community.models import User
from carrefour.harvest.models import Run
from carrefour.observation.lines import AsText, Heeded, formatter
from carrefour.observation.work import at_work_on
from carrefour.pipeline.queue import ask, ask_again, ask_to_apply
from tests.installation import Installation, wait_for

TOKEN = "gAAAAABpKfP0aZ3xQ9n7Lr2Yc5Vb8Wm1Dk4Hj6Ts0Eu3Gi7"


@contextmanager
def listening(kind: str = "json", least: str = "INFO") -> Iterator[StringIO]:
    """What the log says meanwhile."""
    text = StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(formatter(kind))
    handler.addFilter(Heeded(least))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(least)
    try:
        yield text
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def lines(text: StringIO | str) -> list[dict[str, object]]:
    told = text if isinstance(text, str) else text.getvalue()
    return [json.loads(line) for line in told.splitlines()]


def of_requests(text: StringIO) -> list[dict[str, object]]:
    return [one for one in lines(text) if one["logger"] == "carrefour.observation.requests"]


def test_a_request_is_told_in_one_line_without_its_query(client, site) -> None:
    with listening() as log:
        answer = client.get("/a-propos/?q=maladie+rare", headers={"User-Agent": "Firefox 1"})
    (line,) = of_requests(log)
    assert line.pop("request") == answer["X-Request-ID"]
    assert isinstance(line.pop("ms"), float)
    assert str(line.pop("time")).endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "carrefour.observation.requests",
        "message": "answered",
        "method": "GET",
        "path": "/a-propos/",
        "user": "visitor",
        "status": 200,
    }
    assert "maladie" not in log.getvalue()


def test_who_asked_is_told_by_kind_and_never_by_name(client, site) -> None:
    said = []
    for name, operator in (("lea", False), ("camille", True)):
        user = User.objects.create_user(f"{name}@exemple.fr", None, name=name, is_operator=operator)
        client.force_login(user)
        with listening() as log:
            client.get("/compte/", REMOTE_ADDR="203.0.113.9")
        said += [one["user"] for one in of_requests(log)]
        for private in (f"{name}@", "exemple.fr", "203.0.113.9", client.session.session_key):
            assert str(private) not in log.getvalue()
    with listening() as log:
        Client().get("/api/v1/projects", headers={"Authorization": f"Bearer {TOKEN}"})
    assert [*said, of_requests(log)[0]["user"]] == ["member", "operator", "program"]
    assert TOKEN not in log.getvalue()


def test_a_token_in_an_address_is_hidden(client, site) -> None:
    with listening(least="DEBUG") as log:
        for path in (
            f"/suivre/confirmer/{TOKEN}/",
            "/compte/invitations/motsecret/",
            f"/rien/{TOKEN}",
        ):
            client.get(path)
    assert TOKEN not in log.getvalue()
    paths = [one["path"] for one in of_requests(log)]
    assert paths == ["/suivre/confirmer/…/", "/compte/invitations/…/", "/rien/…"]


@pytest.mark.parametrize(
    ("told", "came_from", "believed"),
    [
        ("0f3a9c5e77d14b0a8f1b2c3d4e5f6071", "127.0.0.1", True),
        ("0f3a9c5e77d14b0a8f1b2c3d4e5f6071", "203.0.113.9", False),
        ("court", "127.0.0.1", False),
        ("lea@exemple.fr", "127.0.0.1", False),
        ("203.0.113.77", "127.0.0.1", False),
        ("x" * 65, "127.0.0.1", False),
        ('abcdefgh"} {"forged": "1', "127.0.0.1", False),
    ],
)
def test_the_id_of_a_request_is_taken_from_our_proxies_alone(
    client, site, told: str, came_from: str, believed: bool
) -> None:
    with listening() as log:
        answer = client.get("/", REMOTE_ADDR=came_from, headers={"X-Request-ID": told})
    assert (answer["X-Request-ID"] == told) == believed
    assert of_requests(log)[0]["request"] == answer["X-Request-ID"]
    assert len(answer["X-Request-ID"]) >= 8


def test_what_a_program_asks_amiss_is_no_warning(client, harvest_rows) -> None:
    harvest_rows()
    with listening(least="WARNING") as log:
        client.get("/api/v1/rien")
        client.get("/api/v1/projects?limit=x")
        client.post("/api/v1/projects")
    assert log.getvalue() == ""
    with listening(least="WARNING") as log:
        client.get("/rien/")
    assert [one["level"] for one in lines(log)] == ["WARNING"]


def test_a_foreign_host_is_refused_without_a_traceback(client, settings) -> None:
    settings.ALLOWED_HOSTS = ["carrefour.exemple.fr"]
    with listening() as log:
        answer = client.get("/a-propos/", headers={"Host": "ailleurs.exemple.fr"})
    assert answer.status_code == 400
    (line,) = [one for one in lines(log) if one["logger"] == "django.security.DisallowedHost"]
    assert line["level"] == "WARNING"
    assert "ailleurs.exemple.fr" in str(line["message"])
    assert "exception" not in line


def test_a_fault_is_told_with_its_request_and_names_nobody(site, settings) -> None:
    settings.ROOT_URLCONF = "tests.abuse.test_headers"
    client = Client(raise_request_exception=False)
    with listening() as log:
        answer = client.get("/echoue/?email=lea@exemple.fr")
    (line,) = [one for one in lines(log) if one["level"] == "ERROR"]
    assert "RuntimeError: on purpose" in str(line["exception"])
    assert line["request"] == answer["X-Request-ID"]
    assert "lea@" not in log.getvalue()


def test_nobody_forges_a_line(client, site) -> None:
    for kind in ("json", "text"):
        with listening(kind) as log:
            logging.getLogger("essai").warning("said:\n2026-01-01 CRITICAL forged\x1b[2J")
            client.get("/%0a2026-01-01 CRITICAL forged/")
        assert not [line for line in log.getvalue().splitlines() if line.startswith("2026-01-01")]
        assert "\x1b" not in log.getvalue()


def test_a_line_for_people_tells_the_same() -> None:
    record = logging.makeLogRecord({"name": "essai", "levelname": "INFO", "msg": "fait"})
    with at_work_on(run=3, source="essai"):
        line = AsText().format(record)
    assert line.endswith("INFO essai fait [run=3 source=essai]")


def test_a_run_bears_the_request_that_asked_for_it(harvest_rows) -> None:
    from carrefour.catalogue.models import Source

    harvest_rows()
    source = Source.objects.get()
    with at_work_on(request="celle-du-bureau"):
        run = ask(source, Run.Asked.PERSON, "Camille")
    assert run.request_id == "celle-du-bureau"
    Run.objects.filter(pk=run.pk).update(state=Run.State.HELD)
    with at_work_on(request="celle-de-la-decision"):
        assert ask_to_apply(run, "Camille")
    run.refresh_from_db()
    assert run.request_id == "celle-de-la-decision"
    again = ask_again(run)
    assert again is not None
    assert again.request_id == run.request_id


def test_the_lines_of_a_worker_and_of_its_jobs_bear_the_request(installation: Installation) -> None:
    installation.declare("essai", {"url": "http://127.0.0.1:9/rien.json"})
    installation.env |= {"CARREFOUR_LOG": "json", "CARREFOUR_LOG_LEVEL": "INFO"}
    installation.python(
        "from carrefour.harvest.models import Run\n"
        "from carrefour.observation.work import at_work_on\n"
        "from carrefour.pipeline.queue import ask\n"
        "from carrefour.pipeline.registry import find_definition, register\n"
        "with at_work_on(request='celle-du-bureau'):\n"
        "    ask(register(find_definition('essai')), Run.Asked.PERSON, 'Camille')\n"
    )
    # Its job cannot do without: that is told too, by the process of the job.
    (installation.var / "gazetteer.json.gz").write_bytes(b"")
    done = subprocess.run(
        [sys.executable, "-m", "carrefour.cli", "worker", "--once"],
        env=installation.env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = [one for one in lines(done.stderr) if one.get("request") == "celle-du-bureau"]
    assert {one["source"] for one in told} == {"essai"}
    assert {"the run begins", "the run ends: failed"} <= {one["message"] for one in told}
    assert "Camille" not in done.stderr


def test_gunicorn_speaks_as_all_others_do(installation: Installation, tmp_path: Path) -> None:
    installation.env |= {"CARREFOUR_LOG": "json", "CARREFOUR_LOG_LEVEL": "INFO"}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "log"
    with log.open("wb") as stderr:
        site = subprocess.Popen(
            [sys.executable, "-m", "carrefour.cli", "serve", "--port", str(port), "--workers", "1"],
            env=installation.env, stderr=stderr, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(lambda: "Listening at" in log.read_text("utf-8"))
            answer = httpx.get(
                f"http://127.0.0.1:{port}/a-propos/?q=secret", headers={"X-Request-ID": "a" * 32}
            )
            assert answer.headers["X-Request-ID"] == "a" * 32
            assert httpx.get(f"http://127.0.0.1:{port}/rien/").status_code == 404
        finally:
            site.terminate()
            site.wait(30)
    told = lines(log.read_text("utf-8"))
    assert {"gunicorn.error", "carrefour.observation.requests"} <= {one["logger"] for one in told}
    assert any(one.get("request") == "a" * 32 for one in told)
    assert all({"time", "level", "message"} <= one.keys() for one in told)
    assert "secret" not in log.read_text("utf-8")

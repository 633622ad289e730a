"""Traces reach a collector and hold nothing of people; off, they cost nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from carrefour.observation.spans import ENDPOINT, span, trace_id
from tests.installation import Installation, wait_for


class Collector:
    """An OTLP receiver on the loopback: what it was sent, as names and attributes of spans."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                collector.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self) -> dict[str, dict[str, object]]:
        """The attributes of each span that came, the last of a name."""
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
            ExportTraceServiceRequest,
        )

        found = {}
        for body in self.bodies:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    for one in scope.spans:
                        told = {a.key: getattr(a.value, a.value.WhichOneof("value"))
                                for a in one.attributes}  # fmt: skip
                        found[one.name] = {**told, "status": one.status.message}
        return found


@pytest.fixture
def collector() -> Iterator[Collector]:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    one = Collector()
    yield one
    one.server.shutdown()
    one.server.server_close()


def traced(installation: Installation, collector: Collector) -> Installation:
    installation.env |= {
        ENDPOINT: collector.url,
        "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    return installation


def test_a_harvest_tells_its_source_and_its_counts(
    installation: Installation, collector: Collector, tmp_path: Path
) -> None:
    copy = tmp_path / "projets.json"
    copy.write_text('[{"id": 1, "nom": "Jardin de Léa", "texte": "On y cultive."}]', "utf-8")
    installation.declare("essai", {"url": "http://127.0.0.1:9/projets.json"})
    traced(installation, collector).run("harvest", "essai", "--from", str(copy))
    told = collector.spans()["harvest"]
    assert told["source"] == "essai"
    assert (told["new"], told["gone"], told["rejected"]) == (1, 0, 0)
    assert told["state"] == "done"
    assert not [one for one in collector.spans() if one.startswith("database")]
    assert "Léa".encode() not in b"".join(collector.bodies)


def test_a_request_tells_its_route_and_what_it_asked_and_nothing_of_its_person(
    installation: Installation, collector: Collector, tmp_path: Path
) -> None:
    traced(installation, collector).run("index")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    with installation.running("serve", "--port", str(port), "--workers", "1"):
        wait_for(lambda: _answers(f"{site}/health/live"))
        answer = httpx.get(
            f"{site}/projets/?q=maladie+rare",
            headers={"X-Forwarded-For": "203.0.113.9", "User-Agent": "Navigateur de Camille"},
        )
        httpx.get(f"{site}/suivre/confirmer/motsecret/")
        wait_for(lambda: "GET suivre/confirmer/<str:token>/" in collector.spans())
    spans = collector.spans()
    told = spans["GET projets/"]
    assert told["http.response.status_code"] == answer.status_code == 200
    assert told["request"] == answer.headers["X-Request-ID"]
    assert told["user"] == "visitor"
    assert spans["search"]["found"] == 0
    assert any(one.startswith("database SELECT") for one in spans)
    sent = b"".join(collector.bodies)
    for private in (b"maladie", b"203.0.113.9", b"Camille", b"motsecret", str(port).encode()):
        assert private not in sent


def test_a_fault_is_told_by_its_kind_alone(
    installation: Installation, collector: Collector
) -> None:
    traced(installation, collector).python(
        "from carrefour.observation.spans import begin_traces, span\n"
        "assert begin_traces('essai') and begin_traces('essai')\n"
        "try:\n"
        "    with span('essai', {'n': 1}):\n"
        "        raise ValueError('lea@exemple.fr')\n"
        "except ValueError:\n"
        "    pass\n"
    )
    assert collector.spans()["essai"] == {"n": 1, "status": "ValueError"}
    assert b"lea@exemple.fr" not in b"".join(collector.bodies)


def test_without_an_address_nothing_of_it_is_loaded(installation: Installation) -> None:
    loaded = installation.python(
        "import sys\nfrom carrefour.observation.spans import begin_traces\n"
        "print(begin_traces('essai'), [m for m in sys.modules if m.startswith('opentelemetry')])"
    )
    assert loaded.strip() == "False []"


def test_without_the_extra_it_is_said_and_all_goes_on(installation: Installation) -> None:
    done = subprocess.run(
        [sys.executable, "-c",
         "import sys\nsys.modules['opentelemetry.exporter'] = None\n"
         "import django\ndjango.setup()\n"
         "from carrefour.observation.spans import begin_traces\nprint(begin_traces('essai'))"],
        env={**installation.env, ENDPOINT: "http://127.0.0.1:9"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"
    assert "carrefour[traces]" in done.stderr


def test_while_it_is_off_a_span_does_nothing() -> None:
    with span("essai", {"n": 1}) as told:
        told.tell({"m": 2}, "autre")
        assert trace_id() == ""


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False

"""A partner on loopback that answers what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from carrefour.harvest.fetch import FetchPolicy


class Partner:
    """Its answers by path: a body, or (status, headers, body), or a list given in turn."""

    def __init__(self, port: int) -> None:
        self.answers: dict[str, object] = {}
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{port}"
        self._allowed = frozenset({f"127.0.0.1:{port}"})

    def policy(self, **limits: object) -> FetchPolicy:
        """A policy that may fetch from here, with short pauses."""
        return FetchPolicy(**{"allowed_private": self._allowed, "pause": 0.01, **limits})


@pytest.fixture
def partner() -> Iterator[Partner]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.headers["User-Agent"])
            answer = told.answers[self.path]
            if isinstance(answer, list):
                answer = answer.pop(0)
            status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode() if isinstance(body, str) else body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told = Partner(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield told
        server.shutdown()
        thread.join()

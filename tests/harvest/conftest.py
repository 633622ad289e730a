"""A partner on loopback that answers what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from carrefour.harvest.connectors import Remote
from carrefour.harvest.fetch import FetchPolicy


class Asked(NamedTuple):
    """One question: its path, with the query, and its headers."""

    path: str
    headers: Mapping[str, str]


class Partner:
    """Its answers by path: a body, or (status, headers, body), or a list given in turn, or a
    function of the question's headers that gives one; 404 for all other paths."""

    def __init__(self, port: int, folder: Path) -> None:
        self.answers: dict[str, object] = {"/robots.txt": (404, {}, "")}
        self.asked: list[Asked] = []
        self._folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self._allowed = frozenset({f"127.0.0.1:{port}"})

    def policy(self, **limits: object) -> FetchPolicy:
        """A policy that may fetch from here, with short pauses."""
        return FetchPolicy(**{"allowed_private": self._allowed, "pause": 0.01, **limits})

    def origin(self, *, cache: bool = False, **limits: object) -> Remote:
        """This partner as a source's origin; ``cache`` keeps its pages between two visits."""
        pages = self._folder / "pages" if cache else None
        return Remote(self._folder / "turns", self.policy(**limits), cache=pages)

    def paths(self) -> list[str]:
        """What was asked for, in order, but for robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[Partner]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(Asked(self.path, dict(self.headers)))
            answer = told.answers.get(self.path, (404, {}, ""))
            if callable(answer):
                answer = answer(self.headers)
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
        told = Partner(server.server_address[1], tmp_path)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield told
        server.shutdown()
        thread.join()

"""Time crawls of a web site: `python -m benchmarks.crawl 1000`. Prints records a second.

The site is on loopback, in a process of its own: lists of 100 items, and a page of about 3 kB for
each. No delay between questions, so that what is timed is Carrefour.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from carrefour.catalogue.definition import SourceDefinition
from carrefour.harvest.connectors import Remote, read_records
from carrefour.harvest.fetch import FetchPolicy

LIST = 100  # items
TEXT = "Un projet de quartier, où des voisins réparent, cultivent et cuisinent ensemble. " * 30


class Site(BaseHTTPRequestHandler):
    """Lists, and the pages of their items, for ever."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self) -> None:
        """Give a list, a sheet, or no robots.txt."""
        if self.path == "/robots.txt":
            self._give(404, "")
        elif self.path.startswith("/fiches/"):
            self._give(
                200, f"<h1>Fiche {self.path[8:]}</h1><p>{TEXT}</p><dl><dt>Ville<dd>Nantes</dl>"
            )
        else:
            first = int(self.path.partition("=")[2]) * LIST
            links = (
                f'<li><a href="/fiches/{n}">Fiche {n}</a></li>' for n in range(first, first + LIST)
            )
            self._give(200, f"<ul>{''.join(links)}</ul>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _give(self, status: int, body: str) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """Serves the site, also to those who hang up in the middle."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def serve(told: Any) -> None:
    """Serve the site, and tell at which port."""
    with Server(("127.0.0.1", 0), Site) as server:
        told.send(server.server_address[1])
        server.serve_forever()


def definition(port: int, at_once: int, *, sheets: bool) -> SourceDefinition:
    """The site as a source, with or without the pages of its items."""
    page = {"fields": {"titre": "h1", "texte": "p"}, "labelled": [{}]}
    return SourceDefinition.model_validate(
        {
            "id": "site",
            "title": "Site",
            "organisation": {"id": "site", "name": "Site"},
            "licence": "CC0-1.0",
            "fetch": {
                "kind": "html",
                "url": f"http://127.0.0.1:{port}/liste",
                "items": "li",
                "listed": {"fields": {"nom": "a"}},
                "link": "a",
                "page": page if sheets else {},
                "pages": {"by": "page", "first": 0},
                "pace": {"delay": 0, "at_once": at_once},
                "limits": {"pages": 10_000_000},
            },
            "record_id": "{page_url}",
            "fields": {"title": "nom"},
        }
    )


def main(count: int) -> None:
    """Read ``count`` records in each way, and print how fast they come after the first."""
    ours, its = multiprocessing.Pipe()
    site = multiprocessing.Process(target=serve, args=(its,), daemon=True)
    site.start()
    port = ours.recv()
    policy = FetchPolicy(allowed_private=frozenset({f"127.0.0.1:{port}"}))
    for name, at_once, sheets in (
        ("lists alone", 1, False),
        ("a page each, one at once", 1, True),
        ("a page each, four at once", 4, True),
    ):
        with tempfile.TemporaryDirectory() as folder:
            origin = Remote(Path(folder) / "turns", policy, cache=Path(folder) / "pages")
            began = time.perf_counter()
            told = read_records(definition(port, at_once, sheets=sheets), origin)
            next(told)
            first = time.perf_counter()
            for number, _ in enumerate(told, 1):
                if number == count:
                    break
            rate = count / (time.perf_counter() - first)
            told.close()
        print(f"{name}: {rate:,.0f} records a second, the first after {first - began:.1f} s")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of a crawl: {memory:,.0f} MB")
    site.terminate()


if __name__ == "__main__":
    main(int(sys.argv[1]))

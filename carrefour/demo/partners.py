"""The server of the five example partners, on loopback."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from carrefour.demo import publishing
from carrefour.demo.projects import projects

PORT = 8765
SOURCES = sorted((Path(__file__).parent / "sources").glob("*.yml"))

_HTML, _JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"


def answer(path: str, query: str, base: str) -> tuple[str, bytes] | None:
    """The type and body of what is at ``path``, or ``None`` where there is nothing."""
    asked = parse_qs(query).get("page", ["1"])[0]
    number = int(asked) if asked.isdigit() and 0 < int(asked) < 1000 else 1
    section, _, rest = path.strip("/").partition("/")
    match section, rest:
        case "", "":
            return _HTML, publishing.index().encode()
        case "html", "":
            return _HTML, publishing.html_list(number).encode()
        case "api", "projets":
            return _JSON, publishing.as_json(publishing.api_page(number, base))
        case "csv", "projets.csv":
            return "text/csv", publishing.csv_table()
        case "geojson", "carte.json":
            return "application/geo+json", publishing.as_json(publishing.geojson_map())
        case "rss", "feed.xml":
            return "application/rss+xml; charset=utf-8", publishing.rss_feed(base).encode()
        case "robots.txt", "":
            return "text/plain", b"User-agent: *\nAllow: /\n"
    name = rest.removeprefix("projets/")
    if section in ("html", "rss") and name.isdigit() and 0 < int(name) <= len(projects()):
        return _HTML, publishing.html_sheet(projects()[int(name) - 1]).encode()
    return None


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer, or say that the page has not changed since it was asked."""
        parts = urlsplit(self.path)
        found = answer(parts.path, parts.query, f"http://{self.headers.get('Host')}")
        if found is None:
            self.send_error(404)
            return
        kind, body = found
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the harvest's report says what matters."""


@contextmanager
def serving(port: int = PORT) -> Iterator[str]:
    """Serve the partners while the block runs; gives their ``host:port``. 0 takes a free port."""
    with ThreadingHTTPServer(("127.0.0.1", port), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()

"""The server of the five example partners, on loopback."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from carrefour.demo import open_data, pages
from carrefour.demo.feed import rss_feed
from carrefour.demo.pictures import png
from carrefour.demo.projects import PARTNERS

PORT = 8765
FOLDER = Path(__file__).parent
SOURCES = sorted((FOLDER / "sources").glob("*.yml"))

_HTML, _JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
_ROBOTS = "User-agent: *\nAllow: /\nDisallow: /html/brouillons/\n\nSitemap: {base}/sitemap.xml\n"


class Answer(NamedTuple):
    """What a path gives."""

    kind: str
    body: bytes


@cache
def changed_at() -> datetime:
    """When the partners' data or pages last changed, to the second."""
    newest = max(path.stat().st_mtime for path in FOLDER.rglob("*.*") if path.suffix != ".pyc")
    return datetime.fromtimestamp(int(newest), UTC)


def answer(path: str, query: str, base: str) -> Answer | None:
    """What is at ``path``, or ``None`` where there is nothing. ``base`` begins our addresses."""
    asked = parse_qs(query).get("page", ["1"])[0]
    number = int(asked) if asked.isdecimal() and 0 < int(asked) < 1000 else 1
    match path:
        case "/":
            return Answer(_HTML, pages.welcome().encode())
        case "/robots.txt":
            return Answer("text/plain; charset=utf-8", _ROBOTS.format(base=base).encode())
        case "/sitemap.xml":
            listed = pages.sitemap(base, changed_at().date())
            return Answer("application/xml; charset=utf-8", listed.encode())
        case "/api/projets":
            return Answer(_JSON, open_data.as_json(open_data.api_page(number, base)))
        case "/csv/projets.csv":
            return Answer("text/csv", open_data.csv_table(base))
        case "/geojson/carte.json":
            return Answer("application/geo+json", open_data.as_json(open_data.geojson_map(base)))
        case "/rss/feed.xml":
            return Answer("application/rss+xml; charset=utf-8", rss_feed(base).encode())
    return _picture(path) or _page(path, number, base)


def _picture(path: str) -> Answer | None:
    name = path.removeprefix("/images/").removesuffix(".png")
    drawn = png(int(name)) if path == f"/images/{name}.png" and name.isdecimal() else None
    return Answer("image/png", drawn) if drawn else None


def _page(path: str, number: int, base: str) -> Answer | None:
    """A page of one of the partners' sites."""
    section, _, rest = path.removeprefix("/").partition("/")
    found = pages.side_page(path)
    if found is None and section in PARTNERS:
        if rest == "":
            found = pages.project_list(section, number, base)
        elif rest.startswith("projets/"):
            found = pages.sheet(section, rest.removeprefix("projets/"), base)
    return Answer(_HTML, found.encode()) if found is not None else None


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer with the body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        """Answer, or say that nothing has changed since it was asked."""
        parts = urlsplit(self.path)
        found = answer(parts.path, parts.query, f"http://{self.headers.get('Host')}")
        body = pages.missing().encode() if found is None else found.body
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if found is not None and self._unchanged(tag):
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", found.kind if found else _HTML)
        self.send_header("Content-Length", str(len(body)))
        if found:
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", format_datetime(changed_at(), usegmt=True))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _unchanged(self, tag: str) -> bool:
        """Whether the visitor has this answer already: by its tag, else by its date."""
        if known := self.headers.get("If-None-Match"):
            return tag in (one.strip().removeprefix("W/") for one in known.split(","))
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except (TypeError, ValueError):
            return False
        return since.tzinfo is not None and changed_at() <= since

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

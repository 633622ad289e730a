"""One geocoder for all, and an address service on loopback that answers as the real one does."""

from __future__ import annotations

import csv
import email
import io
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from carrefour.territory.geocoder import GazetteerGeocoder


@pytest.fixture(scope="session")
def geocoder(gazetteer) -> GazetteerGeocoder:
    return GazetteerGeocoder(gazetteer)


def address(label: str, citycode: str, lat: float, lon: float, **more: Any) -> dict[str, Any]:
    """One feature of GeoCodeJSON, as Addok writes it."""
    name, _, rest = label.partition(" 4")
    told = {
        "label": label,
        "score": 0.92,
        "housenumber": name.split()[0],
        "id": f"{citycode}_1234_00012",
        "type": "housenumber",
        "name": name,
        "postcode": f"4{rest}"[:5],
        "citycode": citycode,
        "city": label.rsplit(maxsplit=1)[-1],
        "context": "44, Loire-Atlantique, Pays de la Loire",
        "importance": 0.61,
        "street": " ".join(name.split()[1:]),
        **more,
    }
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": point, "properties": told}


class Register:
    """The addresses of a service by the street that is asked for, and what goes wrong first."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.known: dict[str, dict[str, Any]] = {}
        self.failures: list[Any] = []  # a status, (status, headers), a body, or seconds to wait
        self.always: Any = None
        self.takes_files = True
        self.filters = True
        self.broken_rows: set[str] = set()
        self.asked: list[dict[str, str]] = []
        self.files = 0

    def find(self, text: str, citycode: str, postcode: str) -> list[dict[str, Any]]:
        """The features whose street is in ``text``, within the filters."""
        return [
            feature
            for street, feature in self.known.items()
            if street.lower() in text.lower()
            and (not self.filters or citycode in ("", feature["properties"]["citycode"]))
            and (not self.filters or postcode in ("", feature["properties"]["postcode"]))
        ]

    def one(self, query: dict[str, str]) -> str:
        self.asked.append(query)
        found = self.find(query["q"], query.get("citycode", ""), query.get("postcode", ""))
        return json.dumps({"type": "FeatureCollection", "version": "draft", "features": found})

    def many(self, text: str, fields: dict[str, list[str]]) -> str:
        """The file with the columns that the CSV plugin adds."""
        self.files += 1
        rows = list(csv.DictReader(io.StringIO(text)))
        columns = "latitude longitude result_label result_score result_type result_name".split()
        columns += "result_postcode result_citycode result_status".split()
        out = io.StringIO()
        writer = csv.DictWriter(out, [*rows[0], *columns])
        writer.writeheader()
        for row in rows:
            sought = " ".join(row[column] for column in fields["columns"])
            filters = {name: row[fields[name][0]] for name in ("citycode", "postcode")}
            found = self.find(sought, **filters)
            made: dict[str, Any] = dict(row)
            if any(street in sought for street in self.broken_rows):
                made["result_status"] = "error"
            elif not found:
                made["result_status"] = "not-found"
            else:
                told = found[0]["properties"]
                made["longitude"], made["latitude"] = found[0]["geometry"]["coordinates"]
                for name in ("label", "score", "type", "name", "postcode", "citycode"):
                    made[f"result_{name}"] = told[name]
                made["result_status"] = "ok"
            writer.writerow(made)
        return out.getvalue()


@pytest.fixture
def register() -> Iterator[Register]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self._fails():
                return
            parts = urlsplit(self.path)
            if parts.path != "/search/":
                self._answer(404, "")
                return
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if len(query.get("q", "")) < 3:
                self._answer(400, '{"code": 400, "message": "q must contain 3 characters"}')
                return
            self._answer(200, told.one(query))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self._fails():
                return
            if self.path != "/search/csv/" or not told.takes_files:
                self._answer(404, "")
                return
            head = f"content-type: {self.headers['content-type']}\n\n".encode()
            fields: dict[str, list[str]] = {}
            file = ""
            for part in email.message_from_bytes(head + body).get_payload():
                name = part.get_param("name", header="content-disposition")
                value = part.get_payload(decode=True).decode()
                if part.get_filename():
                    file = value
                else:
                    fields.setdefault(name, []).append(value)
            self._answer(200, told.many(file, fields))

        def _fails(self) -> bool:
            failure = told.failures.pop(0) if told.failures else told.always
            if failure is None:
                return False
            if isinstance(failure, float):
                time.sleep(failure)
                return False
            if isinstance(failure, str):
                self._answer(200, failure)
            else:
                status, headers = failure if isinstance(failure, tuple) else (failure, {})
                self._answer(status, "", headers)
            told.asked.append({"failed": "yes"})
            return True

        def _answer(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told = Register(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield told
        server.shutdown()
        thread.join()

"""Read and harvest a source from a server on loopback: records a second, and peak memory.

``python -m benchmarks.connectors 10000 100000`` harvests that many records by CSV and by a paged
JSON API, each in a process of its own, with a catalogue of its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

A_PAGE = 500
TOWNS = ("35000 Rennes", "44000 Nantes", "69003 Lyon", "97400 Saint-Denis", "26150 Die")
TEXT = "Une équipe de bénévoles et de salariés accueille, répare, cultive et transmet. " * 4


def record(number: int) -> dict[str, str]:
    """One project."""
    return {
        "id": f"p{number}",
        "nom": f"Atelier partagé numéro {number}",
        "texte": f"Projet {number}. {TEXT}",
        "lieu": TOWNS[number % len(TOWNS)],
        "tags": ("jardin", "emploi", "énergie")[number % 3],
    }


@contextmanager
def serving(count: int) -> Iterator[str]:
    """Serve ``count`` records as /table.csv and /api?page=N; gives ``host:port``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Stream the table, or give one page."""
            parts = urlsplit(self.path)
            if parts.path not in ("/table.csv", "/api"):
                self.send_error(404)
                return
            self.send_response(200)
            self.end_headers()
            if parts.path == "/table.csv":
                self.wfile.write(b"id;nom;texte;lieu;tags\n")
                for number in range(count):
                    self.wfile.write((";".join(record(number).values()) + "\n").encode())
            else:
                first = (int(parse_qs(parts.query)["page"][0]) - 1) * A_PAGE
                page = [record(n) for n in range(first, min(first + A_PAGE, count))]
                self.wfile.write(json.dumps({"items": page}).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def harvested(kind: str, address: str) -> None:
    """Read the source, harvest it, harvest it again unchanged; prints a line of figures."""
    import django

    django.setup()
    from django.core.management import call_command

    from carrefour.catalogue.definition import SourceDefinition
    from carrefour.harvest.connectors import read_records
    from carrefour.pipeline.harvesting import harvest
    from carrefour.pipeline.origins import remote

    call_command("migrate", verbosity=0)
    fetch = {
        "csv": {"kind": "csv", "url": f"http://{address}/table.csv"},
        "json": {
            "kind": "json",
            "url": f"http://{address}/api",
            "records": "items",
            "pages": {"by": "page"},
        },
    }[kind]
    definition = SourceDefinition.model_validate(
        {
            "id": f"mesure-{kind}",
            "title": "Mesure",
            "organisation": {"id": "mesure", "name": "Mesure"},
            "licence": "CC0-1.0",
            "fetch": {**fetch, "pace": {"delay": 0}, "limits": {"pages": 10_000}},
            "record_id": "{id}",
            "fields": {"title": "nom", "description": "texte", "tags": "tags"},
            "places": [{"text": "lieu"}],
            "tags": {"jardin": ["AGR"], "emploi": ["EMP"], "énergie": ["ENE"]},
        }
    )
    origin = remote(definition.id, allowed_private=frozenset({address}))
    started = time.perf_counter()
    count = sum(1 for _ in read_records(definition, origin))
    read = count / (time.perf_counter() - started)
    reading = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    harvest(definition, origin)
    whole = count / (time.perf_counter() - started)
    started = time.perf_counter()
    again = harvest(definition, origin)
    unchanged = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{kind}, {count:,} records: read {read:,.0f}/s with {reading:,.0f} MB; harvested "
        f"{whole:,.0f}/s; unchanged ({again.unchanged:,}) in {unchanged:.1f} s; peak {peak:,.0f} MB"
    )


def main(counts: list[int], gazetteer: Path) -> None:
    """Measure each kind at each size, in a process of its own."""
    for count in counts:
        with serving(count) as address:
            for kind in ("csv", "json"):
                with tempfile.TemporaryDirectory() as folder:
                    (Path(folder) / "gazetteer.json.gz").write_bytes(gazetteer.read_bytes())
                    environment = {
                        **os.environ,
                        "CARREFOUR_VAR": folder,
                        "DJANGO_SETTINGS_MODULE": "carrefour.settings",
                    }
                    command = [sys.executable, "-m", "benchmarks.connectors", kind, address]
                    subprocess.run(command, env=environment, check=True)  # noqa: S603


if __name__ == "__main__":
    if sys.argv[1] in ("csv", "json"):
        harvested(sys.argv[1], sys.argv[2])
    else:
        main([int(a) for a in sys.argv[1:]], Path(os.environ["CARREFOUR_GAZETTEER"]))

"""Whatever a source does, the report says so in one clear line and the catalogue stands."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.models import Record, Sheet
from carrefour.harvest.models import Run
from carrefour.pipeline.harvesting import Report, harvest
from tests.installation import Installation

ITEMS = [{"id": n, "nom": f"Projet {n}", "texte": f"Il agit dans la ville {n}."} for n in range(12)]


@pytest.fixture
def source(site: Path, partner) -> Callable[..., Report]:
    """Harvest the partner's address /data by a kind of fetch, within the limits given."""

    def run(kind: str = "json", *, within: dict[str, object] | None = None, **fetch) -> Report:
        definition = SourceDefinition.model_validate(
            {
                "id": "essai",
                "title": "Essai",
                "organisation": {"id": "org", "name": "Organisation d'essai"},
                "licence": "CC0-1.0",
                "fetch": {
                    "kind": kind,
                    "url": f"{partner.url}/data",
                    "pace": {"delay": 0},
                    **fetch,
                },
                "record_id": "{id}",
                "fields": {"title": "nom", "description": "texte"},
            }
        )
        return harvest(definition, partner.origin(tries=2, **within or {}))

    return run


@pytest.fixture
def harvested(partner, source) -> Callable[[], bool]:
    """Harvest the source whole once; gives a check that the catalogue still holds all of it."""
    partner.answers["/data"] = json.dumps(ITEMS)
    assert source().new == len(ITEMS)
    before = list(Sheet.objects.order_by("pk").values())

    def stands() -> bool:
        return list(Sheet.objects.order_by("pk").values()) == before

    return stands


def slowly(_headers: object) -> str:
    time.sleep(1)
    return "[]"


@pytest.mark.parametrize(
    ("answer", "fetch", "within", "words"),
    [
        ((500, {}, ""), {}, {}, "answered 500"),
        ((429, {"Retry-After": "0"}, ""), {}, {}, "answered 429"),
        ((404, {}, ""), {}, {}, "answered 404"),
        (slowly, {}, {"read_timeout": 0.2}, "no answer within"),
        ("x" * 2_000_000, {}, {"most_bytes": 1_000_000}, "larger than 1,000,000 bytes"),
        (
            (200, {"Content-Encoding": "gzip"}, gzip.compress(b"[]" * 99, mtime=0)[:20]),
            {},
            {},
            "broken",
        ),
        (gzip.compress(json.dumps(ITEMS).encode(), mtime=0)[:60], {}, {}, "cannot be unpacked"),
        ("<!doctype html><title>Maintenance</title>", {}, {}, "is a web page"),
        (json.dumps(ITEMS)[:200], {}, {}, "not JSON"),
        ((302, {"Location": "http://127.0.0.1:1/"}, ""), {}, {}, "private or reserved"),
        ((302, {"Location": "http://169.254.169.254/latest/"}, ""), {}, {}, "private or reserved"),
        ((302, {"Location": "file:///etc/passwd"}, ""), {}, {}, "only http and https"),
        ((302, {"Location": "/data"}, ""), {}, {}, "more than 5 redirects"),
        (
            "id,nom\n1,été\n".encode("cp1252"),
            {"kind": "csv", "encoding": "utf-8"},
            {},
            "is not utf-8",
        ),
    ],
)
def test_a_fault_is_one_clear_line_with_its_cure(
    partner, source, harvested, answer, fetch, within, words
) -> None:
    partner.answers["/data"] = answer
    report = source(within=within, **fetch)
    assert words in report.error
    assert report.error.startswith("essai: ")
    assert "\n" not in report.error
    assert harvested()
    assert Run.objects.first().state == Run.State.FAILED


def test_a_server_that_is_down_is_told(partner, source, harvested) -> None:
    report = source(url="http://127.0.0.1:9/data")
    assert "private" in report.error or "cannot be reached" in report.error
    assert harvested()


def test_a_refusal_by_robots_txt_is_told_with_its_cure(partner, source, harvested) -> None:
    partner.answers["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    report = source()
    assert "robots.txt refuses it" in report.error
    assert "despite_robots" in report.error
    assert harvested()


def test_an_empty_answer_is_held_and_withdraws_nothing(partner, source, harvested) -> None:
    partner.answers["/data"] = "[]"
    report = source()
    assert "12 of the 12 records" in report.held
    assert harvested()


def test_a_changed_layout_is_held(partner, source, harvested) -> None:
    partner.answers["/data"] = json.dumps([{"id": i["id"], "name": i["nom"]} for i in ITEMS])
    report = source()
    assert "'nom' was filled in 100% of the records and is in 0%" in report.held
    assert harvested()


def test_an_endless_pagination_stops_at_its_limit_and_is_not_taken_for_whole(
    partner, source, harvested
) -> None:
    pages = iter(range(1_000))

    def another(_headers: object) -> str:
        page = next(pages)
        items = [{"id": f"{page}-{n}", "nom": f"Projet {page}-{n}"} for n in range(3)]
        return json.dumps({"items": items, "next": f"/data?page={page % 3}"})

    for address in ("/data", "/data?page=0", "/data?page=1", "/data?page=2"):
        partner.answers[address] = another
    report = source(records="items", pages={"by": "next", "path": "next"}, limits={"pages": 20})
    assert "asked for 20 pages already" in report.error
    assert "fetch.limits.pages" in report.error
    assert Record.objects.filter(gone_at=None, missed=0, external_id__in=range(12)).count() == 12


def test_a_loop_of_pages_is_told(partner, source, harvested) -> None:
    partner.answers["/data"] = json.dumps({"items": ITEMS, "next": "/data"})
    report = source(records="items", pages={"by": "next", "path": "next"})
    assert "gives a page that came before" in report.error
    assert harvested()


CHILD = """
import sys, django
from pathlib import Path
django.setup()
from carrefour.catalogue.definition_file import load
from carrefour.catalogue.models import Sheet
from carrefour.harvest.connectors import LocalFile
from carrefour.pipeline.harvesting import harvest
print("ready", flush=True)
report = harvest(load(Path(sys.argv[1])), LocalFile(Path(sys.argv[2])))
print(report.new, report.unchanged, Sheet.objects.count(), report.error)
"""
DEFINITION = """
id: essai
title: Essai
organisation: {id: org, name: Organisation}
licence: CC0-1.0
fetch: {kind: jsonl}
record_id: "{id}"
fields: {title: nom, description: texte}
"""


@pytest.mark.parametrize("wait", [0.2, 0.6, 1.2])
def test_a_harvest_killed_in_the_middle_is_completed_by_the_next(
    tmp_path: Path, installation: Installation, wait: float
) -> None:
    """A real process, killed by the system: what stands is sound, and the next run goes on."""
    count = 1500
    data, definition = tmp_path / "data.jsonl", tmp_path / "essai.yml"
    rows = [{"id": n, "nom": f"Projet {n}", "texte": "Il agit."} for n in range(count)]
    data.write_text("\n".join(map(json.dumps, rows)))
    definition.write_text(DEFINITION)
    environment = installation.env
    command = [sys.executable, "-c", CHILD, str(definition), str(data)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"ready\n"
        time.sleep(wait)
        first.send_signal(signal.SIGKILL)
    second = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    new, unchanged, sheets, *error = second.stdout.splitlines()[1].split()
    assert int(new) + int(unchanged) == count
    assert int(sheets) == count
    assert error == []

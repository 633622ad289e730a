"""Each kind of source, saved once and then read again without the network."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from carrefour.harvest.connectors import Recording
from tests.harvest import (
    test_feed,
    test_gogocarto,
    test_oai,
    test_portals,
    test_spreadsheets,
    test_wordpress,
)
from tests.harvest.trying import broken, told


def feed(partner) -> dict[str, object]:
    partner.answers["/feed"] = test_feed.RSS.replace("https://exemple.org/", f"{partner.url}/")
    for path in ("/epicerie/", "/rien/"):
        partner.answers[path] = (200, {"Content-Type": "text/html"}, "<h1>Titre</h1>")
    return test_feed.of(partner, page={"fields": {"nom": "h1"}})


def oai(partner) -> dict[str, object]:
    first = test_oai.record("a", test_oai.dc())
    partner.answers[test_oai.START] = test_oai.answer(first, token="t/1")
    last = test_oai.answer(test_oai.record("b", test_oai.dc()))
    partner.answers[f"{test_oai.NEXT}t%2F1"] = last
    return test_oai.of(partner)


def wordpress(partner) -> dict[str, object]:
    for number in (1, 2):
        post = {**test_wordpress.POST, "id": number}
        partner.answers[test_wordpress.page(number)] = test_wordpress.answer(post, pages=2)
    return test_wordpress.of(partner)


def gogocarto(partner) -> dict[str, object]:
    partner.answers["/api/elements.json"] = test_gogocarto.answer(test_gogocarto.ELEMENT)
    return test_gogocarto.of(partner)


def opendatasoft(partner) -> dict[str, object]:
    partner.answers[test_portals.EXPORT] = '{"id": 1}\n{"id": 2}'
    return test_portals.opendatasoft(partner)


def opendatasoft_paged(partner) -> dict[str, object]:
    partner.answers["/robots.txt"] = "User-agent: *\nDisallow: /api/explore/v2*/exports/"
    path = test_portals.EXPORT.replace("exports/jsonl", "records?limit=100&offset=0")
    partner.answers[path] = json.dumps({"total_count": 1, "results": [{"id": 1}]})
    return test_portals.opendatasoft(partner)


def datagouv(partner) -> dict[str, object]:
    test_portals.publish(partner, test_portals.resource(partner, "b2", "P", "csv", "/p.csv"))
    partner.answers["/p.csv"] = test_portals.CSV
    return test_portals.datagouv(partner)


def google_sheet(partner) -> dict[str, object]:
    partner.answers[test_spreadsheets.GOOGLE] = test_spreadsheets.TABLE
    return test_spreadsheets.google(partner)


def pages(partner) -> dict[str, object]:
    partner.answers["/api"] = json.dumps({"r": [{"id": 1}], "next": "/api?page=2"})
    partner.answers["/api?page=2"] = json.dumps({"r": [{"id": 2}]})
    paged = {"records": "r", "pages": {"by": "next", "path": "next"}}
    return {"kind": "json", "url": f"{partner.url}/api", **paged}


@pytest.mark.parametrize(
    "kind",
    [
        feed,
        oai,
        wordpress,
        gogocarto,
        opendatasoft,
        opendatasoft_paged,
        datagouv,
        google_sheet,
        pages,
    ],
)
def test_a_recording_gives_what_the_network_gave(partner, tmp_path, kind) -> None:
    fetch = kind(partner)
    folder = tmp_path / "recording"
    first = told(replace(partner.origin(), record=folder), **fetch)
    assert first
    asked = len(partner.asked)
    assert told(Recording(folder), **fetch) == first
    assert len(partner.asked) == asked


def test_what_is_not_in_a_recording_is_told_with_a_cure(partner, tmp_path) -> None:
    fetch = gogocarto(partner)
    folder = tmp_path / "recording"
    told(replace(partner.origin(), record=folder), **fetch)
    error = broken(Recording(folder), "not in the recording", **{**fetch, "categories": ["4"]})
    assert "Record the source again" in error.cure

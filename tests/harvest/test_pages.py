"""REST APIs that give their records as JSON, page by page.

The shapes of the pages are those of Django REST framework (``count``, ``next``, ``results``), of
data-fair (data.ademe.fr), of JSON:API and of RFC 8288.
"""

from __future__ import annotations

import gzip
import json
import logging
import traceback
from dataclasses import replace
from urllib.parse import quote, quote_plus, urlencode

import pytest

from carrefour.harvest.connectors import (
    LocalFile,
    RawRecord,
    Recording,
    Rejected,
    SourceBroken,
    read_records,
)
from tests.harvest.trying import broken, packed, records, source, told

SECRET = "s3cr3t+a garder/ici"  # with what addresses and JSON write otherwise
KEY = {"env": "CARREFOUR_KEY_ESSAI"}


def of(partner, path: str = "/api", **fetch: object) -> dict[str, object]:
    return {"kind": "json", "url": f"{partner.url}{path}", "records": "results", **fetch}


def page(*ids: int, **more: object) -> str:
    return json.dumps({"results": [{"id": id_} for id_ in ids], **more})


def ids(partner, **fetch: object) -> list[int]:
    return [record["id"] for record in records(partner.origin(), **of(partner, **fetch))]


# Each way to the next page


def test_pages_by_number_end_with_an_empty_one(partner) -> None:
    partner.answers |= {"/api?page=1": page(1, 2), "/api?page=2": page(3), "/api?page=3": page()}
    assert ids(partner, pages={"by": "page"}) == [1, 2, 3]


def test_pages_by_number_may_start_anywhere_and_be_called_anything(partner) -> None:
    partner.answers |= {"/api?p=0": page(1), "/api?p=1": page()}
    assert ids(partner, pages={"by": "page", "parameter": "p", "first": 0}) == [1]


def test_a_parameter_that_the_address_has_already_is_set_anew(partner) -> None:
    partner.answers |= {"/api?q=x&page=1": page(1), "/api?q=x&page=2": page()}
    fetch = of(partner, "/api?q=x&page=7", pages={"by": "page"})
    assert [r["id"] for r in records(partner.origin(), **fetch)] == [1]


def test_the_number_of_a_page_may_stand_in_the_path(partner) -> None:
    partner.answers |= {"/api/pages/1.json": page(1), "/api/pages/2.json": page()}
    template = f"{partner.url}/api/pages/{{page}}.json"
    assert ids(partner, pages={"by": "page", "template": template}) == [1]


def test_pages_by_offset(partner) -> None:
    partner.answers |= {
        "/api?skip=0": page(1, 2),
        "/api?skip=2": page(3),
        "/api?skip=4": page(),
    }
    assert ids(partner, pages={"by": "offset", "parameter": "skip", "step": 2}) == [1, 2, 3]


def test_pages_by_cursor(partner) -> None:
    partner.answers |= {
        "/api": page(1, meta={"next": "a b"}),
        "/api?cursor=a+b": page(2, meta={"next": 3}),
        "/api?cursor=3": page(3, meta={"next": None}),
    }
    assert ids(partner, pages={"by": "cursor", "path": "meta.next"}) == [1, 2, 3]


def test_pages_by_the_next_address(partner) -> None:
    partner.answers |= {
        "/api": page(1, links={"next": {"href": "/api/suite?x=1"}}),
        "/api/suite?x=1": page(2, links={"next": {"href": f"{partner.url}/fin"}}),
        "/fin": page(3, links={}),
    }
    assert ids(partner, pages={"by": "next", "path": "links.next.href"}) == [1, 2, 3]


def test_pages_by_the_link_header(partner) -> None:
    link = '<https://exemple.org/>; rel="prev", </api?page=2>; title="x"; rel="next"'
    partner.answers |= {"/api": (200, {"Link": link}, page(1)), "/api?page=2": page(2)}
    assert ids(partner, pages={"by": "link-header"}) == [1, 2]


def test_one_page_needs_no_pages(partner) -> None:
    partner.answers |= {"/api": page(1), "/api/1": '{"d": {"texte": "x"}}'}
    detail = {"url": f"{partner.url}/api/{{id}}", "path": "d"}
    assert records(partner.origin(), **of(partner, detail=detail)) == [
        {"id": 1, "detail": {"texte": "x"}}
    ]


def test_records_may_be_the_values_of_an_object(partner) -> None:
    partner.answers["/api?page=1"] = '{"results": {"a": {"id": 1}, "b": {"id": 2}}}'
    partner.answers["/api?page=2"] = '{"results": {}}'
    assert ids(partner, keyed=True, pages={"by": "page"}) == [1, 2]
    partner.answers["/tous"] = '{"a": {"id": 1}, "b": 3}'
    fetch = {"kind": "json", "url": f"{partner.url}/tous", "keyed": True}
    first, second = told(partner.origin(), **fetch)
    assert first.data == {"id": 1}
    assert second.where == "item 'b'"
    partner.answers["/tous"] = "[]"
    broken(partner.origin(), "no object", **fetch)


# Where a list ends


@pytest.mark.parametrize("pages", [{"by": "page"}, {"by": "offset", "step": 1}])
def test_a_number_past_the_last_page_may_be_answered_with_404(partner, pages) -> None:
    partner.answers |= {"/api?page=1": page(1), "/api?offset=0": page(1)}
    assert ids(partner, pages=pages) == [1]


def test_a_404_on_the_first_page_is_a_fault(partner) -> None:
    broken(partner.origin(), "404", **of(partner, pages={"by": "page"}))


def test_a_server_that_gives_its_last_page_again_has_ended(partner) -> None:
    partner.answers |= {"/api?page=1": page(1), "/api?page=2": page(2, page=2)}
    partner.answers["/api?page=3"] = page(2, page=3)
    assert ids(partner, pages={"by": "page"}) == [1, 2]


def test_a_server_that_never_heard_of_the_parameter_is_told(partner) -> None:
    partner.answers |= {"/api?page=1": page(1), "/api?page=2": page(1)}
    broken(partner.origin(), "came before", **of(partner, pages={"by": "page"}))


@pytest.mark.parametrize("path", ["/api", "/api?page=2"])
def test_a_loop_of_pages_ends(partner, path: str) -> None:
    partner.answers["/api"] = page(1, next=f"{partner.url}/api?page=2")
    partner.answers["/api?page=2"] = page(2, next=f"{partner.url}{path}", token="other")
    pages = {"by": "next", "path": "next"}
    broken(partner.origin(), "came before", **of(partner, pages=pages))


def test_pages_without_end_are_stopped(partner) -> None:
    for number in range(1, 30):
        partner.answers[f"/api?page={number}"] = page(number)
    limited = of(partner, pages={"by": "page"}, limits={"pages": 10})
    broken(partner.origin(), "10 pages", **limited)
    limited = of(partner, pages={"by": "page"}, limits={"records": 10})
    broken(partner.origin(), "10 records", **limited)


def test_what_came_before_a_fault_is_kept(partner) -> None:
    partner.answers |= {"/api?page=1": page(1), "/api?page=2": (500, {}, "")}
    given = read_records(source(**of(partner, pages={"by": "page"})), partner.origin())
    assert isinstance(next(given), RawRecord)
    with pytest.raises(SourceBroken, match="500"):
        next(given)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "not JSON"),
        ('{"results": [', "not JSON"),
        ('{"autre": []}', "no list"),
        ("<!doctype html><html></html>", "web page"),
        ((500, {}, ""), "500"),
        ((200, {"Content-Encoding": "gzip"}, packed(page(1))[:-9]), "cut short"),
    ],
)
def test_what_is_no_page_is_told_with_a_cure(partner, body, words) -> None:
    partner.answers["/api?page=1"] = body
    broken(partner.origin(), words, **of(partner, pages={"by": "page"}))


def test_a_page_in_another_encoding_is_read(partner) -> None:
    partner.answers["/api?page=1"] = '{"results": [{"id": 1, "nom": "Été"}]}'.encode("cp1252")
    found = records(partner.origin(), **of(partner, pages={"by": "page"}))
    assert found == [{"id": 1, "nom": "Été"}]


# The detail of each record


def test_the_detail_of_a_record_is_asked_for_at_its_own_address(partner) -> None:
    partner.answers["/api"] = json.dumps({"results": [{"id": "a/b ?", "ref": {"n": "é"}}]})
    partner.answers["/fiche/a%2Fb%20%3F/%C3%A9"] = '{"texte": "long"}'
    detail = {"url": f"{partner.url}/fiche/{{id}}/{{ref.n}}", "key": "fiche"}
    (record,) = records(partner.origin(), **of(partner, detail=detail))
    assert record["fiche"] == {"texte": "long"}


def test_a_detail_that_is_not_there_rejects_its_record_alone(partner) -> None:
    partner.answers |= {"/api": page(1, 2), "/fiche/2": "{}"}
    detail = {"url": f"{partner.url}/fiche/{{id}}"}
    first, second = told(partner.origin(), **of(partner, detail=detail))
    assert isinstance(first, Rejected)
    assert "404" in first.reason
    assert second.external_id == "2"


def test_a_detail_that_fails_breaks_the_harvest(partner) -> None:
    partner.answers |= {"/api": page(1), "/fiche/1": (500, {}, "")}
    detail = {"url": f"{partner.url}/fiche/{{id}}"}
    broken(partner.origin(), "500", **of(partner, detail=detail))


def test_a_copy_is_read_without_the_network(partner, tmp_path) -> None:
    (tmp_path / "copy.json").write_text(page(1))
    copy = LocalFile(tmp_path / "copy.json")
    detail = {"url": f"{partner.url}/fiche/{{id}}"}
    assert records(copy, **of(partner, pages={"by": "page"}, detail=detail)) == [{"id": 1}]
    assert partner.paths() == []


# Keys


def everything_in(folder) -> bytes:
    kept = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    unpacked = [gzip.decompress(b) for b in kept if b.startswith(b"\x1f\x8b")]
    return b"".join(kept + unpacked)


def forms() -> list[str]:
    return [SECRET, quote(SECRET), quote_plus(SECRET), quote(SECRET, safe="")]


def test_a_key_is_sent_in_a_header(partner, monkeypatch) -> None:
    monkeypatch.setenv("CARREFOUR_KEY_ESSAI", "secret-secret")
    partner.answers |= {"/api": page(1, next="/api?page=2"), "/api?page=2": page(2)}
    key = {**KEY, "header": "Authorization", "prefix": "Bearer "}
    assert ids(partner, pages={"by": "next", "path": "next"}, key=key) == [1, 2]
    asked = [one for one in partner.asked if one.path.startswith("/api")]
    assert [one.headers["Authorization"] for one in asked] == ["Bearer secret-secret"] * 2


def test_a_key_is_sent_as_a_parameter_to_its_host_alone(partner, monkeypatch) -> None:
    monkeypatch.setenv("CARREFOUR_KEY_ESSAI", "secret-secret")
    elsewhere = partner.url.replace("127.0.0.1", "localhost")
    partner.answers["/api?token=secret-secret"] = page(1)
    partner.answers["/fiche/1"] = "{}"
    detail = {"url": f"{elsewhere}/fiche/{{id}}"}
    allowed = frozenset(url.removeprefix("http://") for url in (partner.url, elsewhere))
    fetch = of(partner, detail=detail, key={**KEY, "parameter": "token"})
    assert len(records(partner.origin(allowed_private=allowed), **fetch)) == 1
    assert partner.paths() == ["/api?token=secret-secret", "/fiche/1"]


def test_a_key_that_no_header_can_carry_is_not_sent_nor_told(partner, monkeypatch) -> None:
    fetch = of(partner, key={**KEY, "header": "X-Api-Key"})
    for value in ("clé-secrète", "secret\nsecret"):
        monkeypatch.setenv("CARREFOUR_KEY_ESSAI", value)
        assert value not in str(broken(partner.origin(), "no header can carry", **fetch))
    assert partner.paths() == []
    monkeypatch.setenv("CARREFOUR_KEY_ESSAI", "secret-secret\n")
    partner.answers["/api"] = page(1)
    assert len(records(partner.origin(), **fetch)) == 1


def test_a_key_that_is_not_set_names_the_variable(partner, monkeypatch) -> None:
    monkeypatch.delenv("CARREFOUR_KEY_ESSAI", raising=False)
    fetch = of(partner, key={**KEY, "parameter": "token"})
    assert "CARREFOUR_KEY_ESSAI" in broken(partner.origin(), "is not set", **fetch).cure
    assert partner.paths() == []


@pytest.mark.parametrize("where", [{"parameter": "token"}, {"header": "X-Api-Key"}])
def test_a_key_is_never_stored_nor_told_though_the_server_repeats_it(
    partner, monkeypatch, tmp_path, caplog, where
) -> None:
    monkeypatch.setenv("CARREFOUR_KEY_ESSAI", SECRET)
    caplog.set_level(logging.DEBUG)

    def answered(path: str):
        """Django REST framework repeats the whole question in the address of the next page."""
        first = "page=2" not in path
        following = f"{partner.url}/api?page=2&token={quote(SECRET, safe='')}" if first else None
        body = page(1 if first else 2, next=following, vous=SECRET)
        return 200, {"Link": f"<{following}>", "ETag": f'"{SECRET[:6]}"'}, body

    asked = [urlencode({"token": SECRET}), urlencode({"page": 2, "token": SECRET})]
    paths = [f"/api?{asked[0]}", f"/api?{asked[1]}", "/api"]
    paths.append(f"/api?{urlencode({'page': 2, 'token': 'CARREFOUR_KEY_ESSAI'})}")
    partner.answers |= {path: answered(path) for path in paths}
    fetch = of(partner, pages={"by": "next", "path": "next"}, key={**KEY, **where})
    recording = tmp_path / "recording"
    origin = replace(partner.origin(cache=True), record=recording)
    given = told(origin, **fetch)
    assert [one.external_id for one in given] == ["1", "2"]
    assert len(partner.paths()) == 2
    kept = everything_in(tmp_path)
    assert b"results" in kept
    assert b"CARREFOUR_KEY_ESSAI" in kept
    for form in forms():
        assert form.encode() not in kept
        assert form not in repr(given)
        assert form not in caplog.text
    replayed = told(Recording(recording), **fetch)
    assert [one.external_id for one in replayed] == ["1", "2"]


@pytest.mark.parametrize("where", [{"parameter": "token"}, {"header": "X-Api-Key"}])
@pytest.mark.parametrize("answer", [(500, {}, ""), (404, {}, ""), (200, {}, "{"), "loop"])
def test_a_key_is_never_told_in_an_error(partner, monkeypatch, where, answer) -> None:
    monkeypatch.setenv("CARREFOUR_KEY_ESSAI", "secret-secret")
    for path in ("/api?token=secret-secret", "/api"):
        again = (302, {"Location": path}, "")
        partner.answers[path] = again if answer == "loop" else answer
    fetch = of(partner, pages={"by": "next", "path": "next"}, key={**KEY, **where})
    error = broken(partner.origin(), ".", **fetch)
    assert "secret-secret" not in "".join(traceback.format_exception(error))


def test_a_key_is_never_kept_in_the_report_of_a_harvest(partner, monkeypatch, site) -> None:
    from carrefour.harvest.models import Rejection, Run
    from carrefour.pipeline.harvesting import harvest

    monkeypatch.setenv("CARREFOUR_KEY_ESSAI", "secret-secret")
    partner.answers["/api?token=secret-secret"] = page(1, next="/api?token=secret-secret&page=2")
    fetch = of(
        partner,
        pages={"by": "next", "path": "next"},
        detail={"url": f"{partner.url}/fiche/{{id}}"},
        key={**KEY, "parameter": "token"},
    )
    report = harvest(source(**fetch), partner.origin(cache=True))
    assert report.error
    run = Run.objects.get()
    told_of = [run.error, *Rejection.objects.values_list("where", "reason", "excerpt")]
    assert "secret-secret" not in repr([report, told_of])
    assert b"secret-secret" not in everything_in(site)

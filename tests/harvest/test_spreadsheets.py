"""Sheets shared with everyone.

The addresses are those of Google's CSV export (``/spreadsheets/d/{id}/export?format=csv&gid=``)
and of Grist's REST API (``/api/docs/{id}/download/csv?tableId=``, ``DocApi.ts`` in grist-core).
"""

from __future__ import annotations

import pytest

from carrefour.harvest.connectors import LocalFile
from tests.harvest.trying import broken, records, source

GOOGLE = "/spreadsheets/d/1AbC_d-E/export?format=csv&gid=42"
GRIST = "/api/docs/hrDZg8StuE1d/download/csv?tableId=Projets"
TABLE = 'id,nom,texte\r\n1,Le jardin,"Deux\nlignes, et une virgule"\r\n2,Épicerie,\r\n'


def google(partner, **fetch: object) -> dict[str, object]:
    named = {"document": "1AbC_d-E", "sheet": "42", "url": partner.url}
    return {"kind": "google-sheet", **named, **fetch}


def grist(partner, **fetch: object) -> dict[str, object]:
    named = {"document": "hrDZg8StuE1d", "table": "Projets", "url": partner.url}
    return {"kind": "grist", **named, **fetch}


def test_each_row_of_a_google_sheet_is_a_record(partner) -> None:
    partner.answers[GOOGLE] = TABLE
    assert records(partner.origin(), **google(partner)) == [
        {"id": "1", "nom": "Le jardin", "texte": "Deux\nlignes, et une virgule"},
        {"id": "2", "nom": "Épicerie", "texte": ""},
    ]


def test_each_row_of_a_grist_table_is_a_record(partner, monkeypatch) -> None:
    partner.answers[GRIST] = TABLE
    assert [r["nom"] for r in records(partner.origin(), **grist(partner))] == [
        "Le jardin",
        "Épicerie",
    ]
    monkeypatch.setenv("CARREFOUR_KEY_GRIST", "secret-secret")
    key = {"env": "CARREFOUR_KEY_GRIST", "header": "Authorization", "prefix": "Bearer "}
    records(partner.origin(), **grist(partner, key=key))
    assert partner.asked[-1].headers["Authorization"] == "Bearer secret-secret"


def test_lines_before_the_header_are_passed_over(partner) -> None:
    partner.answers[GOOGLE] = f"Mis à jour en mai,,\n{TABLE}"
    assert len(records(partner.origin(), **google(partner, skip_lines=1))) == 2


def test_a_redirect_to_where_google_keeps_the_file_is_followed(partner) -> None:
    partner.answers[GOOGLE] = (307, {"Location": "/ailleurs"}, "")
    partner.answers["/ailleurs"] = TABLE
    assert len(records(partner.origin(), **google(partner))) == 2


def test_a_sheet_that_is_not_shared_says_so(partner) -> None:
    partner.answers[GOOGLE] = (302, {"Location": "/ServiceLogin"}, "")
    partner.answers["/ServiceLogin"] = "<!DOCTYPE html><html><title>Sign in</title></html>"
    error = broken(partner.origin(), "is not shared", **google(partner))
    assert "Share it with everyone" in error.cure


@pytest.mark.parametrize("kind", [google, grist])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "empty"),
        ((500, {}, ""), "500"),
        ((403, {}, ""), "refused"),
        ((404, {}, ""), "404"),
        ((200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00\x00\x00\x00\x00"), "cut short"),
        (TABLE.encode("cp1252"), "is not utf-8"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_told_with_a_cure(partner, kind, body, words) -> None:
    partner.answers[GOOGLE] = partner.answers[GRIST] = body
    broken(partner.origin(), words, **kind(partner))


def test_a_copy_is_read_too(tmp_path) -> None:
    (tmp_path / "copy.csv").write_text(TABLE)
    copy = LocalFile(tmp_path / "copy.csv")
    assert len(records(copy, kind="google-sheet", document="x")) == 2
    assert len(records(copy, kind="grist", document="x", table="T")) == 2


def test_the_servers_are_known() -> None:
    assert source(kind="google-sheet", document="x").fetch.url == "https://docs.google.com"
    assert source(kind="grist", document="x", table="T").fetch.url == "https://docs.getgrist.com"

"""Documents: one address, one file, plain or packed by gzip or zip."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import Workbook

from carrefour.harvest.connectors import LocalFile, TheRestStands, origin
from tests.harvest.trying import broken, packed, records, told, zipped

CSV = "id;nom\n1;Le jardin\n2;Épicerie\n"


def of(partner, **fetch: object) -> dict[str, object]:
    return {"kind": "csv", "url": f"{partner.url}/f", **fetch}


@pytest.mark.parametrize(
    "body",
    [
        CSV,
        packed(CSV),
        packed(CSV[:12]) + packed(CSV[12:]),
        zipped(projets_csv=CSV),
        zipped(dossier__projets_csv=CSV),
        (200, {"Content-Encoding": "gzip"}, packed(CSV)),
        (200, {"Content-Encoding": "gzip"}, packed(packed(CSV))),
    ],
    ids=["plain", "gzip", "gzip in parts", "zip", "folder in a zip", "sent packed", "both"],
)
def test_a_document_is_read_however_it_is_packed(partner, body) -> None:
    partner.answers["/f"] = body
    assert [r["nom"] for r in records(partner.origin(), **of(partner))] == [
        "Le jardin",
        "Épicerie",
    ]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("json", '[{"id": 1}, {"id": 2}]'),
        ("jsonl", '{"id": 1}\n{"id": 2}'),
        ("geojson", '{"features": [{"id": 1, "properties": {}}, {"id": 2}]}'),
        ("jsonld", '{"@graph": [{"id": 1}, {"id": 2}]}'),
    ],
)
def test_every_kind_of_document_is_unpacked(partner, kind, body) -> None:
    for archive in (packed(body), zipped(f=body)):
        partner.answers["/f"] = archive
        assert [r["id"] for r in records(partner.origin(), **of(partner, kind=kind))] == [1, 2]


def test_a_workbook_is_itself_no_archive_to_open(partner) -> None:
    book, file = Workbook(), io.BytesIO()
    book.active.append(["id", "nom"])
    book.active.append([1, "Le jardin"])
    book.save(file)
    partner.answers["/f"] = file.getvalue()
    assert records(partner.origin(), **of(partner, kind="excel")) == [{"id": 1, "nom": "Le jardin"}]


def test_of_several_files_in_a_zip_one_must_be_named(partner) -> None:
    partner.answers["/f"] = zipped(lisez__moi_txt="bonjour", projets_csv=CSV)
    error = broken(partner.origin(), "holds 2 files", **of(partner))
    assert "projets.csv" in error.cure
    assert len(records(partner.origin(), **of(partner, member="projets.csv"))) == 2
    error = broken(partner.origin(), "holds no 'x.csv'", **of(partner, member="x.csv"))
    assert "projets.csv" in error.cure


def test_an_empty_zip_says_so(partner) -> None:
    partner.answers["/f"] = zipped()
    broken(partner.origin(), "holds 0 files", **of(partner))


@pytest.mark.parametrize(
    "body",
    [
        packed(CSV)[:-4],
        packed(CSV)[:14],
        packed(CSV)[:-8] + b"\0" * 8,
        zipped(f_csv=CSV)[:-30],
        zipped(f_csv=CSV)[:20],
        b"PK\x03\x04",
        b"\x1f\x8b",
    ],
)
def test_an_archive_that_is_cut_short_or_broken_says_so(partner, body) -> None:
    partner.answers["/f"] = body
    broken(partner.origin(), "cannot be unpacked", **of(partner))


def test_a_zip_with_a_password_says_so(partner) -> None:
    body = bytearray(zipped(f_csv=CSV))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + flags] |= 1
    partner.answers["/f"] = bytes(body)
    broken(partner.origin(), "cannot be unpacked", **of(partner))


@pytest.mark.parametrize("pack", [packed, lambda content: zipped(f_csv=content.decode())])
def test_an_archive_that_grows_without_measure_is_refused(partner, monkeypatch, pack) -> None:
    monkeypatch.setattr(origin, "MOST_UNPACKED", 1_000_000)
    partner.answers["/f"] = pack(b"0" * 1_000_001)
    broken(partner.origin(), "unpacks to over 1,000,000 bytes", **of(partner))
    partner.answers["/f"] = pack(b"id;nom\n" + b"1;x\n")
    assert len(records(partner.origin(), **of(partner))) == 1


def test_a_document_that_did_not_change_is_not_read_again(partner) -> None:
    partner.answers["/f"] = packed(CSV)
    remote = partner.origin(cache=True)
    assert len(told(remote, **of(partner))) == 2
    assert told(replace(remote, settled=True), **of(partner)) == [TheRestStands()]
    partner.answers["/f"] = CSV.replace("2;", "3;")
    assert len(records(replace(remote, settled=True), **of(partner))) == 2


def test_a_copy_is_unpacked_too(tmp_path) -> None:
    (tmp_path / "copy").write_bytes(zipped(projets_csv=CSV))
    assert len(records(LocalFile(tmp_path / "copy"), kind="csv")) == 2


def test_a_source_without_an_address_needs_a_copy(partner) -> None:
    assert "--from" in broken(partner.origin(), "no public address", kind="csv").cure

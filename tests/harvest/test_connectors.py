"""What connectors make of files as sources publish them."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from carrefour.catalogue.definition import SourceDefinition
from carrefour.harvest.connectors import (
    LocalFile,
    RawRecord,
    Rejected,
    Remote,
    SourceBroken,
    read_records,
)


def definition(record_id: str = "{id}", **fetch: object) -> SourceDefinition:
    return SourceDefinition.model_validate(
        {
            "id": "essai",
            "title": "Essai",
            "organisation": {"id": "org", "name": "Org"},
            "licence": "CC0-1.0",
            "fetch": fetch,
            "record_id": record_id,
            "fields": {"title": "nom"},
        }
    )


def read(path: Path, **fetch: object) -> list[RawRecord | Rejected]:
    return list(read_records(definition(**fetch), LocalFile(path)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_a_csv_of_any_encoding_and_separator_is_read(tmp_path, encoding: str, mark: str) -> None:
    file = tmp_path / "f.csv"
    rows = [["id", "Nom du lieu"], ["1", "Café associatif"], ["2", "Épicerie d’à côté"]]
    file.write_text("\n".join(mark.join(row) for row in rows), encoding)
    found = read(file, kind="csv")
    assert [r.data["Nom du lieu"] for r in found] == ["Café associatif", "Épicerie d’à côté"]


def test_a_row_with_too_many_cells_is_rejected_alone(tmp_path) -> None:
    file = tmp_path / "f.csv"
    file.write_text('id;nom\n1;a;b;c\n2;"sur\ndeux lignes"\n')
    rejected, kept = read(file, kind="csv", separator=";")
    assert "4 cells where the header has 2" in rejected.reason
    assert kept.data["nom"] == "sur\ndeux lignes"


def test_a_record_without_id_or_told_twice_is_rejected_with_its_reason(tmp_path) -> None:
    file = tmp_path / "f.json"
    file.write_text(json.dumps([{"id": 1}, {"id": 1}, {"id": 1, "nom": "x"}, {"nom": "y"}, 3]))
    found = read(file, kind="json")
    assert isinstance(found[0], RawRecord)
    reasons = [r.reason for r in found[1:]]
    assert [words in reason for words, reason in zip(
        ("told twice", "already taken", "has no id", "not an object"), reasons, strict=True
    )] == [True] * 4  # fmt: skip


def test_a_key_to_drop_is_never_kept(tmp_path) -> None:
    file = tmp_path / "f.json"
    held = {"id": 1, "a": {"mail": "x", "b.c": 1}, "l": [{"tel": "0"}, 3], "courriel": "a@b.c"}
    file.write_text(json.dumps([held]))
    paths = ("courriel", "a.mail", "a.b.c", "l.tel", "nothing", "id.x")
    declared = definition(kind="json").model_copy(update={"drop": paths})
    (record,) = read_records(declared, LocalFile(file))
    assert record.data == {"id": 1, "a": {}, "l": [{}, 3]}


def test_what_stands_within_is_dropped_too(tmp_path) -> None:
    file = tmp_path / "f.json"
    people = [{"nom": "A", "tel": "1"}, {"nom": "B"}, "C"]
    data = {"id": 1, "gens": people, "a.b": {"tel": "2", "x": 3}, "lieu": {"tel": {"y": 1}}}
    file.write_text(json.dumps([data]))
    paths = ("gens.tel", "a.b.tel", "lieu.tel", "lieu.absent.tel", "id.tel")
    declared = definition(kind="json").model_copy(update={"drop": paths})
    (record,) = read_records(declared, LocalFile(file))
    assert record.data == {
        "id": 1,
        "gens": [{"nom": "A"}, {"nom": "B"}, "C"],
        "a.b": {"x": 3},
        "lieu": {},
    }


def test_json_lines_lose_only_the_broken_line(tmp_path) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text('{"id": 1}\n{"id": \n\n{"id": 2}\n')
    found = read(file, kind="jsonl")
    assert [type(r).__name__ for r in found] == ["RawRecord", "Rejected", "RawRecord"]
    assert found[1].where == "line 2"


def test_an_excel_sheet_is_read_with_its_dates(tmp_path) -> None:
    from datetime import datetime

    book = Workbook()
    book.active.append(["id", "nom", "depuis"])
    book.active.append([7.0, "Jardin", datetime(2021, 5, 4)])  # noqa: DTZ001 - Excel has no zone
    book.save(tmp_path / "f.xlsx")
    (record,) = read(tmp_path / "f.xlsx", kind="excel")
    assert record.data == {"id": 7, "nom": "Jardin", "depuis": "2021-05-04"}


def test_a_geojson_feature_gives_its_point_and_a_multipoint_all_of_them(tmp_path) -> None:
    file = tmp_path / "f.json"
    geometry = {"type": "MultiPoint", "coordinates": [[2.0, 48.0], [3.0, 49.0]]}
    feature = {"type": "Feature", "id": 5, "properties": {"nom": "x"}, "geometry": geometry}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (record,) = read(file, kind="geojson")
    assert (record.data["lat"], record.data["lon"]) == (48.0, 2.0)
    assert record.data["points"][1] == {"lat": 49.0, "lon": 3.0}


def test_a_json_ld_literal_is_unwrapped(tmp_path) -> None:
    file = tmp_path / "f.jsonld"
    node = {"id": "n", "label": {"@language": "fr", "@value": "Bonjour"}}
    file.write_text(json.dumps({"@graph": [node]}))
    (record,) = read(file, kind="jsonld")
    assert record.data["label"] == "Bonjour"


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        ("<!doctype html><html>", "csv", "web page"),
        ("<html>", "json", "web page"),
        ('{"a": [1,', "json", "not JSON"),
        ('{"a": 1}', "json", "no list"),
        ("not a workbook", "excel", "no workbook"),
        ("[" * 100_000, "jsonld", "deep"),
    ],
)
def test_a_broken_file_says_why_and_what_to_do(tmp_path, content, kind, reason) -> None:
    file = tmp_path / "f"
    file.write_text(content)
    with pytest.raises(SourceBroken, match=reason) as told:
        read(file, kind=kind)
    assert told.value.source == "essai"
    assert told.value.cure


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=300), kind=st.sampled_from(["csv", "json", "jsonl", "geojson"]))
def test_no_bytes_break_a_connector_otherwise(tmp_path, content: bytes, kind: str) -> None:
    file = tmp_path / "f"
    file.write_bytes(content)
    with suppress(SourceBroken):
        read(file, kind=kind)


def test_pages_are_followed_to_the_last(partner) -> None:
    partner.answers["/p1"] = json.dumps({"items": [{"id": 1}], "next": "/p2"})
    partner.answers["/p2"] = json.dumps({"items": [{"id": 2}], "next": None})
    fetch = {"kind": "json", "url": f"{partner.url}/p1", "records": "items", "pace": {"delay": 0}}
    found = read_records(
        definition(**fetch, pages={"by": "next", "path": "next"}), partner.origin()
    )
    assert [r.external_id for r in found] == ["1", "2"]


def test_a_loop_of_pages_ends_with_its_reason(partner) -> None:
    partner.answers["/p1"] = json.dumps({"items": [{"id": 1}], "next": "/p1"})
    fetch = {"kind": "json", "url": f"{partner.url}/p1", "records": "items", "pace": {"delay": 0}}
    found = read_records(
        definition(**fetch, pages={"by": "next", "path": "next"}), partner.origin()
    )
    with pytest.raises(SourceBroken, match="came before"):
        list(found)


def test_a_private_address_is_refused(partner, tmp_path: Path) -> None:
    fetch = {"kind": "csv", "url": f"{partner.url}/x"}
    with pytest.raises(SourceBroken, match="private"):
        list(read_records(definition(**fetch), Remote(tmp_path / "turns")))

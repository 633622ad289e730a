"""The open data files: whole, true to one another and to their schemas, and free to give on."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from django.test import Client
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

from carrefour.catalogue.models import Sheet, Source
from carrefour.opendata.edition import latest
from carrefour.opendata.fields import FIELDS
from carrefour.opendata.writing import AlreadyWriting, edition_due, write_edition
from carrefour.pipeline.alone import alone

PAIR = "http://virtual-assembly.org/ontologies/pair#"


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]


@pytest.fixture
def edition(harvest_rows):
    harvest_rows()
    return write_edition()


def test_every_format_tells_the_same_sheets(edition) -> None:
    folder = edition.folder
    told = {one["id"]: one for one in lines(folder / "projects.jsonl.gz")}
    assert sorted(one["title"] for one in told.values()) == [
        "Garage solidaire", "Le Jardin partagé", "Soleil citoyen",
    ]  # fmt: skip
    with (folder / "projects.csv").open(encoding="utf-8", newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} == told.keys()
    features = json.loads(gzip.decompress((folder / "projects.geojson.gz").read_bytes()))
    assert {one["properties"]["id"] for one in features["features"]} == told.keys()
    parquet = pytest.importorskip("pyarrow.parquet")
    assert set(parquet.read_table(folder / "projects.parquet")["id"].to_pylist()) == told.keys()
    assert edition.sheets == 3


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_turtle_and_json_ld_are_one_graph(edition) -> None:
    read = {
        form: Graph().parse(data=gzip.decompress((edition.folder / name).read_bytes()), format=form)
        for form, name in (("turtle", "projects.ttl.gz"), ("json-ld", "projects.jsonld.gz"))
    }
    assert isomorphic(read["turtle"], read["json-ld"])
    labels = set(read["turtle"].objects(None, URIRef(f"{PAIR}label")))
    assert Literal("Le Jardin partagé", lang="fr") in labels


def test_each_line_follows_the_schema(edition) -> None:
    schema = json.loads((edition.folder / "schema.json").read_text("utf-8"))
    check = jsonschema.Draft202012Validator(schema)
    check.check_schema(schema)
    for line in lines(edition.folder / "projects.jsonl.gz"):
        check.validate(line)


def test_the_table_follows_its_table_schema(edition) -> None:
    schema = json.loads((edition.folder / "table-schema.json").read_text("utf-8"))
    with (edition.folder / "projects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [field["name"] for field in schema["fields"]] == list(rows[0])
    for field in schema["fields"]:
        constraints = field["constraints"]
        values = [row[field["name"]] for row in rows]
        assert all(values) or not constraints["required"]
        allowed = constraints.get("enum")
        assert allowed is None or set(values) <= {*allowed, ""}


def test_the_dictionary_is_in_both_languages(edition) -> None:
    with (edition.folder / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert rows.keys() == {field.name for field in FIELDS}
    assert (rows["title"]["title_fr"], rows["title"]["title_en"]) == ("Titre", "Title")


def test_what_a_licence_forbids_or_does_not_allow_is_left_out(harvest_rows) -> None:
    harvest_rows()
    Sheet.objects.filter(title="Garage solidaire").update(licence="Tous droits réservés")
    Sheet.objects.filter(title="Soleil citoyen").update(licence="unknown")
    edition = write_edition()
    (one,) = lines(edition.folder / "projects.jsonl.gz")
    assert (one["title"], one["licence"], one["reuse"]) == ("Le Jardin partagé", "CC0-1.0", "free")
    assert [(s["given"], s["kept_back"]) for s in edition.sources] == [(1, 2)]


def test_a_contact_is_given_only_where_its_source_says_that_it_may(harvest_rows) -> None:
    harvest_rows()
    Sheet.objects.update(contact={"name": "Léa", "email": "lea@exemple.fr", "phone": ""})
    kept = write_edition().folder / "projects.jsonl.gz"
    assert {one["contact_email"] for one in lines(kept)} == {""}
    source = Source.objects.get()
    source.definition["contacts_public"] = True
    source.save()
    given = write_edition().folder / "projects.jsonl.gz"
    assert {one["contact_email"] for one in lines(given)} == {"lea@exemple.fr"}


def test_hostile_texts_stay_texts(harvest_rows) -> None:
    harvest_rows(['1;"Un """"titre\\ <b>";"=cmd|x\n. } <http://x> .";"a|b";2020;44000 Nantes'])
    Sheet.objects.update(url='http://x.fr/"> a <b', summary='"""\\" \u2028 \n')
    edition = write_edition()
    graph = Graph().parse(
        data=gzip.decompress((edition.folder / "projects.ttl.gz").read_bytes()), format="turtle"
    )
    assert Literal('"""\\" \u2028 \n', lang="fr") in set(graph.objects())
    with (edition.folder / "projects.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["tags"] == "a/b"


def test_an_edition_that_breaks_off_leaves_the_current_one(edition, monkeypatch) -> None:
    def full(_share):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("carrefour.opendata.sources.Share.told", full)
    with pytest.raises(OSError, match="No space"):
        write_edition()
    assert latest() == edition
    assert not list(edition.folder.parent.glob(".writing-*"))


def test_one_is_written_at_a_time_and_two_are_kept(edition) -> None:
    with alone("opendata.writing"), pytest.raises(AlreadyWriting):
        write_edition()
    for _ in range(3):
        current = write_edition()
    whole = [one for one in current.folder.parent.iterdir() if not one.is_symlink()]
    assert len(whole) == 2
    assert latest() == current
    assert not edition_due(None)


def test_the_same_catalogue_gives_the_same_bytes(edition) -> None:
    before = {one.name: one.sha256 for one in edition.of_sheets()}
    assert {one.name: one.sha256 for one in write_edition().of_sheets()} == before


def test_files_are_listed_and_served_with_their_hash(client: Client, edition) -> None:
    page = client.get("/donnees/telecharger/")
    assert page.status_code == 200
    assert b"projects.csv" in page.content
    assert client.get("/en/data/download/").status_code == 200
    for one in edition.files:
        answer = client.get(f"/donnees/fichiers/{one.name}")
        content = b"".join(answer.streaming_content)
        assert hashlib.sha256(content).hexdigest() == one.sha256
        assert answer["ETag"] == f'"{one.sha256}"'
    manifest = client.get("/donnees/fichiers/datapackage.json")
    told = json.loads(b"".join(manifest.streaming_content))
    assert {one["path"] for one in told["resources"]} == {one.name for one in edition.files}
    assert told["licenses"] == [{"name": "CC0-1.0", "title": "CC0-1.0"}]


def test_a_download_goes_on_where_it_broke_off(client: Client, edition) -> None:
    address = "/donnees/fichiers/projects.csv"
    whole = (edition.folder / "projects.csv").read_bytes()
    tag = client.head(address)["ETag"]

    def part(span: str, **headers: str):
        answer = client.get(address, headers={"Range": span, **headers})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        return answer, body

    answer, body = part("bytes=10-19")
    assert (answer.status_code, body) == (206, whole[10:20])
    assert answer["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert part("bytes=10-", **{"If-Range": tag})[1] == whole[10:]
    assert part("bytes=-5")[1] == whole[-5:]
    assert part("bytes=10-", **{"If-Range": '"other"'})[1] == whole
    assert part(f"bytes={len(whole)}-")[0].status_code == 416
    for odd in ("bytes=5-1", "bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=" + "9" * 40 + "-"):
        assert part(odd)[1] == whole, odd
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "name",
    ["../../secret-key", "..%2f..%2fsecret-key", "sources/../datapackage.json", "/etc/passwd",
     "latest", ".writing-x/projects.csv", "projects.csv%00", "sources/nothing.jsonl.gz"],
)  # fmt: skip
def test_no_other_file_is_served(client: Client, edition, name: str) -> None:
    assert client.get(f"/donnees/fichiers/{name}").status_code == 404


def test_before_the_first_edition_the_page_says_so(client: Client, site) -> None:
    assert "pas encore écrite" in client.get("/donnees/telecharger/").content.decode()
    assert client.get("/donnees/fichiers/projects.csv").status_code == 404
    assert client.get("/donnees/catalogue.ttl").status_code == 200
    assert edition_due(None)

"""RDF in Turtle, N-Triples and RDF/XML.

The shapes are those of the W3C's recommendations; the vocabulary is that of DCAT and schema.org as
the documents of French public bodies use them, with addresses told as nodes of their own.
"""

from __future__ import annotations

import pytest
from rdflib import Graph

from carrefour.harvest.connectors import LocalFile
from tests.harvest.trying import broken, records, source, told

TURTLE = """
@prefix schema: <https://schema.org/> . @prefix ex: <https://exemple.org/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
ex:1 a schema:Project, schema:Thing ; schema:name "The garden"@en, "Le jardin"@fr-FR, "Garten"@de ;
  schema:description "sans langue", "with one"@en ; dct:description "autre" ;
  schema:foundingDate "2020-05-01"^^xsd:date ; schema:size 3, 2.5 ; schema:open true ;
  schema:keywords "b", "a" ; schema:url <https://exemple.org/jardin> ;
  schema:location [ a schema:Place ; schema:latitude 47.2 ; schema:address
    [ schema:postalCode "44000" ; schema:addressLocality "Nantes" ] ] ;
  dct:subject ex:theme ; foaf:name "Autre nom" ; schema:steps ( "un" "deux" ) ;
  schema:partner ex:2 .
ex:2 a schema:Project ; schema:name "Le garage" ; foaf:name "Garage" .
ex:theme skos:prefLabel "Alimentation"@fr, "Food"@en ; skos:broader ex:tout .
ex:tout skos:prefLabel "Tout"@fr ; skos:narrower ex:theme .
"""
PROJECT = ["https://schema.org/Project"]
ID = "{@id}"


def read(tmp_path, text: str | bytes, **fetch: object) -> list[dict[str, object]]:
    file = tmp_path / "document"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return records(LocalFile(file), fetch.pop("record_id", ID), kind="rdf", **fetch)


def test_a_subject_is_told_with_what_the_document_tells_of_its_parts(tmp_path) -> None:
    first, second = read(tmp_path, TURTLE, types=PROJECT)
    assert first == {
        "@id": "https://exemple.org/id/1",
        "@type": ["https://schema.org/Project", "https://schema.org/Thing"],
        "name": "Autre nom",
        "https://schema.org/name": "Le jardin",
        "https://schema.org/description": "sans langue",
        "description": "autre",
        "foundingDate": "2020-05-01",
        "size": [2.5, 3],
        "open": True,
        "keywords": ["a", "b"],
        "url": "https://exemple.org/jardin",
        "location": {
            "@type": ["https://schema.org/Place"],
            "latitude": 47.2,
            "address": {"postalCode": "44000", "addressLocality": "Nantes"},
        },
        "subject": {
            "@id": "https://exemple.org/id/theme",
            "prefLabel": "Alimentation",
            "broader": {
                "@id": "https://exemple.org/id/tout",
                "prefLabel": "Tout",
                "narrower": "https://exemple.org/id/theme",
            },
        },
        "steps": ["un", "deux"],
        "partner": "https://exemple.org/id/2",
    }
    assert (second["https://schema.org/name"], second["name"]) == ("Le garage", "Garage")


def test_two_properties_of_one_name_keep_their_keys_in_every_record(tmp_path) -> None:
    found = read(tmp_path, TURTLE, types=PROJECT)
    assert all({"name", "https://schema.org/name"} <= set(record) for record in found)


def test_a_reading_gives_the_same_at_each_time(tmp_path) -> None:
    file = tmp_path / "document"
    file.write_text(TURTLE)
    first = told(LocalFile(file), ID, kind="rdf", types=PROJECT)
    assert [r.hash for r in first] == [
        r.hash for r in told(LocalFile(file), ID, kind="rdf", types=PROJECT)
    ]


def test_without_types_each_subject_with_a_type_is_a_record(tmp_path) -> None:
    assert [record["@id"] for record in read(tmp_path, TURTLE)] == [
        "https://exemple.org/id/1",
        "https://exemple.org/id/2",
    ]


@pytest.mark.parametrize("format_", ["turtle", "nt", "xml"])
def test_each_notation_gives_the_same_records(tmp_path, format_: str) -> None:
    text = Graph().parse(data=TURTLE, format="turtle").serialize(format=format_, encoding="utf-8")
    assert read(tmp_path, text, types=PROJECT) == read(tmp_path, TURTLE, types=PROJECT)


def test_relative_names_are_those_of_the_source_wherever_the_copy_lies(partner, tmp_path) -> None:
    partner.answers["/data/x.ttl"] = '<#1> a <https://schema.org/Project> ; <p> "v" .'
    url = f"{partner.url}/data/x.ttl"
    (remote,) = records(partner.origin(), ID, kind="rdf", url=url)
    (local,) = read(tmp_path, partner.answers["/data/x.ttl"], url=url)
    assert remote == local
    assert remote["@id"] == f"{url}#1"
    (nowhere,) = read(tmp_path, partner.answers["/data/x.ttl"])
    assert str(tmp_path) not in repr(nowhere)


def test_a_circle_of_parts_ends(tmp_path) -> None:
    turtle = """@prefix e: <https://exemple.org/> . e:1 a e:T ; e:p _:a ; e:l _:l .
    _:a e:p _:b . _:b e:p _:a ; e:n "fin" .
    _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "x" ;
      <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l ."""
    (record,) = read(tmp_path, turtle, types=["https://exemple.org/T"])
    assert record["p"] == {"p": {"n": "fin"}}
    assert record["l"] == ["x"]


def test_a_hub_does_not_make_each_record_huge(tmp_path) -> None:
    links = "".join(f"e:hub e:q [ e:n {n} ] .\n" for n in range(3000))
    subjects = "".join(f"e:{n} a e:T ; e:p e:hub .\n" for n in range(20))
    found = read(
        tmp_path,
        f"@prefix e: <https://exemple.org/> .\n{links}{subjects}",
        types=["https://exemple.org/T"],
    )
    assert len(found) == 20
    assert max(len(repr(record)) for record in found) < 10_000


def test_numbers_that_json_cannot_hold_do_not_break_the_harvest(tmp_path) -> None:
    turtle = f"""@prefix e: <https://exemple.org/> . e:1 a e:T ; e:n {10**30}, 1 .
    e:2 a e:T ; e:n 1 ."""
    file = tmp_path / "document"
    file.write_text(turtle)
    first, second = told(LocalFile(file), ID, kind="rdf")
    assert "JSON" in first.reason
    assert second.data["n"] == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("@prefix e: <https://exemple.org/> . e:1 a e:T ; e:n", "no RDF"),
        ('<?xml version="1.0"?><rdf:RDF><broken', "no RDF"),
        ('{"a": 1}', "no RDF"),
        ("<!doctype html><html></html>", "web page"),
        ((500, {}, ""), "500"),
        (b"\x1f\x8b\x08\x00\x00\x00", "unpacked"),
        (b"PK\x03\x04", "unpacked"),
    ],
)
def test_what_is_no_rdf_is_told_with_a_cure(partner, body, words) -> None:
    partner.answers["/x"] = body
    broken(partner.origin(), words, ID, kind="rdf", url=f"{partner.url}/x")


def test_a_document_in_another_encoding_is_read(tmp_path) -> None:
    turtle = '<https://exemple.org/1> a <https://exemple.org/T> ; <https://exemple.org/n> "Été" .'
    assert read(tmp_path, turtle.encode("cp1252"))[0]["n"] == "Été"


def test_an_external_entity_is_not_read(partner, tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mot de passe")
    partner.answers["/x"] = f"""<?xml version="1.0"?><!DOCTYPE r [
      <!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y SYSTEM "{partner.url}/y">]>
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://exemple.org/">
      <e:T rdf:about="https://exemple.org/1"><e:n>a&x;&y;b</e:n></e:T></rdf:RDF>"""
    broken(partner.origin(), "Entity 'x' not defined", ID, kind="rdf", url=f"{partner.url}/x")
    assert partner.paths() == ["/x"]


def test_the_document_s_own_entities_are_filled_in(tmp_path) -> None:
    (record,) = read(
        tmp_path,
        """<?xml version="1.0" encoding="ISO-8859-1"?>
        <!DOCTYPE rdf:RDF [<!ENTITY e "https://exemple.org/">]>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="&e;">
        <e:T rdf:about="&e;1"><e:n>Été &e;</e:n></e:T></rdf:RDF>""".encode("latin-1"),
    )
    assert (record["@id"], record["n"]) == ("https://exemple.org/1", "Été https://exemple.org/")


def test_entities_that_grow_without_end_are_refused(tmp_path) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    file = tmp_path / "document"
    file.write_text(f"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">{laughs}]>
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://exemple.org/">
      <e:T rdf:about="https://exemple.org/1"><e:n>&a9;</e:n></e:T></rdf:RDF>""")
    broken(LocalFile(file), "amplification", ID, kind="rdf")


def test_a_type_may_be_any_address() -> None:
    assert source(kind="rdf", types=["urn:x"]).fetch.types == ("urn:x",)

"""The DCAT-AP catalogue: what portals need to harvest it."""

from __future__ import annotations

import pytest
from django.test import Client
from rdflib import RDF, Graph
from rdflib.namespace import DCAT, DCTERMS

from carrefour.opendata.writing import write_edition

# What DCAT-AP 3 makes mandatory, and what data.gouv.fr reads (udata, harvest/backends/dcat.py).
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix spdx: <http://spdx.org/rdf/terms#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:uniqueLang true ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:uniqueLang true ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:uniqueLang true ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:uniqueLang true ] ,
    [ sh:path dct:identifier ; sh:minCount 1 ] ,
    [ sh:path dct:modified ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] ,
    [ sh:path dct:accrualPeriodicity ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:landingPage ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:theme ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:distribution ; sh:minCount 5 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:downloadURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dct:format ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ,
    [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:class spdx:Checksum ] .
"""


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_the_catalogue_has_what_portals_need(client: Client, harvest_rows) -> None:
    harvest_rows()
    edition = write_edition()
    turtle = Graph().parse(data=client.get("/donnees/catalogue.ttl").content, format="turtle")
    linked = client.get("/donnees/catalogue.jsonld")
    assert linked["Content-Type"] == "application/ld+json"
    assert len(Graph().parse(data=linked.content, format="json-ld")) == len(turtle)
    downloads = {str(one) for one in turtle.objects(None, DCAT.downloadURL)}
    assert len(downloads) == len(edition.of_sheets())
    for address in downloads:
        path = "/" + address.split("/", 3)[3]
        assert client.head(path).status_code == 200
    assert client.get("/donnees/catalogue.xml").status_code == 404


def test_it_holds_to_the_shapes_of_dcat_ap(client: Client, harvest_rows) -> None:
    validate = pytest.importorskip("pyshacl").validate
    harvest_rows()
    write_edition()
    graph = Graph().parse(data=client.get("/donnees/catalogue.ttl").content, format="turtle")
    holds, _, why = validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert holds, why
    assert list(graph.subjects(RDF.type, DCAT.Dataset))
    assert list(graph.objects(None, DCTERMS.accrualPeriodicity))

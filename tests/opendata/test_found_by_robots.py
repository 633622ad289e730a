"""Sitemaps and robots.txt, and sheets as linked data."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree
from rdflib import Graph, Literal, URIRef

from carrefour.catalogue.models import Sheet
from carrefour.opendata.views import sitemaps

_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(answer) -> list[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [str(one.text) for one in etree.fromstring(body).iter(_LOC)]


def test_every_shown_sheet_is_in_one_sitemap(client: Client, harvest_rows, monkeypatch) -> None:
    harvest_rows()
    Sheet.objects.filter(title="Garage solidaire").update(withdrawn_at=timezone.now())
    monkeypatch.setattr(sitemaps, "PART", 1)
    parts = locations(client.get("/sitemap.xml"))
    assert len(parts) == 3
    told = [one for part in parts[1:] for one in locations(client.get(_path(part)))]
    shown = Sheet.objects.filter(withdrawn_at=None)
    assert sorted(_path(one) for one in told) == sorted(f"/fiches/{s.slug}-{s.pk}/" for s in shown)
    for address in told:
        assert client.get(_path(address)).status_code == 200
    assert client.get("/sitemap-4.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404
    assert client.get("/sitemap-999999999999.xml").status_code == 404


def test_the_pages_are_in_the_first_part(client: Client, harvest_rows) -> None:
    harvest_rows()
    for address in locations(client.get("/sitemap-1.xml")):
        assert client.get(_path(address)).status_code == 200, address


def test_robots_are_told_where_it_is(client: Client, site) -> None:
    told = client.get("/robots.txt").content.decode()
    assert "/sitemap.xml" in told
    assert "Disallow: /compte/" in told


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_a_sheet_is_linked_data_in_three_vocabularies(client: Client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Le Jardin partagé")
    answer = client.get(f"/donnees/fiches/{sheet.pk}.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    told = json.loads(answer.content)
    assert told["@type"] == ["schema:Project", "pair:Project", "as:Page"]
    graph = Graph().parse(data=answer.content, format="json-ld")
    title = Literal("Le Jardin partagé", lang="fr")
    for name in (
        "https://schema.org/name",
        "http://virtual-assembly.org/ontologies/pair#label",
        "https://www.w3.org/ns/activitystreams#name",
    ):
        assert title in set(graph.objects(None, URIRef(name)))
    turtle = client.get(f"/donnees/fiches/{sheet.pk}.ttl")
    assert len(Graph().parse(data=turtle.content, format="turtle")) == len(graph)


def test_a_sheet_that_is_gone_or_not_free_is_not_told(client: Client, harvest_rows) -> None:
    harvest_rows()
    gone, kept, other = Sheet.objects.order_by("pk")
    Sheet.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    Sheet.objects.filter(pk=kept.pk).update(licence="Tous droits réservés")
    assert client.get(f"/donnees/fiches/{gone.pk}.jsonld").status_code == 410
    assert client.get(f"/donnees/fiches/{kept.pk}.jsonld").status_code == 404
    assert client.get(f"/donnees/fiches/{other.pk}.xml").status_code == 404
    assert client.get("/donnees/fiches/nothing.jsonld").status_code == 404


def _path(address: str) -> str:
    return "/" + address.split("/", 3)[3]

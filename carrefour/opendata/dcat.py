"""The current edition as a DCAT-AP 3 catalogue (https://semiceu.github.io/DCAT-AP/), which
data.gouv.fr and the European portal harvest.

The catalogue has one dataset, the projects, with a distribution for each file. Its licence is
told by each distribution too: the licences of the sheets differ, and a sheet bears its own.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF

from carrefour.opendata.edition import Edition, File

_EU = "http://publications.europa.eu/resource/authority/"
_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_SPDX = Namespace("http://spdx.org/rdf/terms#")
_ADMS = Namespace("http://www.w3.org/ns/adms#")
_AP = Namespace("http://data.europa.eu/r5r/")
_DESCRIPTION = {
    "fr": "Les projets d’innovation sociale que Carrefour rassemble, tenus à jour chaque nuit. "
    "Chaque projet porte sa licence et la mention de sa source.",
    "en": "The social innovation projects that Carrefour gathers, kept up to date each night. "
    "Each project bears its licence and the credit of its source.",
}
# File types of the Publications Office of the European Union.
_TYPES = {
    "csv": "CSV", "jsonl": "JSON", "geojson": "GEOJSON", "jsonld": "JSON_LD", "ttl": "RDF_TURTLE",
    "parquet": "PARQUET",
}  # fmt: skip
_KNOWN_LICENCES = {
    "etalab-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
_SPDX_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*-[A-Za-z0-9.+-]*")
_LICENCE = "/donnees/"  # the page that tells under which licences sheets are


def catalogue(edition: Edition | None) -> Graph:
    """The catalogue of ``edition``, with nothing in it before the first."""
    site = settings.SITE_URL
    graph = Graph()
    for name, space in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("vcard", _VCARD),
                        ("spdx", _SPDX), ("adms", _ADMS), ("dcatap", _AP)):  # fmt: skip
        graph.bind(name, space)
    us, root = URIRef(f"{site}/#carrefour"), URIRef(f"{site}/donnees/catalogue")
    _add(graph, us, FOAF.Agent, {FOAF.name: _both("Carrefour des innovations sociales")})
    graph.add((us, FOAF.homepage, URIRef(f"{site}/")))
    _add(
        graph, root, DCAT.Catalog,
        {
            DCTERMS.title: _both("Carrefour des innovations sociales"),
            DCTERMS.description: [Literal(t, lang=code) for code, t in _DESCRIPTION.items()],
            DCTERMS.publisher: [us],
            DCTERMS.language: [URIRef(f"{_EU}language/FRA")],
            FOAF.homepage: [URIRef(f"{site}/")],
        },
    )  # fmt: skip
    if edition is not None:
        graph.add((root, DCTERMS.modified, _moment(edition.created.isoformat())))
        graph.add((root, DCAT.dataset, _dataset(graph, edition, us)))
    return graph


def _dataset(graph: Graph, edition: Edition, us: URIRef) -> URIRef:
    site = settings.SITE_URL
    ours = URIRef(f"{site}/donnees/catalogue.jsonld#projets")
    contact = BNode()
    _add(graph, contact, _VCARD.Organization, {_VCARD.fn: [Literal("Carrefour")]})
    graph.add((contact, _VCARD.hasURL, URIRef(f"{site}/")))
    period, place = URIRef(f"{_EU}frequency/DAILY"), URIRef(f"{_EU}country/FRA")
    licences = {one["licence"] for one in edition.sources if one["given"]}
    about = [Literal(word, lang="fr") for word in ("innovation sociale", "ESS", "projets")]
    _add(
        graph, ours, DCAT.Dataset,
        {
            DCTERMS.identifier: [Literal(str(ours))],
            DCTERMS.title: [
                Literal("Projets d’innovation sociale", lang="fr"),
                Literal("Social innovation projects", lang="en"),
            ],
            DCTERMS.description: [Literal(t, lang=code) for code, t in _DESCRIPTION.items()],
            DCTERMS.publisher: [us],
            DCAT.contactPoint: [contact],
            DCAT.keyword: about,
            DCAT.theme: [URIRef(f"{_EU}data-theme/SOCI")],
            DCTERMS.accrualPeriodicity: [period],
            DCTERMS.spatial: [place],
            DCTERMS.language: [URIRef(f"{_EU}language/FRA")],
            DCTERMS.modified: [_moment(edition.created.isoformat())],
            DCAT.landingPage: [URIRef(f"{site}/donnees/telecharger/")],
            DCTERMS.accessRights: [URIRef(f"{_EU}access-right/PUBLIC")],
            DCAT.distribution: [
                _distribution(graph, file, edition, licences) for file in edition.of_sheets()
            ],
            DCTERMS.conformsTo: [URIRef(address_of("table-schema.json"))],
        },
    )  # fmt: skip
    return ours


def _distribution(graph: Graph, file: File, edition: Edition, licences: set[str]) -> URIRef:
    address = URIRef(address_of(file.name))
    ours, checksum = URIRef(f"{address}#fichier"), BNode()
    _add(
        graph, checksum, _SPDX.Checksum,
        {
            _SPDX.algorithm: [_SPDX.checksumAlgorithm_sha256],
            _SPDX.checksumValue: [Literal(file.sha256, datatype=XSD.hexBinary)],
        },
    )  # fmt: skip
    media = file.media_type.partition(";")[0]
    _add(
        graph, ours, DCAT.Distribution,
        {
            DCTERMS.title: [Literal(file.name)],
            DCAT.accessURL: [URIRef(f"{settings.SITE_URL}/donnees/telecharger/")],
            DCAT.downloadURL: [address],
            DCAT.mediaType: [URIRef(f"https://www.iana.org/assignments/media-types/{media}")],
            DCTERMS["format"]: [URIRef(f"{_EU}file-type/{_TYPES[file.format]}")],
            DCAT.byteSize: [Literal(file.bytes, datatype=XSD.nonNegativeInteger)],
            DCTERMS.modified: [_moment(edition.created.isoformat())],
            _SPDX.checksum: [checksum],
            _AP.availability: [URIRef(f"{_EU}planned-availability/STABLE")],
            # One at the most, as DCAT-AP has it: where they differ, the page that tells them.
            DCTERMS.license: [
                _licence(next(iter(licences)))
                if len(licences) == 1
                else URIRef(f"{settings.SITE_URL}{_LICENCE}")
            ],
        },
    )  # fmt: skip
    if file.packed:
        gzip = URIRef("https://www.iana.org/assignments/media-types/application/gzip")
        graph.add((ours, DCAT.compressFormat, gzip))
    return ours


def address_of(name: str) -> str:
    """Where a file of the current edition is had from."""
    return f"{settings.SITE_URL}/donnees/fichiers/{name}"


def _licence(name: str) -> URIRef:
    """The address of a licence; one without gets the page that tells of licences."""
    if name in _KNOWN_LICENCES:
        return URIRef(_KNOWN_LICENCES[name])
    known = _SPDX_ID.fullmatch(name)
    return URIRef(f"https://spdx.org/licenses/{name}" if known else settings.SITE_URL + _LICENCE)


def _both(name: str) -> list[Literal]:
    return [Literal(name, lang="fr"), Literal(name, lang="en")]


def _moment(iso: str) -> Literal:
    return Literal(iso, datatype=XSD.dateTime)


def _add(graph: Graph, node: Any, kind: Any, told: dict[Any, list[Any]]) -> None:
    graph.add((node, RDF.type, kind))
    for name, values in told.items():
        for value in values:
            graph.add((node, name, value))

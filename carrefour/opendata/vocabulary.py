"""A sheet as linked data, in the words of three vocabularies at once.

schema.org for search engines; PAIR (http://virtual-assembly.org/ontologies/pair#), in which the
French platforms of the transitions tell projects to one another; ActivityStreams 2.0
(https://www.w3.org/ns/activitystreams) for federated servers. Every name is written with its
prefix, so that no context need be fetched to read it.
"""

from __future__ import annotations

import re
from typing import Any

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.opendata.sheets import Row, Told
from carrefour.web.linked_data import without_nothing

PREFIXES = {
    "schema": "https://schema.org/",
    "pair": "http://virtual-assembly.org/ontologies/pair#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CONTEXT = {"@version": 1.1, **PREFIXES}
Node = dict[str, Any]

_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*-[A-Za-z0-9.+-]*")
# What an IRI may not hold (RFC 3987 as Turtle has it).
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_DATES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


def node_of(told: Told, site: str) -> Node:
    """The node of a sheet; ``site`` begins the addresses of what is not a page of its own."""
    row = told.row
    language = row["language"]
    title, summary = _text(row["title"], language), _text(row["summary"], language)
    description = _text(row["description"], language)
    subjects = [*row["themes"], *row["publics"], *row["methods"]]
    concepts = [_concept(code, site) for code in dict.fromkeys(subjects)]
    places = [_place(place) for place in told.places if place["precision"] != "online"]
    web = _iri(row["web"])
    source = {"@id": f"{site}/sources/{row['source']}/"}
    return without_nothing(
        {
            "@id": f"{row['url']}#projet",
            "@type": ["schema:Project", "pair:Project", "as:Page"],
            "schema:identifier": row["id"],
            "schema:name": title,
            "pair:label": title,
            "as:name": title,
            "schema:description": summary,
            "pair:comment": summary,
            "as:summary": summary,
            "pair:description": description,
            "as:content": description,
            "schema:url": web,
            "pair:homePage": web,
            "as:url": {"@id": row["url"]},
            "pair:aboutPage": {"@id": row["url"]},
            "schema:sameAs": _iri(row["source_url"]),
            "schema:keywords": row["tags"],
            "schema:knowsAbout": concepts,
            "pair:hasTopic": [{"@id": concept["@id"]} for concept in concepts],
            "as:tag": [{"@id": concept["@id"]} for concept in concepts],
            "schema:foundingDate": _date(row["start_date"]),
            "pair:startDate": _date(row["start_date"]),
            "schema:dissolutionDate": _date(row["end_date"]),
            "pair:endDate": _date(row["end_date"]),
            "schema:parentOrganization": _holder(row),
            "schema:member": [
                {"@type": ["schema:Organization", "pair:Organization"], "schema:name": name,
                 "pair:label": name}
                for name in row["partners"]
            ],
            "schema:image": [iri for image in told.images if (iri := _iri(image["url"]))],
            "schema:location": places,
            "as:published": _moment(row["created_at"]),
            "as:updated": _moment(row["updated_at"]),
            "dct:language": language,
            "dct:license": _licence(row["licence"]),
            "dct:bibliographicCitation": row["attribution"],
            "dct:source": source,
            "prov:wasDerivedFrom": [
                {"@type": "prov:Entity", "dct:identifier": one["record"],
                 "dct:isPartOf": _iri(f"{one['site']}/sources/{one['source']}/")}
                for one in told.origins
            ],
        }
    )  # fmt: skip


def document(told: Told, site: str) -> Node:
    """The node with its context: a document of its own."""
    return {"@context": CONTEXT, **node_of(told, site)}


def _concept(code: str, site: str) -> Node:
    known = taxonomy().codes[code]
    labels = [_text(known.fr, "fr"), _text(known.en, "en")]
    return {
        "@id": f"{site}/donnees/taxonomie#{code}",
        "@type": ["schema:DefinedTerm", "pair:Theme"],
        "schema:termCode": code,
        "schema:name": labels,
        "pair:label": labels,
    }


def _place(place: Row) -> Node:
    address = without_nothing(
        {
            "@type": "schema:PostalAddress",
            "schema:streetAddress": place["address"],
            "schema:postalCode": place["postcode"],
            "schema:addressLocality": place["commune_name"],
            "schema:addressRegion": place["region_name"],
            "schema:addressCountry": place["country"],
        }
    )
    name = place["label"] or place["commune_name"] or place["departement_name"]
    lat, lon = _degrees(place["lat"]), _degrees(place["lon"])
    return without_nothing(
        {
            "@type": ["schema:Place", "pair:Place", "as:Place"],
            "schema:name": name or place["region_name"],
            "schema:address": address,
            "schema:latitude": lat,
            "schema:longitude": lon,
            "as:latitude": lat,
            "as:longitude": lon,
            "pair:latitude": lat,
            "pair:longitude": lon,
            "schema:description": place["precision"],
        }
    )


def _holder(row: Row) -> Node | None:
    if not row["holder"]:
        return None
    return without_nothing(
        {
            "@type": ["schema:Organization", "pair:Organization"],
            "schema:name": row["holder"],
            "pair:label": row["holder"],
            "schema:identifier": row["holder_number"],
        }
    )


def _text(text: str, language: str) -> Node | None:
    return {"@value": text, "@language": language} if text else None


def _date(iso: str) -> Node | None:
    """A date of the precision known, typed so that no reader takes it for more."""
    kind = _DATES.get(len(iso))
    return {"@value": iso, "@type": kind} if kind else None


def _degrees(angle: float | None) -> Node | None:
    """Degrees as a decimal: a bare number of JSON would be a double, of more digits than known."""
    return None if angle is None else {"@value": f"{angle:.6f}", "@type": "xsd:decimal"}


def _moment(iso: str) -> Node:
    return {"@value": iso, "@type": "xsd:dateTime"}


def _iri(address: str) -> Node | None:
    """``address`` as a reference, unless it holds what none may."""
    web = address.startswith(("http://", "https://"))
    return {"@id": address} if web and not _NO_IRI.search(address) else None


def _licence(name: str) -> Node | str:
    return {"@id": f"https://spdx.org/licenses/{name}"} if _SPDX.fullmatch(name) else name

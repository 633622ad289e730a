"""Harvesting another Carrefour with nothing lost: the definitions of its sources, as ours.

Each of its sources becomes one of ours, run by the same organisation, under the same licence and
with the same credit; its records are the lines of that source's open data file, and a sheet's id
there is its record's id here. So what changes, and what goes, is told by the next night's file;
what another source of ours tells already is found by the search for duplicates. What comes from us,
or is harvested from its origin already, is left out (see `carrefour.pipeline.returning`), so that
two may harvest each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.conf import settings

from carrefour.catalogue.definition import Federated, SourceDefinition
from carrefour.pipeline.returning import host

SCHEDULE = "30 5 * * *"  # when the night's files are written
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_FIELDS: dict[str, Any] = {
    "title": "title",
    "summary": "summary",
    "description": "description",
    "images": "images.url",
    "image_alt": "images.alt",
    "image_credit": "images.credit",
    "url": "web",
    "source_url": {"path": ["source_url", "url"]},
    "holder": "holder",
    "holder_id": "holder_number",
    "partners": "partners",
    "tags": "tags",
    "codes": {"path": ["themes", "publics", "methods"], "all": True},
    "start_date": "start_date",
    "end_date": "end_date",
    "status": "status",
    "budget": "budget",
    "language": "language",
    "licence": "licence",
    "contact_name": "contact_name",
    "contact_email": "contact_email",
    "contact_phone": "contact_phone",
}
# The point only where it is that of the place: that of a territory is worked out anew from the
# territory, so that nothing is ever shown as more precise than it was.
_PLACE = {
    "each": "places",
    "label": "label",
    "address": "address",
    "postcode": "postcode",
    "commune": "commune_name",
    "insee": "commune",
    "departement": "departement_name",
    "region": "region_name",
    "country": "country",
    "point": "point",
    "point_order": "lonlat",
}


def definitions(address: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The definition of each source that the Carrefour at ``address`` gives, as YAML holds it.

    ``told`` is its ``datapackage.json``. Raises ``ValueError`` (pydantic's, or ours) when that is
    none of a Carrefour.
    """
    sources = told.get("carrefour", {}).get("sources")
    if not isinstance(sources, list):
        raise ValueError(f"{address} is no Carrefour: its datapackage.json names no sources")
    base = address.rstrip("/")
    made = [_definition(base, source) for source in sources if source.get("given")]
    for one in made:
        SourceDefinition.model_validate(one)
    return made


def is_nearer(definition: dict[str, Any], declared: Iterable[SourceDefinition]) -> bool:
    """Whether what ``definition`` would harvest is nearer to us already.

    That is so when it comes from here, or when one of those that are ``declared`` reads it where
    it is harvested first.
    """
    theirs = Federated.model_validate(definition["federated"])
    first = host(theirs.origin)
    if first == host(settings.SITE_URL):
        return True
    others = [one.federated for one in declared if one.federated and one.id != definition["id"]]
    return host(theirs.site) != first and any(
        one.source == theirs.source and host(one.origin) == host(one.site) == first
        for one in others
    )


def written(definition: dict[str, Any]) -> str:
    """A definition as the text of its file."""
    return yaml.safe_dump(definition, allow_unicode=True, sort_keys=False, width=100)


def _definition(base: str, source: dict[str, Any]) -> dict[str, Any]:
    host = _NOT_SLUG.sub("-", (urlsplit(base).hostname or "").lower()).strip("-")
    run_by = source["organisation"]
    return {
        "id": f"{host}-{source['id']}"[:80].strip("-"),
        "title": source["title"],
        "description": source["description"],
        "homepage": source["homepage"],
        "organisation": {
            key: run_by[key] for key in ("id", "name", "url", "kind", "description") if run_by[key]
        },
        "licence": source["licence"] or "unknown",
        "attribution": source["attribution"],
        "language": source["language"],
        "contacts_public": source["contacts_public"],
        "federated": {
            "site": base,
            "origin": (source.get("federated") or {}).get("origin") or base,
            "source": (source.get("federated") or {}).get("source") or source["id"],
        },
        "fetch": {
            "kind": "jsonl",
            "url": f"{base}/donnees/fichiers/sources/{source['id']}.jsonl.gz",
        },
        "record_id": "{id}",
        # The file tells all there is: what it does not tell is gone.
        "watch": {"schedule": SCHEDULE, "gone_after": 1},
        "fields": _FIELDS,
        "places": [_PLACE],
    }

"""What recognition proposes: a way to fetch a source, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Why a proposal is made; its ``facts`` fill the words that people read."""

    TABLE = "table"  # columns, separator
    WORKBOOK = "workbook"  # columns, sheet
    JSON_LIST = "json-list"  # count, path
    JSON_LINES = "json-lines"
    GEOJSON = "geojson"  # count
    JSON_LD = "json-ld"  # count
    RDF = "rdf"
    FEED = "feed"  # count
    SITEMAP = "sitemap"  # count, section
    OAI = "oai"
    WORDPRESS = "wordpress"  # name
    GOGOCARTO = "gogocarto"
    DATAGOUV = "datagouv"  # name, format
    CKAN = "ckan"  # name, format
    OPENDATASOFT = "opendatasoft"
    GOOGLE_SHEET = "google-sheet"
    GRIST = "grist"  # name
    LINKED_FILE = "linked-file"  # name
    PAGE_LIST = "page-list"  # count
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class About:
    """What the place says of itself; empty where it does not."""

    title: str = ""
    description: str = ""
    homepage: str = ""
    organisation: str = ""
    organisation_url: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way to fetch a source.

    ``fetch`` is what its definition would say under that key. ``confidence`` runs from 0 to 1.
    ``certain`` says that what it leads to was looked at, not only pointed at.
    """

    kind: str
    url: str
    title: str
    reason: Reason
    confidence: float
    fetch: dict[str, Any]
    facts: Mapping[str, Any] = field(default_factory=dict)
    about: About = About()
    certain: bool = True

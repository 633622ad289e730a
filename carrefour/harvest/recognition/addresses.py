"""Portals and shared tools that an address gives away, before it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from carrefour.harvest.recognition.asking import Asking
from carrefour.harvest.recognition.bodies import site_of
from carrefour.harvest.recognition.proposal import About, Proposal, Reason

_DATAGOUV = re.compile(r"^/(?:[a-z]{2}/)?datasets/(?!r/)([\w-]+)")
_CKAN = re.compile(r"^(?P<root>.*?)/dataset/(?P<name>[\w-]+)")
_OPENDATASOFT = re.compile(r"/(?:explore/(?:dataset|assets)|catalog/datasets)/([\w@-]+)")
_GOOGLE = re.compile(r"^/spreadsheets/(?:u/\d+/)?d/([\w-]{20,})")
_GRIST = re.compile(r"^/(?:o/(?P<team>[\w-]+)/)?(?:doc/)?(?P<document>[A-Za-z0-9]{12,22})(?:/|$)")
_GITHUB = re.compile(r"^/([^/]+/[^/]+)/blob/(.+)$")
MOST_RESOURCES = 6

# Formats of portals' resources, the best first, with our kind of each.
_KINDS = {
    "csv": "csv",
    "tsv": "csv",
    "geojson": "geojson",
    "json": "json",
    "xlsx": "excel",
    "jsonl": "jsonl",
    "json-ld": "jsonld",
    "jsonld": "jsonld",
    "rdf": "rdf",
    "ttl": "rdf",
    "turtle": "rdf",
}


def plain_address(url: str) -> str:
    """``url`` as it should be asked: a file shown on GitHub is asked for itself."""
    parts = urlsplit(url)
    shown = _GITHUB.match(parts.path)
    if parts.hostname == "github.com" and shown:
        return f"https://raw.githubusercontent.com/{shown.group(1)}/{shown.group(2)}"
    return url


def proposals_of_address(url: str, asking: Asking) -> list[Proposal]:
    """What the address ``url`` by itself leads to; what is behind is asked where it must be."""
    ways: tuple[Callable[[str, Asking], list[Proposal]], ...] = (
        _datagouv,
        _opendatasoft,
        _ckan,
        _google_sheet,
        _grist,
    )
    for way in ways:
        if found := way(url, asking):
            return found
    return []


def _datagouv(url: str, asking: Asking) -> list[Proposal]:
    parts = urlsplit(url)
    named = _DATAGOUV.match(parts.path)
    if not named:
        return []
    site, dataset = site_of(url), named.group(1)
    about = asking.json(f"{site}/api/1/datasets/{quote(dataset)}/")
    if not isinstance(about, dict) or not isinstance(about.get("resources"), list):
        return []
    publisher = _of(about, "organization")
    told = About(
        title=_text(about, "title"),
        description=_first_line(_text(about, "description")),
        homepage=_text(about, "page") or url,
        organisation=_text(publisher, "name"),
        organisation_url=_text(publisher, "page"),
        licence=_LICENCES.get(_text(about, "license"), _text(about, "license")),
    )
    where = {} if parts.hostname == "www.data.gouv.fr" else {"url": site}
    return _of_resources("datagouv", url, about["resources"], told, Reason.DATAGOUV, dataset, where)


def _ckan(url: str, asking: Asking) -> list[Proposal]:
    parts = urlsplit(url)
    named = _CKAN.match(parts.path)
    if not named:
        return []
    root, dataset = f"{site_of(url)}{_without_language(named['root'])}", named["name"]
    answer = asking.json(f"{root}/api/3/action/package_show?id={quote(dataset)}")
    about = _of(answer, "result")
    if not isinstance(about.get("resources"), list):
        return []
    publisher = _of(about, "organization")
    told = About(
        title=_text(about, "title"),
        description=_first_line(_text(about, "notes")),
        homepage=url,
        organisation=_text(publisher, "title"),
        licence=_text(about, "license_id") or _text(about, "license_title"),
    )
    return _of_resources("ckan", url, about["resources"], told, Reason.CKAN, dataset, {"url": root})


def _of_resources(
    kind: str,
    url: str,
    resources: list[Any],
    about: About,
    reason: Reason,
    dataset: str,
    where: dict[str, str],
) -> list[Proposal]:
    """A proposal for each resource that we read, those of the best format first."""
    order = list(_KINDS)
    told = [
        (order.index(format_), number, resource)
        for number, resource in enumerate(resources)
        if isinstance(resource, dict)
        and (format_ := _text(resource, "format").lower().lstrip(".")) in _KINDS
    ]
    found: list[Proposal] = []
    for rank, _, resource in sorted(told, key=lambda one: one[:2])[:MOST_RESOURCES]:
        format_ = order[rank]
        name = _text(resource, "title") or _text(resource, "name")
        fetch = {
            "kind": kind,
            **where,
            "dataset": dataset,
            "resource": _text(resource, "id"),
            "file": {"kind": _KINDS[format_]},
        }
        facts = {"name": name, "format": format_}
        confidence = 0.95 - 0.05 * len(found)
        found.append(
            Proposal(kind, url, about.title or name, reason, confidence, fetch, facts, about)
        )
    return found


def _opendatasoft(url: str, asking: Asking) -> list[Proposal]:
    parts = urlsplit(url)
    named = _OPENDATASOFT.search(parts.path)
    dataset = named.group(1) if named else ""
    if not dataset and parts.path.startswith(("/api/records/1.0/", "/api/datasets/1.0/")):
        dataset = parse_qs(parts.query).get("dataset", [""])[0]
    if not dataset:
        return []
    site = site_of(url)
    answer = asking.json(f"{site}/api/explore/v2.1/catalog/datasets/{quote(dataset)}")
    told = _of(_of(answer, "metas"), "default")
    if not told and not isinstance(answer, dict):
        return []
    about = About(
        title=_text(told, "title"),
        description=_first_line(re.sub(r"<[^>]*>", "", _text(told, "description"))),
        homepage=f"{site}/explore/dataset/{dataset}/",
        organisation=_text(told, "publisher"),
        licence=_text(told, "license"),
    )
    fetch = {"kind": "opendatasoft", "url": site, "dataset": dataset}
    title = about.title or dataset
    return [Proposal("opendatasoft", url, title, Reason.OPENDATASOFT, 0.95, fetch, {}, about)]


def _google_sheet(url: str, _asking: Asking) -> list[Proposal]:
    parts = urlsplit(url)
    named = _GOOGLE.match(parts.path)
    if parts.hostname != "docs.google.com" or not named:
        return []
    gid = re.search(r"gid=(\d+)", f"{parts.query}#{parts.fragment}")
    more = {"sheet": gid.group(1)} if gid and gid.group(1) != "0" else {}
    fetch = {"kind": "google-sheet", "document": named.group(1), **more}
    return [
        Proposal(
            "google-sheet", url, "Google Sheets", Reason.GOOGLE_SHEET, 0.9, fetch, certain=False
        )
    ]


def _grist(url: str, asking: Asking) -> list[Proposal]:
    parts = urlsplit(url)
    named = _GRIST.match(parts.path)
    if not named or "grist" not in (parts.hostname or ""):
        return []
    document = named["document"]
    site = f"{site_of(url)}/o/{named['team']}" if named["team"] else site_of(url)
    answer = asking.json(f"{site}/api/docs/{document}/tables")
    tables = _of(answer, "tables", list)
    found: list[Proposal] = []
    for table in tables[:MOST_RESOURCES]:
        name = _text(table, "id") if isinstance(table, dict) else ""
        if name:
            fetch = {"kind": "grist", "url": site, "document": document, "table": name}
            found.append(
                Proposal(
                    "grist", url, unquote(name).replace("_", " "), Reason.GRIST,
                    0.95 - 0.05 * len(found), fetch, {"name": name},
                )
            )  # fmt: skip
    return found


_LICENCES = {
    "lov2": "etalab-2.0",
    "fr-lo": "etalab-2.0",
    "odc-odbl": "ODbL-1.0",
    "odc-by": "ODC-By-1.0",
    "cc-by": "CC-BY-4.0",
    "cc-by-sa": "CC-BY-SA-4.0",
    "cc-zero": "CC0-1.0",
    "notspecified": "",
}


def _without_language(path: str) -> str:
    return re.sub(r"^/[a-z]{2}(?=/|$)", "", path)


def _of(value: Any, key: str, kind: type = dict) -> Any:
    """What is under ``key`` when it is a ``kind``, else an empty one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, kind) else kind()


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return " ".join(str(found).split())[:500] if isinstance(found, str | int) else ""


def _first_line(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199].rsplit(' ', 1)[0]}…"

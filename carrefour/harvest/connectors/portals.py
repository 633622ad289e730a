"""Datasets of open data portals: Opendatasoft, CKAN, and udata such as data.gouv.fr."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from carrefour.catalogue.expression import read
from carrefour.catalogue.fetching import (
    CkanFetch,
    CsvFetch,
    DatagouvFetch,
    OpendatasoftFetch,
    PortalFetch,
)
from carrefour.harvest.connectors.csv import read_csv
from carrefour.harvest.connectors.documents import items_of, read_document
from carrefour.harvest.connectors.json import listed, parse, read_json_lines
from carrefour.harvest.connectors.origin import (
    LocalFile,
    Origin,
    Recording,
    Remote,
    address_of,
    copy_of,
    unpacked,
    visiting,
)
from carrefour.harvest.connectors.pages import with_parameter
from carrefour.harvest.connectors.raw import Given, Item, TheRestStands, Unreadable
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.robots import RobotsRefusal
from carrefour.harvest.web import Web

# What portals call the formats of each kind of file.
_FORMATS = {
    "csv": {"csv", "tsv"},
    "excel": {"xlsx"},
    "json": {"json"},
    "jsonl": {"jsonl", "ndjson"},
    "geojson": {"geojson"},
    "jsonld": {"json-ld", "jsonld"},
    "rdf": {"rdf", "ttl", "turtle", "nt", "n-triples", "trig"},
}
_PACKED = re.compile(r"\.(?:gz|zip)$")
_MOST_SHOWN = 20  # resources named in a message
_PER_PAGE = 100  # records that Opendatasoft gives at once
_MOST_PAGED = 10_000  # records that it lets one page through


def read_opendatasoft(fetch: OpendatasoftFetch, origin: Origin) -> Iterator[Given]:
    """Every record of the dataset, or those that ``where`` keeps.

    The portal's export gives them all at once. Many portals ask robots to leave exports alone:
    these are asked for pages of records instead. A local copy is the portal's JSON Lines or CSV.
    """
    if isinstance(origin, LocalFile):
        yield from _exported(copy_of(origin))
        return
    name = quote(fetch.dataset, safe="")
    root = f"{address_of(fetch).rstrip('/')}/api/explore/v2.1/catalog/datasets/{name}"
    try:
        with visiting(origin, fetch) as web:
            yield from _export(fetch, origin, web, root)
    except FetchError as error:
        if error.status == 404:
            raise _no_dataset(fetch.dataset) from error
        if error.status == 400 and fetch.where:
            cure = "Try it in the portal's own API console."
            raise Unreadable("fetch.where", "the portal refuses this filter", cure) from error
        raise


def _export(
    fetch: OpendatasoftFetch, origin: Remote | Recording, web: Web, root: str
) -> Iterator[Given]:
    try:
        with web.get(_filtered(f"{root}/exports/jsonl", fetch)) as answer:
            if answer.same and isinstance(origin, Remote) and origin.settled:
                yield TheRestStands()
            else:
                yield from read_json_lines(answer.path)
    except FetchError as error:
        # A recording lacks what robots were asked to leave alone.
        replayed = isinstance(origin, Recording) and error.status == 404
        if not (replayed or isinstance(error, RobotsRefusal)):
            raise
        yield from _paged(fetch, web, f"{root}/records")


def _paged(fetch: OpendatasoftFetch, web: Web, url: str) -> Iterator[Given]:
    """The records page by page, as far as portals let one page."""
    url = with_parameter(_filtered(url, fetch), "limit", str(_PER_PAGE))
    for offset in range(0, _MOST_PAGED, _PER_PAGE):
        with web.get(with_parameter(url, "offset", str(offset))) as answer:
            page = parse(answer.path)
        total = read(page, "total_count")
        if isinstance(total, int) and total > _MOST_PAGED:
            reason = f"holds {total:,} records, and its portal pages {_MOST_PAGED:,} at the most"
            cure = (
                "Narrow it with fetch.where, or ask the portal's owner for leave to export it and "
                "say so in fetch.pace.despite_robots."
            )
            raise Unreadable("the dataset", reason, cure)
        items = list(listed(page, "results"))
        for item in items:
            yield Item(f"offset {offset}, {item.where}", item.data)
        if len(items) < _PER_PAGE:
            return


def _filtered(url: str, fetch: OpendatasoftFetch) -> str:
    return with_parameter(url, "where", fetch.where) if fetch.where else url


def _exported(path: Path) -> Iterator[Given]:
    """The records of a file that someone took from the portal."""
    with path.open("rb") as file:
        lines = file.read(50).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return read_json_lines(path) if lines else read_csv(path, CsvFetch(kind="csv"))


def read_ckan(fetch: CkanFetch, origin: Origin) -> Iterator[Given]:
    """Every item of the resource."""
    return _resource_items(fetch, origin, "/api/3/action/package_show", "result.resources", "name")


def read_datagouv(fetch: DatagouvFetch, origin: Origin) -> Iterator[Given]:
    """Every item of the resource."""
    path = f"/api/1/datasets/{quote(fetch.dataset, safe='')}/"
    return _resource_items(fetch, origin, path, "resources", "title")


@dataclass(frozen=True, slots=True)
class _Resource:
    """A file that a portal lists: its id, its title, its format and its address."""

    id: str
    name: str
    format: str
    url: str

    @property
    def file(self) -> str:
        """The name of the file in the address, in lower case."""
        return unquote(urlsplit(self.url).path.rpartition("/")[2]).casefold()

    @property
    def formats(self) -> set[str]:
        """What the portal and the name of the file say that it is."""
        return {self.format, _PACKED.sub("", self.file).rpartition(".")[2]}

    def __str__(self) -> str:
        return f"'{self.name}' ({self.format or 'no format'}, {self.id})"


def _resource_items(
    fetch: PortalFetch, origin: Origin, path: str, resources: str, name: str
) -> Iterator[Given]:
    if isinstance(origin, LocalFile):
        yield from read_document(fetch.file, origin)
        return
    about = address_of(fetch).rstrip("/") + path
    if isinstance(fetch, CkanFetch):
        about = with_parameter(about, "id", fetch.dataset)
    with visiting(origin, fetch) as web:
        url = _chosen(_resources(fetch, web, about, resources, name), fetch).url
        with web.get(url) as answer, unpacked(answer.path, fetch.file) as document:
            if answer.same and isinstance(origin, Remote) and origin.settled:
                yield TheRestStands()
            else:
                yield from items_of(fetch.file, document)


def _resources(
    fetch: PortalFetch, web: Web, about: str, resources: str, name: str
) -> list[_Resource]:
    """The resources of the dataset in the order of the portal."""
    try:
        with web.get(about) as answer:
            document, base = parse(answer.path), answer.url
    except FetchError as error:
        if error.status in (404, 410):
            raise _no_dataset(fetch.dataset) from error
        raise
    given = read(document, resources)
    if not isinstance(given, list):
        raise _no_dataset(fetch.dataset)
    told = [resource for resource in given if isinstance(resource, dict)]
    return [_read_resource(resource, name, base) for resource in told if _address(resource)]


def _read_resource(resource: dict[str, Any], name: str, base: str) -> _Resource:
    format_ = str(resource.get("format") or "").lower().rpartition("/")[2].strip(". ")
    title = " ".join(str(resource.get(name) or "").split())
    return _Resource(
        str(resource.get("id") or ""), title, format_, urljoin(base, _address(resource))
    )


def _address(resource: dict[str, Any]) -> str:
    """Where the file is; udata also has an address that always leads there.

    data.gouv.fr asks robots to leave that one alone.
    """
    told = resource.get("url") or resource.get("latest")
    return told.strip() if isinstance(told, str) else ""


def _chosen(resources: list[_Resource], fetch: PortalFetch) -> _Resource:
    """The resource that the definition names, or the first that fits its kind of file."""
    wanted = " ".join(fetch.resource.split()).casefold()
    if not wanted:
        fitting = [one for one in resources if one.formats & _FORMATS[fetch.file.kind]]
        reason = f"no resource of '{fetch.dataset}' is {fetch.file.kind}"
    else:
        by_preference = (
            [one for one in resources if one.id.casefold() == wanted],
            [one for one in resources if one.name.casefold() == wanted],
            [one for one in resources if one.file == wanted],
            [one for one in resources if one.format == wanted],
        )
        fitting = next((ones for ones in by_preference if ones), [])
        reason = f"'{fetch.dataset}' has no resource '{fetch.resource}'"
    if not fitting:
        shown = ", ".join(str(one) for one in resources[:_MOST_SHOWN]) or "none"
        raise Unreadable("fetch.resource", reason, f"It has: {shown}.")
    return fitting[0]


def _no_dataset(dataset: str) -> Unreadable:
    cure = "Its id is in the address of its page; check fetch.url too."
    return Unreadable("fetch.dataset", f"the portal has no dataset '{dataset}'", cure)

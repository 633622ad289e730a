"""What a body is: a table, a document of records, a feed, a sitemap, a page…"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from statistics import mode
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import orjson
from lxml import etree

from carrefour.harvest.connectors.csv import header_names
from carrefour.harvest.connectors.encoding import encoding_of
from carrefour.harvest.connectors.excel import MOST_COLUMNS, refuse_bomb
from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.recognition.proposal import About, Proposal, Reason

MOST = 60_000_000  # bytes that are looked at
_HEAD = 200_000  # bytes of a text that tell what it is
_DEEPEST = 4
_TURTLE = re.compile(r"^\s*(?:@prefix|PREFIX)\s+[\w-]*:\s*<", re.M)
_TRIPLE = re.compile(r"^<[^>]+>\s+<[^>]+>\s+.+\.\s*$", re.M)
_SEPARATORS = ";,\t|"
_NEXT_NAMES = (
    "next",
    "next_page",
    "nextPage",
    "next_page_url",
    "suivant",
    "suivante",
    "hydra:next",
)
_OAI = "http://www.openarchives.org/OAI/2.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def is_page(head: bytes) -> bool:
    """Whether a body that begins so is a web page."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return True
    return b"<html" in start[:2000] and b"<rss" not in start[:2000]


def proposals_of(path: Path, url: str, name: str = "", link: str = "") -> list[Proposal]:
    """What the file at ``path`` is, best first; nothing when it is none of what is known.

    ``url`` is where it was found, empty for a file that a person gave, and ``name`` its name.
    ``link`` is the ``Link`` header that came with it.
    """
    if path.stat().st_size > MOST:
        return []
    name = name or urlsplit(url).path.rsplit("/", 1)[-1]
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(path, url, name)
    if head.startswith(b"\x1f\x8b"):
        return _of_gzip(path, url, name)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return _of_json(path, url, name, link)
    if start[:1] == b"<" and not start.startswith(b"<http"):
        return [] if is_page(head) else _of_xml(path, url, name)
    return _of_text(path, url, name)


def _proposal(
    kind: str, url: str, name: str, reason: Reason, confidence: float, **more: Any
) -> Proposal:
    facts, about = more.pop("facts", {}), more.pop("about", About())
    fetch = {"kind": kind, **({"url": url} if url else {}), **more}
    title = about.title or _title_of(name)
    return Proposal(kind, url, title, reason, confidence, fetch, facts, about)


def _title_of(name: str) -> str:
    stem = re.sub(r"\.[a-z]{2,7}$", "", name, flags=re.I)
    return re.sub(r"[-_+]+", " ", stem).strip()


# Packed and binary.


def _of_zip(path: Path, url: str, name: str) -> list[Proposal]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            if "xl/workbook.xml" in names:
                return _of_workbook(path, url, name)
            found = []
            for member in names[:20]:
                with archive.open(member) as packed:
                    inner = _of_packed(packed.read(MOST + 1), path, member)
                for proposal in inner[:1]:
                    more = {"member": member} if len(names) > 1 else {}
                    fetch = {"kind": proposal.kind, "url": url, **proposal.fetch, **more}
                    found.append(_readdressed(proposal, url, fetch))
            return found
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return []


def _of_gzip(path: Path, url: str, name: str) -> list[Proposal]:
    try:
        with gzip.open(path) as packed:
            data = packed.read(MOST + 1)
    except (OSError, EOFError, zlib.error):
        return []
    inner = _of_packed(data, path, name.removesuffix(".gz"))
    return [_readdressed(p, url, {**p.fetch, "url": url} if url else p.fetch) for p in inner]


def _of_packed(data: bytes, beside: Path, name: str) -> list[Proposal]:
    """What unpacked ``data`` is. It is looked at in a file, as all bodies are."""
    if len(data) > MOST or data.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        return []
    unpacked = beside.with_name(f"{beside.name}.unpacked")
    try:
        unpacked.write_bytes(data)
        return proposals_of(unpacked, "", name)
    finally:
        unpacked.unlink(missing_ok=True)


def _readdressed(proposal: Proposal, url: str, fetch: dict[str, Any]) -> Proposal:
    given = {key: value for key, value in fetch.items() if key != "url" or value}
    ordered = {"kind": given.pop("kind"), **({"url": url} if url else {}), **given}
    return Proposal(
        proposal.kind,
        url,
        proposal.title,
        proposal.reason,
        proposal.confidence,
        ordered,
        proposal.facts,
        proposal.about,
    )


def _of_workbook(path: Path, url: str, name: str) -> list[Proposal]:
    from openpyxl import load_workbook  # when needed, as in `carrefour.harvest.connectors.excel`

    try:
        refuse_bomb(path)
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True)
            sheets = [
                (s.title, list(s.iter_rows(max_row=12, max_col=MOST_COLUMNS, values_only=True)))
                for s in book.worksheets[:10]
            ]
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, etree.XMLSyntaxError, Unreadable):
        return []
    found: list[Proposal] = []
    for number, (title, rows) in enumerate(sheets):
        cells = [["" if c is None else str(c) for c in row] for row in rows]
        skip = _title_lines(cells)
        if skip >= len(cells) - 1 and number:
            continue
        columns = [c for c in (cells[skip] if cells else []) if c]
        more: dict[str, Any] = {"sheet": title} if number else {}
        more |= {"skip_lines": skip} if skip else {}
        facts = {"columns": len(columns), "sheet": title}
        found.append(
            _proposal(
                "excel", url, name, Reason.WORKBOOK, 0.95 - 0.05 * number, facts=facts, **more
            )
        )
    return found


# JSON.


def _of_json(path: Path, url: str, name: str, link: str) -> list[Proposal]:
    try:
        document = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return _of_json_lines(path, url, name)
    if isinstance(document, dict):
        known = _known_json(document, url, name)
        if known:
            return known
    lists = sorted(_lists(document, "", 0), key=lambda one: -len(one[1]))
    found: list[Proposal] = []
    for records, items in lists[:3]:
        more: dict[str, Any] = {"records": records} if records else {}
        if pages := _pages(document, url, link, len(items)):
            more["pages"] = pages
        facts = {"count": len(items), "path": records}
        found.append(
            _proposal(
                "json", url, name, Reason.JSON_LIST, 0.95 - 0.15 * len(found), facts=facts, **more
            )
        )
    return found


def _known_json(document: dict[str, Any], url: str, name: str) -> list[Proposal]:
    """Documents that say what they are."""
    if document.get("type") == "FeatureCollection" and isinstance(document.get("features"), list):
        facts = {"count": len(document["features"])}
        return [_proposal("geojson", url, name, Reason.GEOJSON, 0.97, facts=facts)]
    data = document.get("data")
    if "ontology" in document and isinstance(data, list) and "elements" in urlsplit(url).path:
        about = About(licence=str(document.get("licence") or ""))
        return [
            _proposal("gogocarto", site_of(url), name, Reason.GOGOCARTO, 0.97, about=about),
            _proposal(
                "json", url, name, Reason.JSON_LIST, 0.8, records="data",
                facts={"count": len(data), "path": "data"},
            ),
        ]  # fmt: skip
    if "@context" in document or "@graph" in document:
        lists = sorted(_lists(document, "", 0), key=lambda one: -len(one[1]))
        records, items = lists[0] if lists else ("", [])
        if items:
            more = {"records": records} if records not in ("", "@graph") else {}
            facts = {"count": len(items)}
            return [_proposal("jsonld", url, name, Reason.JSON_LD, 0.95, facts=facts, **more)]
    return []


def _of_json_lines(path: Path, url: str, name: str) -> list[Proposal]:
    with path.open("rb") as file:
        lines = [line for line in (file.readline(1_000_000) for _ in range(5)) if line.strip()]
    try:
        told = [orjson.loads(line) for line in lines]
    except orjson.JSONDecodeError:
        return []
    if told and all(isinstance(one, dict) for one in told):
        return [_proposal("jsonl", url, name, Reason.JSON_LINES, 0.95)]
    return []


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Every list of objects in ``value`` that a path leads to."""
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            yield path, value
    elif isinstance(value, dict) and depth < _DEEPEST:
        for key, part in value.items():
            if key and key != "@context":
                yield from _lists(part, f"{path}.{key}" if path else key, depth + 1)


def _pages(document: Any, url: str, link: str, count: int) -> dict[str, Any]:
    """How the document names its next page, if it does."""
    if not url:
        return {}
    if re.search(r'rel="?next\b', link):
        return {"by": "link-header"}
    if isinstance(document, dict):
        for path, value in _scalars(document, "", 0):
            last = path.rsplit(".", 1)[-1]
            if (
                last in _NEXT_NAMES
                and isinstance(value, str)
                and value.startswith(("http", "/", "?"))
            ):
                return {"by": "next", "path": path}
    asked = parse_qs(urlsplit(url).query)
    for name in ("page", "paged", "p"):
        if asked.get(name, [""])[0].isdigit():
            return {"by": "page", "parameter": name, "first": int(asked[name][0])}
    for name in ("offset", "start", "skip", "from"):
        if asked.get(name, [""])[0].isdigit() and count:
            return {"by": "offset", "parameter": name, "step": count, "first": int(asked[name][0])}
    return {}


def _scalars(value: dict[str, Any], path: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, part in value.items():
        here = f"{path}.{key}" if path else key
        if isinstance(part, dict) and depth < 2:
            yield from _scalars(part, here, depth + 1)
        elif not isinstance(part, dict | list):
            yield here, part


# XML.


def _of_xml(path: Path, url: str, name: str) -> list[Proposal]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.parse(str(path), parser).getroot()
    except (etree.XMLSyntaxError, OSError):
        return []
    if root is None or not isinstance(root.tag, str):
        return []
    space, _, tag = root.tag.rpartition("}")
    space = space.removeprefix("{")
    if space == _OAI:
        about = About(title=_text(root, ".//{*}repositoryName"))
        prefix = _text(root, ".//{*}metadataFormat/{*}metadataPrefix")
        base = _text(root, ".//{*}baseURL") or urlunsplit((*urlsplit(url)[:3], "", ""))
        more = {"prefix": prefix} if prefix and prefix != "oai_dc" else {}
        return [_proposal("oai", base, name, Reason.OAI, 0.97, about=about, **more)]
    if tag in ("rss", "feed") or (space == _RDF and root.find("{*}channel") is not None):
        count = sum(1 for _ in root.iter("{*}item", "{*}entry"))
        channel = root.find("{*}channel")
        about = About(
            title=_text(root if channel is None else channel, "{*}title"),
            description=_text(root if channel is None else channel, "{*}description"),
        )
        facts = {"count": count}
        return [_proposal("feed", url, name, Reason.FEED, 0.95, facts=facts, about=about)]
    if tag in ("urlset", "sitemapindex"):
        return sitemap_proposals([el.text or "" for el in root.iter("{*}loc")], url, url)
    if space == _RDF:
        return [_proposal("rdf", url, name, Reason.RDF, 0.95)]
    return []


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return " ".join((found.text or "").split())[:300] if found is not None else ""


def sitemap_proposals(addresses: list[str], url: str, seen_from: str) -> list[Proposal]:
    """Parts of a site that its sitemap names: those of most pages, or near ``seen_from``, first."""
    sections: dict[str, int] = {}
    for address in addresses:
        parts = [part for part in urlsplit(address.strip()).path.split("/") if part]
        for depth in range(1, len(parts)):
            section = f"/{'/'.join(parts[:depth])}/"
            sections[section] = sections.get(section, 0) + 1
    near = urlsplit(seen_from).path.rstrip("/") + "/"
    telling = [(n, s) for s, n in sections.items() if n >= 5]
    telling.sort(
        key=lambda one: (one[1] == near, bool(_TELLING.search(one[1])), one[0]), reverse=True
    )
    found: list[Proposal] = []
    for count, section in telling[:2]:
        # The addresses of lists end where the section does; those of sheets go on.
        match = f"{re.escape(section)}[^/]+/?$".replace("\\-", "-")
        sure = 0.62 if section == near or _TELLING.search(section) else 0.4
        found.append(
            Proposal(
                "sitemap",
                url,
                section.strip("/").rsplit("/", 1)[-1].replace("-", " "),
                Reason.SITEMAP,
                sure - 0.05 * len(found),
                {"kind": "sitemap", "url": url, "match": match, "page": {}},
                {"count": count, "section": section},
            )
        )
    return found


_TELLING = re.compile(
    r"/(?:projets?|project|projects|fiches?|initiatives?|actions?|structures?|solutions?|annuaire|"
    r"laureats?|experiences?|innovations?|adherents?|membres?|realisations?|acteurs?|lieux)[/-]"
)


# Text.


def _of_text(path: Path, url: str, name: str) -> list[Proposal]:
    try:
        encoding = encoding_of(path)
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            text = file.read(_HEAD)
    except (Unreadable, LookupError):
        return []
    if _TURTLE.search(text[:20_000]) or _TRIPLE.search(text[:5_000]):
        return [_proposal("rdf", url, name, Reason.RDF, 0.95)]
    return _of_table(text, url, name)


def _of_table(text: str, url: str, name: str) -> list[Proposal]:
    """A table, when its lines have cells, and as many as one another."""
    tables = [(_evenness(rows), mark, rows) for mark in _SEPARATORS if (rows := _rows(text, mark))]
    evenness, separator, rows = max(tables, default=(0.0, "", []), key=lambda table: table[0])
    if evenness < 0.6:
        return []
    header = rows[_title_lines([cells for _, cells in rows])]
    more: dict[str, Any] = {"separator": separator}
    if header[0]:
        more["skip_lines"] = header[0]
    facts = {"columns": len(header_names(header[1])), "separator": separator}
    named = name.lower().endswith((".csv", ".tsv", ".txt")) or "csv" in url.lower()
    return [_proposal("csv", url, name, Reason.TABLE, 0.95 if named else 0.8, facts=facts, **more)]


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """The first rows that are not empty, each with the number of lines above it."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    rows: list[tuple[int, list[str]]] = []
    above = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((above, cells))
            above = reader.line_num
            if len(rows) >= 60:
                break
    except csv.Error:
        return []
    return rows


def _evenness(rows: list[tuple[int, list[str]]]) -> float:
    """How alike rows are in width, from 0 to 1; a little more for wide ones, 0 for no table."""
    widths = [len(cells) for _, cells in rows]
    usual = mode(widths)
    if len(rows) < 2 or usual < 2:
        return 0.0
    return widths.count(usual) / len(widths) + 0.001 * min(usual, 100)


def _title_lines(rows: list[list[str]]) -> int:
    """How many lines stand above the header: those with far fewer cells filled than the others."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows[:12]]
    if len(filled) < 3:
        return 0
    usual = max(filled)
    for number, count in enumerate(filled):
        if count > 0.5 * usual:
            return number
    return 0


def site_of(url: str) -> str:
    """The first page of the site that ``url`` belongs to."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

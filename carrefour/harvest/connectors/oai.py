"""OAI-PMH repositories (version 2.0 of the protocol)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from carrefour.catalogue.fetching import OaiFetch
from carrefour.harvest.connectors.encoding import refuse_page
from carrefour.harvest.connectors.origin import (
    LocalFile,
    Origin,
    Remote,
    address_of,
    copy_of,
    visiting,
)
from carrefour.harvest.connectors.pages import with_parameter
from carrefour.harvest.connectors.raw import (
    Deleted,
    Given,
    Item,
    Rejected,
    TheRestStands,
    Unreadable,
)
from carrefour.harvest.web import Web

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


def read_oai(fetch: OaiFetch, origin: Origin) -> Iterator[Given]:
    """Every record: its ``id``, ``datestamp`` and ``sets``, and its metadata.

    Dublin Core gives a list of texts for each of its elements, French ones first. Other formats
    give one key, the name of their root, with elements and ``@attributes`` by their local names.
    """
    if isinstance(origin, LocalFile):
        yield from _records(_parsed(copy_of(origin), 1), 1)
        return
    since = origin.since if isinstance(origin, Remote) and fetch.incremental else ""
    with visiting(origin, fetch) as web:
        yield from _pages(fetch, web, since)
    if since:
        yield TheRestStands()


def _pages(fetch: OaiFetch, web: Web, since: str) -> Iterator[Given]:
    base = with_parameter(address_of(fetch), "verb", "ListRecords")
    url, number = with_parameter(base, "metadataPrefix", fetch.prefix), 1
    for name, value in (("set", fetch.set), ("from", since)):
        url = with_parameter(url, name, value) if value else url
    tokens: set[str] = set()
    ids: set[str] = set()
    while url:
        with web.get(url) as answer:
            root = _parsed(answer.path, number)
        records = list(_records(root, number))
        _refuse_repetition(records, ids, number)
        yield from records
        token = (root.findtext(f"{_OAI}ListRecords/{_OAI}resumptionToken") or "").strip()
        if token in tokens:
            cure = "Tell the repository's owner."
            raise Unreadable(f"page {number}", "leads back to a page that came before", cure)
        tokens.add(token)
        url, number = with_parameter(base, "resumptionToken", token) if token else "", number + 1


def _refuse_repetition(records: list[Given], ids: set[str], number: int) -> None:
    """Raise `Unreadable` for a page that only repeats: an endless list is no large one."""
    named = {r.data["id"] for r in records if isinstance(r, Item | Deleted)}
    if named and named <= ids:
        cure = "Tell the repository's owner: its list never ends."
        raise Unreadable(f"page {number}", "only repeats records that came before", cure)
    ids |= named


def _parsed(path: Path, number: int) -> etree._Element:
    """The answer in the file. Raises `Unreadable` when it is none, or tells an error."""
    where = f"page {number}"
    refuse_page(path)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        reason = f"is no XML that can be read ({error.msg})"
        raise Unreadable(where, reason, "Tell the repository's owner.") from error
    if root.tag != f"{_OAI}OAI-PMH":
        cure = "Check that fetch.url is the base address of an OAI-PMH repository."
        raise Unreadable(where, "is no answer of OAI-PMH", cure)
    for told in root.findall(f"{_OAI}error"):
        _refuse(where, told.get("code", ""), _text(told))
    return root


def _refuse(where: str, code: str, message: str) -> None:
    """Raise `Unreadable` for an error that the repository tells, unless it is that all is told."""
    cures = {
        "badResumptionToken": "The token may have expired: harvest again, with a shorter pace.",
        "cannotDisseminateFormat": "Set fetch.prefix to a format that the repository has.",
        "noSetHierarchy": "Leave fetch.set out: the repository has no sets.",
        "badArgument": "Check fetch.prefix and fetch.set.",
    }
    if code != "noRecordsMatch":
        reason = f"the repository answers {code or 'an error'} ({message[:200] or 'no reason'})"
        raise Unreadable(where, reason, cures.get(code, "Tell the repository's owner."))


def _records(root: etree._Element, number: int) -> Iterator[Given]:
    records = root.findall(f"{_OAI}ListRecords/{_OAI}record")
    records += root.findall(f"{_OAI}GetRecord/{_OAI}record")
    for place, record in enumerate(records, 1):
        yield _record(record, f"page {number}, record {place}")


def _record(record: etree._Element, where: str) -> Given:
    id_ = (record.findtext(f"{_OAI}header/{_OAI}identifier") or "").strip()
    header = record.find(f"{_OAI}header")
    if header is None or not id_:
        return Rejected(where, "has no identifier", etree.tostring(record)[:500].decode())
    data: dict[str, Any] = {
        "id": id_,
        "datestamp": (header.findtext(f"{_OAI}datestamp") or "").strip(),
        "sets": [(part.text or "").strip() for part in header.findall(f"{_OAI}setSpec")],
    }
    if header.get("status") == "deleted":
        return Deleted(where, data)
    metadata = record.find(f"{_OAI}metadata")
    content = _elements(metadata) if metadata is not None else []
    if not content:
        return Rejected(where, "has no metadata", id_)
    name = _local(content[0])
    told = _dublin_core(content[0]) if name == "dc" else {name: _tree(content[0])}
    return Item(where, {**told, **data})


def _dublin_core(root: etree._Element) -> dict[str, list[str]]:
    """The texts of each element, French before those without a language before others."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    for element in _elements(root):
        if text := _text(element):
            language = (element.get(_LANG) or "").lower()
            rank = 0 if language.startswith("fr") else 2 if language else 1
            ranked.setdefault(_local(element), []).append((rank, text))
    return {
        name: list(dict.fromkeys(text for _, text in sorted(texts, key=lambda told: told[0])))
        for name, texts in ranked.items()
    }


def _tree(element: etree._Element) -> Any:
    """An element as a text when it holds no more, else as an object; repeated ones as a list.

    Where text and elements are mixed, as in prose, the text is what counts.
    """
    tree: dict[str, Any] = {
        f"@{etree.QName(name).localname}": value
        for name, value in element.attrib.items()
        if not str(name).startswith(_INSTANCE)
    }
    children = _elements(element)
    mixed = any((child.tail or "").strip() for child in children)
    text = _text(element) if mixed else " ".join((element.text or "").split())
    children = [] if mixed else children
    if not children and not tree:
        return text
    for child in children:
        name, value = _local(child), _tree(child)
        if name not in tree:
            tree[name] = value
        elif isinstance(tree[name], list):
            tree[name].append(value)
        else:
            tree[name] = [tree[name], value]
    return {**tree, "#text": text} if text else tree


def _elements(parent: etree._Element) -> list[etree._Element]:
    """The elements in ``parent``, without entities that were left as they were."""
    return [child for child in parent if isinstance(child.tag, str)]


def _text(element: etree._Element) -> str:
    return " ".join("".join(_texts(element)).split())


def _texts(element: etree._Element) -> Iterator[str]:
    """The texts in ``element``; entities that were left as they were say nothing."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname

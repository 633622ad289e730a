"""JSON APIs that give their records page by page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import httpx

from carrefour.catalogue.definition import JsonFetch, NextLink
from carrefour.catalogue.expression import read
from carrefour.harvest.connectors.json import listed, parse
from carrefour.harvest.connectors.origin import Remote
from carrefour.harvest.connectors.raw import Item, Rejected, Unreadable
from carrefour.harvest.fetch import fetched


def read_pages(fetch: JsonFetch, origin: Remote) -> Iterator[Item | Rejected]:
    """The items of every page, until a page is empty or names no next one.

    Raises `Unreadable` when a page comes again, or when there are more than the definition
    allows: an API that never ends must not be taken for a large one.
    """
    pages = fetch.pages
    if pages is None:
        raise ValueError("the definition has no pages")
    seen: set[str] = set()
    url = (
        fetch.url
        if isinstance(pages, NextLink)
        else _numbered(fetch.url, pages.parameter, pages.first)
    )
    for number in range(1, pages.most + 1):
        with fetched(url, origin.policy) as path:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            document = parse(path)
        if digest in seen:
            raise Unreadable(url, "gives a page that came before", "Check fetch.pages.")
        seen.add(digest)
        items = list(listed(document, fetch.records))
        for item in items:
            yield _on_page(item, number)
        following = _following(fetch, document, url, number) if items else ""
        if not following:
            return
        url = following
    raise Unreadable(url, f"more than {pages.most} pages", "Raise fetch.pages.most if it is right.")


def _on_page(item: Item | Rejected, page: int) -> Item | Rejected:
    where = f"page {page}, {item.where}"
    if isinstance(item, Rejected):
        return Rejected(where, item.reason, item.excerpt)
    return Item(where, item.data)


def _following(fetch: JsonFetch, document: Any, url: str, number: int) -> str:
    """The address of the next page, empty after the last."""
    pages = fetch.pages
    if isinstance(pages, NextLink):
        link = read(document, pages.path)
        return urljoin(url, link) if isinstance(link, str) and link else ""
    return _numbered(fetch.url, pages.parameter, pages.first + number) if pages else ""


def _numbered(url: str, parameter: str, number: int) -> str:
    return str(httpx.URL(url).copy_merge_params({parameter: str(number)}))

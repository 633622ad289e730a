"""REST APIs that give their records as JSON, page by page, and more of each at its own address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any, assert_never
from urllib.parse import quote, urljoin

import httpx

from carrefour.catalogue.expression import read, render, texts
from carrefour.catalogue.fetching import (
    Cursor,
    JsonDetail,
    JsonFetch,
    JsonPages,
    LinkHeader,
    NextLink,
    Offsets,
    PageNumbers,
)
from carrefour.harvest.connectors.json import listed, parse
from carrefour.harvest.connectors.origin import Recording, Remote, visiting
from carrefour.harvest.connectors.raw import Given, Item, Rejected, Unreadable
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.web import Answer, Web

_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next\b', re.I)


def read_pages(fetch: JsonFetch, origin: Remote | Recording) -> Iterator[Given]:
    """The items of every page, until a page is empty or names no next one.

    Raises `Unreadable` when a page comes again: an API that never ends must not be taken for a
    large one.
    """
    with visiting(origin, fetch) as web:
        for item in _paged(fetch, web):
            if fetch.detail and isinstance(item, Item) and isinstance(item.data, dict):
                yield _with_detail(fetch.detail, item, web)
            else:
                yield item


def next_in_header(answer: Answer) -> str:
    """The address of the page that the ``Link`` header calls next (RFC 8288), or nothing."""
    found = _NEXT.search(answer.headers.get("link", ""))
    return urljoin(answer.url, found.group(1)) if found else ""


def with_parameter(url: str, name: str, value: str) -> str:
    """``url`` with one query parameter set."""
    return str(httpx.URL(url).copy_merge_params({name: value}))


def _paged(fetch: JsonFetch, web: Web) -> Iterator[Item | Rejected]:
    seen: set[str] = set()
    url, number = _first(fetch.pages, fetch.url), 1
    while url:
        try:
            with web.get(url) as answer:
                digest = hashlib.sha256(answer.path.read_bytes()).hexdigest()
                document = parse(answer.path)
                following = _following(fetch.pages, document, answer, url, number)
        except FetchError as error:
            # Many servers answer so where a number leads past the last page.
            if number > 1 and error.status == 404 and isinstance(fetch.pages, PageNumbers):
                return
            raise
        if digest in seen:
            raise Unreadable(url, "gives a page that came before", "Check fetch.pages.")
        seen.add(digest)
        items = list(listed(document, fetch.records))
        for item in items:
            yield _on_page(item, number)
        url, number = following if items else "", number + 1


def _first(pages: JsonPages | None, url: str) -> str:
    match pages:
        case PageNumbers():
            return numbered(pages, url, pages.first)
        case Offsets():
            return with_parameter(url, pages.parameter, str(pages.first))
        case _:
            return url


def _following(
    pages: JsonPages | None, document: Any, answer: Answer, url: str, number: int
) -> str:
    """The address of the page after page ``number``, empty after the last."""
    match pages:
        case None:
            return ""
        case PageNumbers():
            return numbered(pages, url, pages.first + number)
        case Offsets():
            return with_parameter(url, pages.parameter, str(pages.first + number * pages.step))
        case Cursor():
            mark = texts(read(document, pages.path))
            return with_parameter(url, pages.parameter, mark[0]) if mark else ""
        case NextLink():
            link = read(document, pages.path)
            return urljoin(answer.url, link) if isinstance(link, str) and link else ""
        case LinkHeader():
            return next_in_header(answer)
        case _ as never:
            assert_never(never)


def numbered(pages: PageNumbers, url: str, number: int) -> str:
    """The address of the page of that number of the list at ``url``."""
    if pages.template:
        return pages.template.replace("{page}", str(number))
    return with_parameter(url, pages.parameter, str(number))


def _with_detail(detail: JsonDetail, item: Item, web: Web) -> Item | Rejected:
    """``item`` with what its own address adds; an address that fails is told and not guessed."""
    quoted = {key: _quoted(value) for key, value in item.data.items()}
    url = render(detail.url, quoted)
    try:
        with web.get(url) as answer:
            found = read(parse(answer.path), detail.path)
    except FetchError as error:
        if error.status in (404, 410):
            return Rejected(item.where, f"its detail is not there: {error}", repr(item.data)[:500])
        raise
    return Item(item.where, {**item.data, detail.key: found})


def _quoted(value: Any) -> Any:
    return quote(value, safe="") if isinstance(value, str) else value


def _on_page(item: Item | Rejected, page: int) -> Item | Rejected:
    where = f"page {page}, {item.where}"
    if isinstance(item, Rejected):
        return Rejected(where, item.reason, item.excerpt)
    return Item(where, item.data)

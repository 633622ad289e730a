"""REST APIs that give their records as JSON, page by page, and more of each at its own address."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import partial
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
from carrefour.harvest.connectors.origin import Recording, Remote, address_of, visiting
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
            if fetch.detail and isinstance(item.data, dict):
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


def _paged(fetch: JsonFetch, web: Web) -> Iterator[Item]:
    seen: set[str] = set()
    last = ""
    url, number = _first(fetch.pages, address_of(fetch)), 1
    while url:
        try:
            with web.get(url) as answer:
                document = parse(answer.path)
                following = _following(fetch.pages, document, answer, url, number)
        except FetchError as error:
            # Many servers answer so where a number leads past the last page.
            if number > 1 and error.status == 404 and _counted(fetch.pages):
                return
            raise
        items = list(listed(document, fetch.records, keyed=fetch.keyed))
        if not items:
            return
        digest = _digest(items)
        # Others give their last page again. The first page twice is no such case: there the
        # parameter has no effect, and what lies behind would be lost without a word.
        if digest == last and number > 2 and _counted(fetch.pages):
            return
        if digest in seen:
            raise Unreadable(url, "gives a page that came before", "Check fetch.pages.")
        seen.add(digest)
        for item in items:
            yield Item(f"page {number}, {item.where}", item.data)
        url, number, last = following, number + 1, digest


def _counted(pages: JsonPages | None) -> bool:
    """Whether Carrefour counts the pages itself, and so cannot know which is the last."""
    return isinstance(pages, PageNumbers | Offsets)


def _digest(items: list[Item]) -> str:
    content = [item.data for item in items]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


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
    url = render(detail.url, item.data, partial(quote, safe=""))
    try:
        with web.get(url) as answer:
            found = read(parse(answer.path), detail.path)
    except FetchError as error:
        if error.status in (404, 410):
            return Rejected(item.where, f"its detail is not there: {error}")
        raise
    return Item(item.where, {**item.data, detail.key: found})

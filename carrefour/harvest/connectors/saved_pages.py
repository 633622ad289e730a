"""Web pages saved on this machine, as a browser saves them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import html

from carrefour.catalogue.fetching import HtmlFetch, PageRules, SitemapFetch
from carrefour.harvest.connectors.raw import Item, Rejected, Unreadable
from carrefour.harvest.connectors.selecting import elements, read_keys
from carrefour.harvest.connectors.webpage import MOST_BYTES, WebPage, read_page
from carrefour.harvest.connectors.webtext import text_of

_ENDINGS = {".html", ".htm", ".xhtml"}


def read_saved(fetch: HtmlFetch | SitemapFetch, path: Path) -> Iterator[Item | Rejected]:
    """The record of each page in the folder ``path``, or of that page alone.

    Of a source whose lists hold all (``items`` without ``page``) the pages are lists. ``page_url``
    is the address that a page calls its own, else the name of its file, which is ``page_file``.
    Raises `Unreadable` when there is no page.
    """
    files = _pages_in(path)
    for file in files:
        try:
            page = _page(file)
        except Unreadable as error:
            yield Rejected(error.where, error.reason)
            continue
        told = {"page_url": page.own_address or file.name, "page_file": file.name}
        if isinstance(fetch, HtmlFetch) and fetch.items and not fetch.page:
            found = elements(fetch.items, page)
            if not found:
                reason = f"the selector 'items' ({fetch.items}) finds nothing"
                yield Rejected(file.name, reason, page.text[:500])
            for number, item in enumerate(found, 1):
                yield _record(f"{file.name}, item {number}", fetch.listed, page, told, item)
        else:
            yield _record(file.name, fetch.page, page, told)


def _pages_in(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise Unreadable(str(path), "there is no such file or folder", "Check --from.")
    files = sorted(one for one in path.iterdir() if one.suffix.lower() in _ENDINGS)
    if not files:
        cure = "Save the pages there, each as a file that ends in .html."
        raise Unreadable(str(path), "the folder holds no saved page", cure)
    return files


def _page(file: Path) -> WebPage:
    if file.stat().st_size > MOST_BYTES:
        raise Unreadable(file.name, "is too large for a web page", "Check the file.")
    try:
        return read_page(file.read_bytes(), {}, "")
    except OSError as error:
        raise Unreadable(file.name, f"cannot be read ({error})", "Check the file.") from error


def _record(
    where: str,
    rules: PageRules,
    page: WebPage,
    told: dict[str, str],
    item: html.HtmlElement | None = None,
) -> Item | Rejected:
    read = read_keys(rules, page, item)
    if read.data:
        return Item(where, {**read.data, **told})
    reason = read.trouble or "none of its keys is found in it; the layout may have changed"
    return Rejected(where, reason, text_of(page.root)[:500])

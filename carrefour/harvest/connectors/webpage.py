"""A web page as it was fetched: its text in the right encoding, as a tree that can be searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree, html
from parsel.selector import create_root_node
from w3lib.encoding import html_to_unicode, read_bom

from carrefour.catalogue.selector import compiled
from carrefour.harvest.connectors.raw import Unreadable

MOST_BYTES = 20_000_000  # of one page
_LOST = "\ufffd"
_TEXTS = ("", "text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml")


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page: the address where it was found, its text, and the root of its tree.

    ``base`` is what its relative addresses start from; empty when nobody knows.
    """

    url: str
    base: str
    text: str
    root: html.HtmlElement

    def absolute(self, address: str) -> str:
        """``address`` made whole, or as it is when that cannot be done."""
        try:
            return urljoin(self.base, address.strip())
        except ValueError:
            return address.strip()

    @property
    def own_address(self) -> str:
        """The address that the page itself calls its own (canonical or og:url), or nothing."""
        for expression in (
            "//link[@rel='canonical']/@href",
            "//meta[@property='og:url']/@content",
        ):
            for found in compiled(expression)(self.root):
                address = self.absolute(str(found))
                if address.startswith(("http://", "https://")):
                    return address
        return ""


def read_page(body: bytes, headers: Mapping[str, str], url: str) -> WebPage:
    """The page in ``body``, which came from ``url`` (empty when that is not known).

    Any bytes make a page, however broken. Raises `Unreadable` when ``headers`` say that they are
    something else, or when there are too many of them.
    """
    media_type = headers.get("content-type", "")
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in _TEXTS:
        raise Unreadable(url, f"is no web page but '{kind}'", "Select addresses of web pages only.")
    if len(body) > MOST_BYTES:
        reason = f"has {len(body):,} bytes; no web page is so large"
        raise Unreadable(url, reason, "Check the address.")
    text = decoded(body, media_type)
    try:
        root = create_root_node(text, html.HTMLParser)
    except etree.LxmlError as error:
        raise Unreadable(url, f"cannot be read ({error})", "Tell the source.") from error
    page = WebPage(url, url, text, root)
    if not url:
        page = WebPage(url, page.own_address, text, root)
    for base in compiled("//base/@href")(root):
        whole = page.absolute(str(base))
        if whole.startswith(("http://", "https://")):
            return WebPage(url, whole, text, root)
    return page


def decoded(body: bytes, media_type: str) -> str:
    """The text of a page in the encoding that a browser would take.

    A declaration that the bytes belie is not believed: bytes that can only be UTF-8 are UTF-8,
    and those that are called UTF-8 but are not are Windows-1252.
    """
    if read_bom(body)[0] is None and b"\0" not in body and not body.isascii():
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    name, text = html_to_unicode(media_type, body, default_encoding="cp1252")
    if name == "utf-8" and text.count(_LOST) > sum(c > "\x7f" for c in text) / 2:
        return body.decode("cp1252", "replace")
    return text

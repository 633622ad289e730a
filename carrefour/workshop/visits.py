"""Pages of a site that are visited while a person chooses what is read in them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import orjson
from lxml import etree

from carrefour.catalogue.fetching import Fetch
from carrefour.catalogue.selector import compiled
from carrefour.harvest.connectors.origin import visiting
from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.connectors.webpage import WebPage, decoded, read_page
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.web import Web
from carrefour.pipeline.origins import remote_for_trial
from carrefour.workshop.drafting import LIMITS, PACE, folder_of
from carrefour.workshop.models import WorkshopDraft

# The page of the list, and that of one of its items.
Role = Literal["list", "item"]
ROLES: tuple[Role, ...] = ("list", "item")
MOST_STYLES = 4
MOST_STYLE = 400_000  # bytes of one style sheet
_SHEETS = "//link[contains(@rel, 'stylesheet') and not(contains(@rel, 'alternate'))]/@href"


@dataclass(frozen=True, slots=True)
class Visit:
    """A page as it was fetched, and the style sheets that it names."""

    page: WebPage
    styles: list[str]


def visit(draft: WorkshopDraft, role: Role, url: str) -> Visit:
    """Fetch the page at ``url`` and keep it with the draft.

    Raises ``FetchError``, and `Unreadable` when it is no page.
    """
    with visiting(remote_for_trial(), Fetch(url=url, pace=PACE, limits=LIMITS)) as web:
        with web.get(url) as answer:
            body = answer.path.read_bytes()
            headers, where = dict(answer.headers), answer.url
        page = read_page(body, headers, where)
        styles = _styles(page, web)
    folder = folder_of(draft)
    (folder / f"{role}.body").write_bytes(body)
    told = {"url": where, "type": headers.get("content-type", ""), "styles": styles}
    (folder / f"{role}.json").write_bytes(orjson.dumps(told))
    return Visit(page, styles)


def visited(draft: WorkshopDraft, role: Role) -> Visit | None:
    """The page that was kept, if one was."""
    folder = folder_of(draft)
    try:
        told = orjson.loads((folder / f"{role}.json").read_bytes())
        body = (folder / f"{role}.body").read_bytes()
        page = read_page(body, {"content-type": told["type"]}, told["url"])
    except (OSError, orjson.JSONDecodeError, Unreadable):
        return None
    return Visit(page, told["styles"])


def _styles(page: WebPage, web: Web) -> list[str]:
    """The first style sheets of the page, so that it looks somewhat as people know it."""
    found: list[str] = []
    addresses = [page.absolute(str(href)) for href in compiled(_SHEETS)(page.root)]
    for address in list(dict.fromkeys(addresses))[:MOST_STYLES]:
        with suppress(FetchError, etree.LxmlError, ValueError), web.get(address) as answer:
            if answer.path.stat().st_size <= MOST_STYLE:
                found.append(decoded(answer.path.read_bytes(), "text/css"))
    return found

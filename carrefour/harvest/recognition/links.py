"""What a web page points to, and what its site commonly has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson
from lxml import etree
from parsel import Selector

from carrefour.harvest.recognition.asking import Asking
from carrefour.harvest.recognition.bodies import proposals_of, site_of, sitemap_proposals
from carrefour.harvest.recognition.listing import likely_listing
from carrefour.harvest.recognition.proposal import About, Proposal, Reason

MOST_FILES = 5
_FILES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "excel",
    ".geojson": "geojson",
    ".json": "json",
    ".jsonld": "jsonld",
    ".ttl": "rdf",
    ".rdf": "rdf",
}
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_COMMENTS = re.compile(r"comment", re.I)
# Content types that every WordPress has and that hold no projects.
_USUAL_TYPES = re.compile(
    r"^(?:post|page|attachment|nav_menu_item|wp_|elementor|e-|jet-|acf|popup|feedback)"
)
# Types that say what a site is, not what it tells of.
_SITE_TYPES = frozenset(
    "WebSite WebPage BreadcrumbList SearchAction ListItem ImageObject SiteNavigationElement "
    "WPHeader WPFooter CollectionPage EntryPoint ReadAction Person PropertyValueSpecification "
    "Organization ItemList PostalAddress GeoCoordinates AboutPage ContactPage".split()
)


def about_page(page: Selector, url: str) -> About:
    """What the page says of its site."""
    title = _content(page, "og:site_name") or _line(page.css("title::text").get(""))
    return About(
        title=_content(page, "og:title") or title,
        description=_content(page, "description") or _content(page, "og:description"),
        homepage=url,
        organisation=_content(page, "og:site_name") or re.split(r" [|–—-] ", title)[-1],
        organisation_url=f"{site_of(url)}/",
    )


def proposals_of_page(page: Selector, url: str, asking: Asking) -> list[Proposal]:
    """All that the page and its site offer, in no order."""
    about = about_page(page, url)
    found = [
        *_gogocarto(page, url, about),
        *_wordpress(page, url, about, asking),
        *_feeds(page, url, about, asking),
        *_files(page, url, about),
        *_oai(page, url, about),
        *_sitemaps(url, asking),
    ]
    return [*found, _page_itself(page, url, about)]


def _gogocarto(page: Selector, url: str, about: About) -> list[Proposal]:
    text = page.get().lower()
    if "gogocarto" not in text and not (urlsplit(url).hostname or "").endswith("gogocarto.fr"):
        return []
    # A page that only speaks of GoGoCarto does not load it.
    if not page.css("script[src*=gogocarto], link[href*=gogocarto], #gogocarto, .gogo-container"):
        return []
    site = site_of(url)
    fetch = {"kind": "gogocarto", "url": site}
    return [Proposal("gogocarto", site, about.title, Reason.GOGOCARTO, 0.9, fetch, {}, about)]


def _wordpress(page: Selector, url: str, about: About, asking: Asking) -> list[Proposal]:
    api = page.css('link[rel="https://api.w.org/"]::attr(href)').get("")
    generator = page.css('meta[name="generator"]::attr(content)').get("")
    if not api and "WordPress" not in generator:
        return []
    root = urljoin(url, api) if api else f"{site_of(url)}/wp-json/"
    if "rest_route=" in root:
        return []  # an installation without readable addresses: its feed is the surer way
    site = root.rstrip("/").removesuffix("/wp-json")
    types = asking.json(f"{root}wp/v2/types")
    if not isinstance(types, dict):
        return []
    found = []
    for slug, told in types.items():
        if not isinstance(told, dict):
            continue
        base, name = str(told.get("rest_base") or slug), str(told.get("name") or slug)
        if slug == "post":
            confidence = 0.6
        elif _USUAL_TYPES.match(slug):
            continue
        else:
            confidence = 0.85
        more = {} if base == "posts" else {"type": base}
        fetch = {"kind": "wordpress", "url": site, **more}
        facts = {"name": name}
        found.append(
            Proposal("wordpress", site, name, Reason.WORDPRESS, confidence, fetch, facts, about)
        )
    return found[:MOST_FILES]


def _feeds(page: Selector, url: str, about: About, asking: Asking) -> Iterator[Proposal]:
    for link in page.css("link[rel~=alternate]")[:20]:
        kind, title = link.attrib.get("type", "").lower(), link.attrib.get("title", "")
        address = urljoin(url, link.attrib.get("href", ""))
        if kind not in _FEEDS or _COMMENTS.search(f"{address} {title}"):
            continue
        with asking.may(address) as answer:
            told = proposals_of(answer.path, answer.url) if answer else []
        for proposal in told:
            if proposal.kind == "feed":
                yield Proposal(
                    "feed", address, proposal.title or title or about.title, Reason.FEED, 0.55,
                    {"kind": "feed", "url": address}, proposal.facts, about,
                )  # fmt: skip
                return


def _files(page: Selector, url: str, about: About) -> Iterator[Proposal]:
    seen: set[str] = set()
    for link in page.css("a[href]"):
        address = urljoin(url, link.attrib["href"])
        parts = urlsplit(address)
        ending = next((e for e in _FILES if parts.path.lower().endswith(e)), "")
        if not ending or parts.scheme not in ("http", "https") or address in seen:
            continue
        seen.add(address)
        name = parts.path.rsplit("/", 1)[-1]
        yield Proposal(
            _FILES[ending],
            address,
            _line(" ".join(link.css("::text").getall())) or name,
            Reason.LINKED_FILE,
            0.75 - 0.01 * len(seen),
            {"kind": _FILES[ending], "url": address},
            {"name": name},
            about,
            certain=False,
        )
        if len(seen) == MOST_FILES:
            return


def _oai(page: Selector, url: str, about: About) -> list[Proposal]:
    for address in page.css("a[href*='verb=']::attr(href), link[href*='verb=']::attr(href)"):
        base = urljoin(url, address.get()).partition("?")[0]
        fetch = {"kind": "oai", "url": base}
        return [
            Proposal("oai", base, about.title, Reason.OAI, 0.7, fetch, {}, about, certain=False)
        ]
    return []


def _sitemaps(url: str, asking: Asking) -> list[Proposal]:
    named = asking.sitemaps(url)
    for address in [*named[:1], *([] if named else [f"{site_of(url)}/sitemap.xml"])]:
        with asking.may(address) as answer:
            root = _xml(answer.path) if answer else None
        if root is None:
            continue
        addresses = [el.text or "" for el in root.iter("{*}loc")]
        if str(root.tag).endswith("sitemapindex"):
            addresses = _of_index(addresses, url, asking)
        return sitemap_proposals(addresses, address, url)
    return []


def _of_index(maps: list[str], url: str, asking: Asking) -> list[str]:
    """The addresses in the three maps that are likeliest to name sheets."""
    telling = re.compile(r"projet|fiche|initiative|structure|action|solution|post|page", re.I)
    addresses: list[str] = []
    for address in sorted(maps, key=lambda a: not telling.search(urlsplit(a).path))[:3]:
        with asking.may(address) as answer:
            root = _xml(answer.path) if answer else None
        addresses += [] if root is None else [el.text or "" for el in root.iter("{*}loc")]
    return addresses


def _xml(path: Path) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        return etree.parse(str(path), parser).getroot()
    except (etree.XMLSyntaxError, OSError):
        return None


def _page_itself(page: Selector, url: str, about: About) -> Proposal:
    """The page: of a list when many of its parts are alike, else of one thing."""
    types = sorted(schema_types(page) - _SITE_TYPES)
    listing = likely_listing(page.root)
    facts = {"count": listing.count if listing else 0, "types": ", ".join(types[:4])}
    if listing is None:
        fetch: dict[str, Any] = {"kind": "html", "url": url, "page": {"fields": {"titre": "h1"}}}
        sure = 0.5 if types else 0.3
        return Proposal("html", url, about.title, Reason.PAGE, sure, fetch, facts, about)
    listed = listing.keys or {"texte": "*"}
    fetch = {"kind": "html", "url": url, "items": listing.items, "listed": {"fields": listed}}
    fetch |= {"link": listing.link} if listing.link else {}
    if page.css("a[rel~=next][href], link[rel~=next][href]"):
        fetch["pages"] = {"by": "link"}
    sure = min(0.72, 0.5 + 0.02 * listing.count)
    return Proposal("html", url, about.title, Reason.PAGE_LIST, sure, fetch, facts, about)


def schema_types(page: Selector) -> set[str]:
    """The schema.org types that the page names, in JSON-LD, microdata or RDFa."""
    found = {
        part.rstrip("/#").rsplit("/", 1)[-1]
        for told in page.css("[itemtype]::attr(itemtype), [typeof]::attr(typeof)").getall()
        for part in told.split()
    }
    for text in page.css('script[type="application/ld+json"]::text').getall()[:20]:
        try:
            found |= set(_types(orjson.loads(text), 0))
        except orjson.JSONDecodeError:
            continue
    return {name.removeprefix("schema:") for name in found if name}


def _types(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, list) and depth < 8:
        for part in value:
            yield from _types(part, depth + 1)
    elif isinstance(value, dict) and depth < 8:
        told = value.get("@type")
        yield from [t for t in (told if isinstance(told, list) else [told]) if isinstance(t, str)]
        for part in value.values():
            yield from _types(part, depth + 1)


def _content(page: Selector, name: str) -> str:
    found = page.css(f'meta[name="{name}"]::attr(content), meta[property="{name}"]::attr(content)')
    return _line(found.get(""))


def _line(text: str) -> str:
    return " ".join(text.split())[:300]

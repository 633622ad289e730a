"""WordPress sites, through their REST API."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from carrefour.catalogue.expression import read, texts
from carrefour.catalogue.fetching import WordpressFetch
from carrefour.harvest.connectors.json import listed, parse
from carrefour.harvest.connectors.origin import LocalFile, Origin, address_of, copy_of, visiting
from carrefour.harvest.connectors.pages import next_in_header, with_parameter
from carrefour.harvest.connectors.raw import Given, Item, Rejected, Unreadable
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.web import Answer, Web

PER_PAGE = 100  # the most that WordPress gives
# Of no use to readers, or different at each visit.
_LEFT_OUT = {
    "_embedded", "_links", "author", "comment_status", "ping_status", "sticky", "template",
    "format", "class_list", "yoast_head", "yoast_head_json", "guid", "featured_media",
    "jetpack_featured_media_url", "jetpack_sharing_enabled", "aioseo_head", "aioseo_head_json",
}  # fmt: skip


def read_wordpress(fetch: WordpressFetch, origin: Origin) -> Iterator[Given]:
    """Every post of the type asked for.

    ``title``, ``content`` and ``excerpt`` are texts; ``categories``, ``tags`` and each taxonomy of
    the site's own hold names; ``image`` is the address of the image that stands for the post.
    """
    if isinstance(origin, LocalFile):
        yield from _posts(copy_of(origin), 1)
        return
    with visiting(origin, fetch) as web:
        yield from _pages(fetch, web)


def _pages(fetch: WordpressFetch, web: Web) -> Iterator[Given]:
    root = address_of(fetch).rstrip("/")
    number, more = 1, True
    while more:
        url = _address(fetch, root, number)
        try:
            with web.get(url) as answer:
                posts = list(_posts(answer.path, number))
                more = bool(posts) and _has_more(answer, number)
        except FetchError as error:
            # So WordPress says that the number lies past the last page.
            if number > 1 and error.status == 400:
                return
            if number == 1 and error.status == 404:
                _refuse_unknown_type(fetch, root, web)
            raise
        yield from posts
        number += 1


def _address(fetch: WordpressFetch, root: str, number: int) -> str:
    """The address of a page, by id so that a new post does not push others to the next page."""
    url = f"{root}/wp-json/wp/v2/{quote(fetch.type, safe='')}"
    asked = {
        "per_page": str(PER_PAGE),
        "page": str(number),
        "orderby": "id",
        "order": "asc",
        "_embed": "wp:term,wp:featuredmedia",
    }
    if fetch.categories:
        asked["categories"] = ",".join(map(str, fetch.categories))
    for name, value in asked.items():
        url = with_parameter(url, name, value)
    return url


def _has_more(answer: Answer, number: int) -> bool:
    total = answer.headers.get("x-wp-totalpages", "")
    return number < int(total) if total.isdigit() else bool(next_in_header(answer))


def _refuse_unknown_type(fetch: WordpressFetch, root: str, web: Web) -> None:
    """Raise `Unreadable` when the site has an API but no content of the type asked for."""
    try:
        with web.get(f"{root}/wp-json/wp/v2/types") as answer:
            types = parse(answer.path)
    except (FetchError, Unreadable):
        return
    names = texts(read(list(types.values()), "rest_base")) if isinstance(types, dict) else []
    reason = f"the site has no content type '{fetch.type}'"
    raise Unreadable("fetch.type", reason, f"Use one of: {', '.join(sorted(names))}.")


def _posts(path: Path, number: int) -> Iterator[Item | Rejected]:
    document = parse(path)
    if not isinstance(document, list):
        cure = "Check that fetch.url is the first page of a WordPress site."
        raise Unreadable(f"page {number}", "is no list of posts", cure)
    for item in listed(document, ""):
        where = f"page {number}, {item.where}"
        if isinstance(item.data, dict):
            yield Item(where, _plain(item.data))
        else:
            yield Rejected(where, "is no post", repr(item.data)[:500])


def _plain(post: dict[str, Any]) -> dict[str, Any]:
    """The post without its wrappings."""
    plain = {key: _rendered(value) for key, value in post.items() if key not in _LEFT_OUT}
    if isinstance(plain.get("title"), str):
        plain["title"] = html.unescape(plain["title"])
    for taxonomy, names in _terms(post).items():
        plain[{"category": "categories", "post_tag": "tags"}.get(taxonomy, taxonomy)] = names
    image = read(post, "_embedded.wp:featuredmedia.0")
    if isinstance(image, dict) and isinstance(image.get("source_url"), str):
        plain["image"] = image["source_url"]
        plain["image_caption"] = _rendered(image.get("caption")) or ""
    return plain


def _rendered(value: Any) -> Any:
    """``value`` itself, or the text that WordPress wraps as ``{"rendered": …}``."""
    return value["rendered"] if isinstance(value, dict) and "rendered" in value else value


def _terms(post: dict[str, Any]) -> dict[str, list[str]]:
    """The names of the terms of each taxonomy; WordPress embeds ten of each at the most."""
    terms: dict[str, list[str]] = {}
    for group in read(post, "_embedded.wp:term") or []:
        for term in group if isinstance(group, list) else []:
            if isinstance(term, dict) and isinstance(term.get("name"), str):
                name = html.unescape(term["name"])
                terms.setdefault(str(term.get("taxonomy")), []).append(name)
    return terms

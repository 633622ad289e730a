"""The list that a web page seems to show: its items, and what stands in each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

from carrefour.catalogue import selector

LEAST = 3  # items of a list
_MOST_LOOKED_AT = 4_000  # elements
_LEAST_LETTERS = 25  # of an item
_LEAST_TEXT = 120  # letters of a page's text
_AWAY = frozenset("nav header footer aside form".split())
# Classes that a program made up, or that tell of a state and not of a thing.
_UNSTABLE = re.compile(
    r"\d{3}|^(?:css|sc|jsx|svelte|emotion|e)-|__[\w-]{5,}$|[:/\[\]!@]|^(?:is|has|js|wp)-|"
    r"^(?:active|first|last|odd|even|hover|open|selected|current|clearfix|row|col|hidden)$|"
    r"^(?:col|row|m|p|mt|mb|ml|mr|mx|my|pt|pb|px|py|w|h|g|gap|fr-col|d|flex|grid|text|bg|order)-"
)
_TITLES = ("h2", "h3", "h4", "h1", "h5", "[itemprop=name]", "[class*=titre]", "[class*=title]", "a")


@dataclass(frozen=True, slots=True)
class Listing:
    """Selectors of a list: its items; in each, their title, page, text and picture."""

    items: str
    count: int
    keys: dict[str, str]
    link: str = ""


def likely_listing(root: html.HtmlElement) -> Listing | None:
    """The list of most items alike in the page, if it shows one."""
    best: tuple[float, html.HtmlElement, str] | None = None
    for number, parent in enumerate(root.iter()):
        if number > _MOST_LOOKED_AT:
            break
        if not isinstance(parent.tag, str) or len(parent) < LEAST or _apart(parent):
            continue
        found = _alike(parent)
        if found and (best is None or found[0] > best[0]):
            best = (found[0], parent, found[1])
    if best is None:
        return None
    items = _named(best[1], best[2])
    elements = _all(root, items)
    if len(elements) < LEAST:
        return None
    return Listing(items, len(elements), _keys(elements), _link(elements))


def likely_keys(root: html.HtmlElement) -> dict[str, str | dict[str, str]]:
    """Selectors of what the page of one thing usually has: its title, text, picture and date."""
    keys: dict[str, str | dict[str, str]] = {}
    if _first(root, "h1") is not None:
        keys["titre"] = "main h1" if _first(root, "main h1") is not None else "h1"
    if text := _text_of_page(root):
        keys["description"] = {"css": text, "get": "html"}
    if _first(root, "meta[property='og:image'][content]") is not None:
        keys["image"] = "meta[property='og:image']::attr(content)"
    if _first(root, "time[datetime]") is not None:
        keys["date"] = "time::attr(datetime)"
    return keys


def _text_of_page(root: html.HtmlElement) -> str:
    """The selector of the element whose own paragraphs hold most words."""
    letters: dict[html.HtmlElement, int] = {}
    for paragraph in root.iter("p"):
        parent = paragraph.getparent()
        if parent is not None and not _apart(parent):
            letters[parent] = letters.get(parent, 0) + _letters(paragraph)
    for parent in sorted(letters, key=lambda one: -letters[one])[:3]:
        if letters[parent] < _LEAST_TEXT:
            return ""
        name = _name(parent)
        if "." not in name and parent.tag != "main":
            above = parent.getparent()
            name = _named(above, name) if above is not None else name
        if _first(root, name) is parent:
            return name
    return ""


def _alike(parent: html.HtmlElement) -> tuple[float, str] | None:
    """How much the children of ``parent`` that are alike tell, and what they are called."""
    groups: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for child in parent:
        if isinstance(child.tag, str) and (length := _letters(child)) >= _LEAST_LETTERS:
            name = _name(child)
            groups[name] += 1
            letters[name] += min(length, 400)
    for name, count in groups.most_common(1):
        linked = sum(1 for child in parent if _name(child) == name and _links(child))
        if count >= LEAST and linked >= 0.6 * count:
            return count * (letters[name] / count) ** 0.5, name
    return None


def _keys(items: list[html.HtmlElement]) -> dict[str, str]:
    """Selectors of what most items hold."""
    titles = [part for part in _TITLES if _held(items, part) >= 0.8]
    keys = {"titre": titles[0]} if titles else {}
    if _held(items, "p") >= 0.5:
        keys["resume"] = "p"
    if _held(items, "img[src]") >= 0.5:
        keys["image"] = "img::attr(src)"
    return keys


def _link(items: list[html.HtmlElement]) -> str:
    """The selector of the address of an item's page: the same for all, and each another."""
    if all(item.tag == "a" and item.get("href") for item in items):
        return "@href"
    for part in ("h2 a", "h3 a", "h4 a", "a"):
        if _held(items, f"{part}[href]") >= 0.8:
            hrefs = [_first(item, f"{part}[href]") for item in items]
            different = {one.get("href") for one in hrefs if one is not None}
            if len(different) >= 0.8 * len(items):
                return f"{part}::attr(href)"
    return ""


def _held(items: list[html.HtmlElement], part: str) -> float:
    """The share of items in which ``part`` finds something."""
    return sum(1 for item in items if _first(item, part) is not None) / len(items)


def _first(item: html.HtmlElement, part: str) -> html.HtmlElement | None:
    return next(iter(_all(item, part)), None)


def _all(element: html.HtmlElement, css: str) -> list[html.HtmlElement]:
    found = selector.compiled(selector.css(css))(element)
    return [one for one in found if isinstance(one, html.HtmlElement)]


def _named(parent: html.HtmlElement, name: str) -> str:
    """The selector of the children called ``name`` of ``parent``; a class tells enough."""
    if "." in name:
        return name
    if parent.tag in ("body", "html"):
        return f"{parent.tag} > {name}"
    identity = parent.get("id", "")
    if identity and not re.search(r"\d{3}", identity) and re.fullmatch(r"[A-Za-z][\w-]*", identity):
        return f"#{identity} > {name}"
    return f"{_name(parent)} > {name}"


def _name(element: html.HtmlElement) -> str:
    """The element's tag, with the first of its classes that means something."""
    stable = next(iter(_stable(element)), "")
    return f"{element.tag}.{stable}" if stable else str(element.tag)


def _stable(element: html.HtmlElement) -> Iterator[str]:
    for name in (element.get("class") or "").split():
        if re.fullmatch(r"-?[A-Za-z_][\w-]*", name) and not _UNSTABLE.search(name):
            yield name


def _letters(element: html.HtmlElement) -> int:
    text = "".join(element.itertext("*"))[:4000] if len(element) or element.text else ""
    return len(" ".join(text.split()))


def _links(element: html.HtmlElement) -> bool:
    return bool(element.get("href")) or element.find(".//a[@href]") is not None


def _apart(element: html.HtmlElement) -> bool:
    """Whether ``element`` belongs to what stands around a page's content."""
    chain = [element, *element.iterancestors()]
    return any(one.tag in _AWAY or one.get("role") == "navigation" for one in chain)

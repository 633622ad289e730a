"""A fetched page made safe to be shown in a frame, where a person points at its elements.

Its text is hostile. Three things hold it: the frame is sandboxed, so that what runs in it has no
origin, no cookies and no way out; its content security policy lets it load nothing and run no
script but our picker, known by a nonce; and scripts, handlers, frames, forms and whatever
else acts are taken out. Elements that are taken out leave an empty ``template`` in their place,
so that what is pointed at stands where it stood.
"""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree, html

from carrefour.workshop.visits import Visit

_GONE = frozenset(
    "script noscript iframe frame frameset object embed applet base link meta template style svg "
    "math xmp noembed noframes plaintext audio video source track portal dialog".split()
)
_EMPTY = frozenset("base embed link meta source track".split())
_KEPT_ADDRESSES = frozenset(("href",))
_ACTING = frozenset(
    "src srcset srcdoc sizes action formaction target ping http-equiv autofocus nonce integrity "
    "poster background data manifest archive classid codebase name contenteditable draggable "
    "popover popovertarget download xlink:href loading imagesrcset".split()
)
_PLACEHOLDER = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='160' height='90'%3E"
    "%3Crect width='100%25' height='100%25' fill='%23d9e2df'/%3E%3C/svg%3E"
)
# What a style sheet would load; the policy forbids it all the same.
_LOADED = re.compile(r"@import[^;]*;?|url\(\s*(?!['\"]?data:)[^)]*\)", re.I)


def policy(nonce: str) -> str:
    """The content security policy of a frame whose picker bears ``nonce``."""
    return (
        "sandbox allow-scripts; default-src 'none'; "
        f"script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src data:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )


def framed(visit: Visit, *, picker: str, nonce: str, parent: str) -> str:
    """The page of ``visit`` as HTML with nothing of its own that acts.

    ``picker`` is the address of our script, ``parent`` the origin that it talks to.
    """
    root = deepcopy(visit.page.root)
    own = [element.text or "" for element in root.iter("style")]
    for element in list(root.iter()):
        _tame(element)
    head, body = _part(root, "head"), _part(root, "body")
    for text in [*visit.styles, *own]:
        style = etree.SubElement(head, "style")
        # A style sheet ends at the first "</", whatever it stands in; CSS reads "<\/" the same.
        style.text = _LOADED.sub("", text).replace("</", "<\\/").replace("\0", "")
    script = etree.SubElement(body, "script", src=picker, nonce=nonce)
    script.set("data-parent", parent)
    told: str = html.tostring(root, encoding="unicode", doctype="<!doctype html>")
    return told


def _tame(element: html.HtmlElement) -> None:
    parent = element.getparent()
    if not isinstance(element.tag, str):  # a comment or a processing instruction
        if parent is not None:
            element.drop_tree()
        return
    if element.tag.lower() in _GONE and parent is not None:
        place = element.makeelement("template")
        if element.tag.lower() in _EMPTY:
            # Never closed, it seems to hold all that follows it.
            element.addprevious(place)
            element.drop_tag()
        else:
            place.tail = element.tail
            parent.replace(element, place)
        return
    if element.tag == "img":
        element.attrib["src"] = _PLACEHOLDER
    for name, value in list(element.attrib.items()):
        lower = name.lower()
        acts = lower in _ACTING and not (element.tag == "img" and lower == "src")
        if lower.startswith("on") or acts or ":" in lower or not _is_name(lower):
            del element.attrib[name]
        elif lower == "style":
            element.attrib[name] = _LOADED.sub("", value)
        elif lower in _KEPT_ADDRESSES and not value.strip().lower().startswith(
            ("http:", "https:", "/", "#", "?", ".")
        ):
            # Whatever stands before a colon may be a scheme that acts.
            element.attrib[name] = "#" if ":" in value else value


def _is_name(name: str) -> bool:
    return bool(re.fullmatch(r"[a-z_][a-z0-9_.-]*", name))


def _part(root: html.HtmlElement, tag: str) -> html.HtmlElement:
    """The head or body of the page, made if it has none."""
    found = root.find(tag)
    if found is None:
        found = root.makeelement(tag)
        root.insert(0 if tag == "head" else len(root), found)
    return found

"""The keys of a record in a web page."""

from __future__ import annotations

import re
from typing import Any

from parsel import Selector, SelectorList

from carrefour.catalogue.fetching import PageRules, Select


def keys_of(rules: PageRules, body: bytes, url: str, content_type: str) -> dict[str, Any]:
    """What ``rules`` read in the page ``body``, found at ``url``."""
    page = Selector(body.decode(errors="replace"), base_url=url)
    keys: dict[str, Any] = {name: _read(page, select) for name, select in rules.fields.items()}
    for labelled in rules.labelled:
        for row in page.css(labelled.rows) if labelled.rows else [page]:
            labels, values = row.css(labelled.label), row.css(labelled.value)
            for label, value in zip(labels, values, strict=False):
                keys[_text(label)] = _text(value)
    return {key: value for key, value in keys.items() if value}


def _read(page: Selector, select: Select) -> Any:
    found: SelectorList[Selector] = page.css(select.css) if select.css else page.xpath(select.xpath)
    told = [_taken(one, select) for one in found]
    return told if select.all else next(iter(told), "")


def _taken(found: Selector, select: Select) -> str:
    text = _text(found) if select.get == "text" else found.attrib.get(select.get, "")
    match = re.search(select.pattern, text) if select.pattern else None
    return match.group(match.lastindex or 0) if match else text


def _text(found: Selector) -> str:
    told = found.root if isinstance(found.root, str) else found.xpath("string()").get("")
    return " ".join(told.split())

"""Addresses of web pages and images as sources write them."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MOST_LENGTH = 1000  # characters: what the catalogue keeps
_TRACKERS = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|xtor|at_\w+|_hs\w+|igshid)$"
)
_ADDRESS = re.compile(r"(?:https?:/{1,2}|www\.)[^\s<>\"|,;«»]+", re.I)
_TWICE = re.compile(r"^(?:https?:/*)+(?=https?:/)", re.I)
_ONE_SLASH = re.compile(r"^(https?):/*", re.I)
_BARE_HOST = re.compile(
    r"^[a-z0-9àâçéèêëîïôùûü-]+(?:\.[a-z0-9àâçéèêëîïôùûü-]+)*\.[a-z]{2,24}(?:[/?#]\S*)?$", re.I
)
_HOST = re.compile(r"^[^\s\x00-\x20<>\"'`{}|\\^%@:/?#\[\]]+$")


def web_address(text: str) -> str:
    """The first web address in ``text`` without trackers, or the empty text.

    A scheme is added to "www.…" and to a bare host. "http://" alone, other schemes
    (``javascript:``, ``mailto:``) and addresses with credentials give nothing.
    """
    return next(iter(web_addresses(text)), "")


def web_addresses(text: str) -> list[str]:
    """Every web address in ``text``; see `web_address`."""
    text = text.strip()
    written = _ADDRESS.findall(_TWICE.sub("", text))
    if not written and _BARE_HOST.match(text):
        written = [text]
    return [address for address in map(_whole, written) if address]


def _whole(written: str) -> str:
    """An address as written to one that a browser opens, or nothing."""
    written = _TWICE.sub("", written).rstrip(".,)]}'’*")
    if _ONE_SLASH.match(written):
        written = _ONE_SLASH.sub(lambda m: f"{m.group(1).lower()}://", written)
    else:
        written = f"https://{written}"
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if "@" in parts.netloc or "." not in host.strip(".") or not _HOST.match(host) or ".." in host:
        return ""
    query = _without_trackers(parts.query)
    netloc = host if port is None else f"{host}:{port}"
    address = urlunsplit((parts.scheme, netloc, parts.path, query, parts.fragment))
    return address if len(address) <= MOST_LENGTH else ""


def _without_trackers(query: str) -> str:
    """``query`` as it was, unless a parameter in it only follows the reader about."""
    if not query:
        return ""
    given = parse_qsl(query, keep_blank_values=True)
    kept = [(key, value) for key, value in given if not _TRACKERS.match(key)]
    return query if len(kept) == len(given) else urlencode(kept)

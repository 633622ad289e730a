"""Whose visits are counted: those of people who do not mind, as far as one can tell.

Nothing is kept of who they are, and no cookie is set: a visit is looked at and forgotten.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from django.http import HttpRequest

# Programs that say so: crawlers, monitors, libraries, and browsers that nobody looks at.
_PROGRAM = re.compile(
    r"bot|crawl|spider|slurp|fetch|scan|monitor|check|preview|archiv|index|curl|wget|python|java/"
    r"|okhttp|httpx|aiohttp|axios|node|go-http|ruby|perl|php|libwww|headless|phantom|selenium"
    r"|lighthouse|pagespeed|facebookexternalhit|whatsapp|telegram|embedly|mediapartners|feed|rss"
    r"|uptime|pingdom|zgrab|nmap|httrack|scrapy|carrefour",
    re.I,
)
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{1,62}", re.I)
# Names that lead nowhere outside (RFC 2606, RFC 6762, RFC 8375).
_INSIDE = (
    "local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "test",
    "invalid", "example", "arpa", "onion",
)  # fmt: skip


def counts(request: HttpRequest, *, programs: bool = False) -> bool:
    """Whether what ``request`` does is counted.

    Not that of who asks not to be followed (DNT, GPC), of a browser that only looks ahead, of an
    operator at work; and of programs only where they are meant (``programs``).
    """
    asked = request.headers
    if asked.get("DNT") == "1" or asked.get("Sec-GPC") == "1":
        return False
    if request.method not in ("GET", "POST"):
        return False
    if programs:
        return True
    ahead = asked.get("Sec-Purpose") or asked.get("Purpose") or asked.get("X-Moz") or ""
    if "prefetch" in ahead or "prerender" in ahead:
        return False
    agent = asked.get("User-Agent", "")
    if len(agent) < 20 or _PROGRAM.search(agent):
        return False
    # Only who has a session may be an operator: visitors cost no query.
    session = getattr(request, "session", None)
    signed_in = session is not None and session.session_key is not None
    return not (signed_in and getattr(request.user, "is_operator", False))


def host_around(request: HttpRequest) -> str:
    """The public host of the page in which ours is shown; empty when it is none, or our own."""
    try:
        host = (urlsplit(request.headers.get("Referer", "")).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
    own = request.get_host().partition(":")[0]
    if host == own or not _HOST.fullmatch(host) or len(host) > 100 or _is_number(host):
        return ""
    return "" if host.rpartition(".")[2] in _INSIDE else host


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

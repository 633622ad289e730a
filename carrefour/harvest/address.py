"""Which addresses may be fetched: public ones only, checked after DNS and at every redirect."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


class ForbiddenAddress(Exception):
    """The address leads to a private or otherwise forbidden place."""


class UnknownHost(ForbiddenAddress):
    """Nobody knows (now) where the host of the address is."""


def public_addresses(url: str, allowed: frozenset[str] = frozenset()) -> list[str]:
    """The IP addresses of ``url``'s host, when all of them may be fetched.

    ``allowed`` holds ``host:port`` pairs that are fetched although they are private (the
    demonstration's own server). Raises `ForbiddenAddress`.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ForbiddenAddress(f"{url}: only http and https addresses are fetched")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHost(f"{url}: the host {parts.hostname} is not known ({error})") from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if f"{parts.hostname}:{port}" in allowed:
        return addresses
    for address in addresses:
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None)
        if not (mapped or ip).is_global or ip.is_multicast:
            raise ForbiddenAddress(f"{url}: {address} is a private or reserved address")
    return addresses

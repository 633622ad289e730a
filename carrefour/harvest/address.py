"""Which addresses may be fetched: public ones only, checked after DNS and at every redirect."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenAddress(Exception):
    """The address leads to a private or otherwise forbidden place."""


class UnknownHost(Exception):
    """No one knows the host, now."""


def public_addresses(url: str, allowed: frozenset[str] = frozenset()) -> list[str]:
    """The IP addresses of ``url``'s host, when all of them may be fetched.

    ``allowed`` holds ``host:port`` pairs that are fetched although they are private (the
    demonstration's own server). Raises `ForbiddenAddress` and `UnknownHost`, which name the host
    alone: the rest of an address may hold a key.
    """
    parts = urlsplit(url)
    host = parts.hostname
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise ForbiddenAddress(f"{host}: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise ForbiddenAddress(f"'{parts.scheme}:' — only http and https addresses are fetched")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHost(f"the host {host} is not known ({error})") from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if f"{host}:{port}" in allowed:
        return addresses
    for address in addresses:
        ip = ipaddress.ip_address(address.partition("%")[0])
        if not all(one.is_global and not one.is_multicast for one in _meant(ip)):
            raise ForbiddenAddress(f"{host}: {address} is a private or reserved address")
    return addresses


def _meant(ip: _Address) -> Iterator[_Address]:
    """The address, or the IPv4 address that an IPv6 one stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        yield ip
    elif ip.ipv4_mapped:
        yield ip.ipv4_mapped
    elif ip.sixtofour:
        yield ip.sixtofour
    elif ip.teredo:
        yield from ip.teredo
    elif ip in _NAT64:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    else:
        yield ip

"""Who speaks for a visitor: proxies on this machine, and those of `PROXIES`."""

from __future__ import annotations

import ipaddress

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_proxy(address: Address) -> bool:
    """Whether what comes from ``address`` is believed about who asked."""
    return address.is_loopback or any(address in network for network in settings.PROXIES)


def address_told(text: str) -> Address:
    """The network address in ``text``; 0.0.0.0 for what is none."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return ipaddress.IPv4Address(0)

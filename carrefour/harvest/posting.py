"""Posting to addresses that people give: to public ones only, and without reading the answer."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from carrefour import __version__
from carrefour.harvest.address import ForbiddenAddress, UnknownHost, public_addresses
from carrefour.harvest.fetch import checked_transport

TIMEOUT = 8.0  # seconds


class PostError(Exception):
    """Nothing was posted, and why."""


def may_be_called(url: str, allowed: frozenset[str]) -> bool:
    """Whether ``url`` leads to a public host by https, or to one of the ``allowed`` host:port.

    A host that nobody knows now leads nowhere.
    """
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
        if parts.username or parts.password or (parts.scheme != "https" and host not in allowed):
            return False
        return bool(public_addresses(url, allowed))
    except (ForbiddenAddress, UnknownHost, ValueError):
        return False


def post(
    url: str, body: bytes, headers: Mapping[str, str], allowed: frozenset[str] = frozenset()
) -> int:
    """The status that ``url`` answers to ``body``; redirects are not followed.

    The address is checked again at each connection. Raises `PostError`.
    """
    try:
        if urlsplit(url).scheme != "https" and not may_be_called(url, allowed):
            raise PostError("it is no public https address")
        with (
            httpx.Client(
                transport=checked_transport(allowed),
                headers={"User-Agent": f"Carrefour/{__version__}"},
                timeout=TIMEOUT,
                trust_env=False,
            ) as client,
            client.stream("POST", url, content=body, headers=dict(headers)) as response,
        ):
            return response.status_code
    except ForbiddenAddress as error:
        raise PostError(str(error)) from error
    except UnknownHost as error:
        raise PostError(str(error)) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise PostError(f"{type(error).__name__}: {error}"[:200]) from error

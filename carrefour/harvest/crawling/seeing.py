"""How a crawl sees pages: as the server gives them, through the web as our connectors see it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urldefrag

from carrefour.harvest.fetch import FetchError
from carrefour.harvest.web import Web

MOST_BYTES = 60_000_000  # a sitemap may have 50 MB


@dataclass(frozen=True, slots=True)
class Seen:
    """A page: where it was found, its headers in lower case, its body."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class Eyes(Protocol):
    """Sees pages."""

    async def see(self, url: str) -> Seen:
        """The page at ``url``. Raises ``FetchError`` or `Unreadable`."""
        ...

    async def close(self) -> None:
        """Let go of what was opened to see."""
        ...


class PlainEyes:
    """Sees pages as the server gives them."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def see(self, url: str, headers: Mapping[str, str] | None = None) -> Seen:
        """See `Eyes`; ``headers`` go along with the question."""
        return await asyncio.to_thread(self._ask, url, headers)

    async def close(self) -> None:
        """Nothing was opened."""

    def _ask(self, url: str, headers: Mapping[str, str] | None) -> Seen:
        with self._web.get(urldefrag(url).url, headers) as answer:
            size = answer.path.stat().st_size
            if size > MOST_BYTES:
                reason = f"has {size:,} bytes; no web page is so large"
                raise FetchError(url, reason, "Check the address.", alone=True)
            return Seen(answer.url, answer.headers, answer.path.read_bytes())

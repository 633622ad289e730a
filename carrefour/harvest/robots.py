"""What a host's robots.txt (RFC 9309) asks of us."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from protego import Protego

from carrefour.harvest.fetch import FetchError

AGENT = "Carrefour"
LONGEST_DELAY = 30.0  # seconds; a host that asks for more would never be read to its end
MOST_BYTES = 512_000  # RFC 9309: a crawler reads 500 kibibytes at least


class RobotsRefusal(FetchError):
    """The host's robots.txt asks that this address be left alone."""

    def __init__(self, url: str) -> None:
        cure = "Ask its owner for leave, and say so in fetch.pace.despite_robots."
        super().__init__(url, "the site's robots.txt refuses it", cure, alone=True)


class Robots:
    """The rules of the hosts asked so far; ``read`` fetches a robots.txt to a path.

    Threads may share it: ``read`` is never called twice at once.
    """

    def __init__(self, read: Callable[[str], Path]) -> None:
        self._read = read
        self._rules: dict[str, Protego] = {}
        self._reading = threading.Lock()

    def check(self, url: str) -> float:
        """The delay in seconds that the host asks for. Raises `RobotsRefusal`, and ``FetchError``.

        A robots.txt that does not exist allows all; one that the server fails to give refuses
        all, as the RFC says, since nobody knows what it holds.
        """
        rules = self._of(url)
        if not rules.can_fetch(url, AGENT):
            raise RobotsRefusal(url)
        return min(float(rules.crawl_delay(AGENT) or 0.0), LONGEST_DELAY)

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the host of ``url`` names in its robots.txt."""
        return list(self._of(url).sitemaps)

    def _of(self, url: str) -> Protego:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        with self._reading:
            if site not in self._rules:
                self._rules[site] = Protego.parse(self._text(f"{site}/robots.txt"))
            return self._rules[site]

    def _text(self, url: str) -> str:
        try:
            path = self._read(url)
        except FetchError as error:
            if 400 <= error.status < 500 and error.status != 429:
                return ""
            reason = f"robots.txt cannot be read: {error.reason}"
            raise FetchError(
                error.url, reason, error.cure, error.status, alone=error.alone
            ) from error
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8", "replace")

"""A visit to a source over the network: polite, within limits, and no more than is needed."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from carrefour.catalogue.fetching import Fetch, Key, Limits, Pace
from carrefour.harvest.cache import PageCache
from carrefour.harvest.fetch import Exchange, Fetcher, FetchError, FetchPolicy, LimitReached
from carrefour.harvest.robots import Robots
from carrefour.harvest.secrets import forget_key, key_of, without_key
from carrefour.harvest.turns import Turns
from carrefour.harvest.web import Answer


@dataclass(frozen=True, slots=True)
class Manners:
    """What a source's definition says of pace, limits and key, and where it sends the key."""

    pace: Pace = field(default_factory=Pace)
    limits: Limits = field(default_factory=Limits)
    key: Key | None = None
    key_host: str = ""

    @classmethod
    def of(cls, fetch: Fetch) -> Manners:
        """The manners that ``fetch`` declares; its key goes to the host of its address alone."""
        return cls(fetch.pace, fetch.limits, fetch.key, urlsplit(fetch.url).netloc)


class Visitor:
    """See `carrefour.harvest.web.Web`.

    Obeys robots.txt and takes turns at each host. Asks for what it has seen before only if it
    changed. Stops with `LimitReached` when the source's limits are reached: a site that never
    ends must not be taken for a large one. Threads may share it.
    """

    def __init__(
        self, policy: FetchPolicy, manners: Manners, turns: Turns, cache: PageCache | None = None
    ) -> None:
        self._fetcher = Fetcher(policy)
        self._manners, self._turns, self._cache = manners, turns, cache
        self._robots = Robots(self._read_robots)
        self._asked = 0
        self._counting = threading.Lock()
        self._ends = time.monotonic() + manners.limits.minutes * 60
        self._folder = tempfile.TemporaryDirectory(prefix="carrefour-")

    def close(self) -> None:
        """Close the connections and drop what was fetched."""
        self._fetcher.close()
        self._folder.cleanup()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """The answer of ``url``; see `carrefour.harvest.web.Web`."""
        self._within_limits(url)
        delay = max(self._manners.pace.delay, self._allowed(url))
        with tempfile.NamedTemporaryFile(dir=self._folder.name, delete=True) as body:
            path = Path(body.name)
            with self._turns.turn(urlsplit(url).netloc, delay):
                answer = self._ask(url, path, dict(headers or {}))
            if answer.url != url:
                self._allowed(answer.url)
            yield answer

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the host of ``url`` names in its robots.txt."""
        return self._robots.sitemaps(url)

    def _allowed(self, url: str) -> float:
        """The delay that robots.txt asks for at ``url``. Raises ``FetchError`` if it refuses."""
        return 0.0 if self._manners.pace.despite_robots else self._robots.check(url)

    def _ask(self, url: str, path: Path, headers: dict[str, str]) -> Answer:
        seen = self._cache.seen(url) if self._cache else None
        if seen:
            headers |= seen.conditions()
        key = self._manners.key if urlsplit(url).netloc == self._manners.key_host else None
        told = self._exchange(key, url, path, headers)
        if self._cache is None:
            return Answer(path, told.url, told.headers)
        if told.status == 304 and seen:
            self._cache.restore(url, path)
            return Answer(path, seen.final_url, seen.headers, same=True)
        now = self._cache.keep(url, told.url, told.headers, path)
        same = seen is not None and seen.digest == now.digest
        return Answer(path, now.final_url, told.headers, same=same)

    def _exchange(self, key: Key | None, url: str, path: Path, headers: dict[str, str]) -> Exchange:
        """What the server answers; the key that it asks for stays out of all that is told."""
        if key is None:
            return self._fetcher.save(url, path, headers)
        parameters, own = key_of(key, url)
        try:
            told = self._fetcher.save(url, path, headers | own, parameters)
        except FetchError as error:
            # A server, or the library that asks it, may repeat the question.
            error.reason = without_key(key, error.reason)
            error.args = (without_key(key, str(error)),)
            raise error from None
        final = url if key.parameter else without_key(key, told.url)
        return Exchange(final, told.status, forget_key(key, path, told.headers))

    def _within_limits(self, url: str) -> None:
        limits = self._manners.limits
        with self._counting:
            self._asked += 1
            asked = self._asked
        if asked > limits.pages:
            cure = "Raise fetch.limits.pages if the source is truly that large."
            raise LimitReached(url, f"the harvest asked for {limits.pages} pages already", cure)
        if time.monotonic() > self._ends:
            cure = "Raise fetch.limits.minutes, or harvest less."
            raise LimitReached(url, f"the harvest took {limits.minutes} minutes already", cure)

    def _read_robots(self, url: str) -> Path:
        path = Path(self._folder.name) / "robots.txt"
        with self._turns.turn(urlsplit(url).netloc, 0.0):
            self._fetcher.save(url, path)
        return path

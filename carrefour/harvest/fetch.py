"""Fetching over HTTP: bounded in size, time and redirects, public addresses only."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from carrefour import __version__
from carrefour.harvest.address import ForbiddenAddress, public_addresses

_REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How far a fetch may go. Sizes in bytes after decompression, times in seconds."""

    contact: str = ""
    most_bytes: int = 200_000_000
    read_timeout: float = 30.0
    whole_timeout: float = 600.0
    redirects: int = 5
    tries: int = 3
    pause: float = 1.0
    allowed_private: frozenset[str] = frozenset()

    @property
    def user_agent(self) -> str:
        """Who asks, with an address to complain to when the operator has set one."""
        contact = f" (+{self.contact})" if self.contact else ""
        return f"Carrefour/{__version__}{contact}"


class FetchError(Exception):
    """A fetch that failed: the address, why, and what can be done."""

    def __init__(self, url: str, reason: str, cure: str) -> None:
        super().__init__(f"{url}: {reason}. {cure}")
        self.url, self.reason, self.cure = url, reason, cure


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to the very address that was checked, so that DNS cannot change its mind."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first checked address of ``host``."""
        literal = f"[{host}]" if ":" in host else host
        address = public_addresses(f"http://{literal}:{port}/", self._allowed)[0]
        return self._real.connect_tcp(address, port, timeout, local_address, socket_options)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def _client(policy: FetchPolicy) -> httpx.Client:
    transport = httpx.HTTPTransport(retries=0)
    transport._pool = httpcore.ConnectionPool(
        network_backend=_CheckedBackend(policy.allowed_private),
        ssl_context=httpx.create_ssl_context(),
    )
    return httpx.Client(
        transport=transport,
        headers={"User-Agent": policy.user_agent, "Accept-Encoding": "gzip"},
        timeout=httpx.Timeout(policy.read_timeout),
        trust_env=False,
    )


@contextmanager
def fetched(url: str, policy: FetchPolicy) -> Iterator[Path]:
    """A temporary file that holds what ``url`` gives, gone when the block ends.

    Server errors and refusals for now (429) are tried again with growing pauses. Raises
    `FetchError`.
    """
    with tempfile.TemporaryDirectory(prefix="carrefour-") as folder, _client(policy) as client:
        path = Path(folder) / "body"
        for attempt in range(1, policy.tries + 1):
            try:
                _follow(client, url, policy, path)
                break
            except _Again as again:
                if attempt == policy.tries:
                    raise again.error from again
                time.sleep(min(again.wait or policy.pause * 2 ** (attempt - 1), 60))
        yield path


class _Again(Exception):
    """A failure that may pass; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, error: FetchError, wait: float = 0.0) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


def _follow(client: httpx.Client, url: str, policy: FetchPolicy, path: Path) -> None:
    """Fetch ``url`` to ``path``, following redirects that lead to public addresses."""
    deadline = time.monotonic() + policy.whole_timeout
    target = url
    for _ in range(policy.redirects + 1):
        try:
            public_addresses(target, policy.allowed_private)
            with client.stream("GET", target) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    target = urljoin(target, response.headers["location"])
                    continue
                _accept(response, url)
                _save(response, url, policy, path, deadline)
                return
        except ForbiddenAddress as error:
            raise FetchError(url, f"refused: {error}", "Give a public address.") from error
        except (httpx.DecodingError, httpx.RemoteProtocolError) as error:
            cure = "Try the address in a browser; the server may cut its answers short."
            raise _Again(FetchError(url, f"the answer is broken ({error})", cure)) from error
        except httpx.TimeoutException as error:
            reason = f"no answer within {policy.read_timeout:g} s"
            raise _Again(FetchError(url, reason, "Try later; the server is slow.")) from error
        except httpx.HTTPError as error:
            reason = f"the server cannot be reached ({error})"
            raise _Again(FetchError(url, reason, "Check the address, or try later.")) from error
    raise FetchError(url, f"more than {policy.redirects} redirects", "Give the final address.")


def _accept(response: httpx.Response, url: str) -> None:
    status = response.status_code
    if status in _AGAIN:
        asked = response.headers.get("retry-after", "")
        error = FetchError(url, f"the server answered {status}", "Try later.")
        raise _Again(error, float(asked) if asked.isdigit() else 0.0)
    if status in (401, 403):
        raise FetchError(url, f"the server refused ({status})", "Ask its owner for access.")
    if status >= 400:
        raise FetchError(url, f"the server answered {status}", "Correct fetch.url.")


def _save(
    response: httpx.Response, url: str, policy: FetchPolicy, path: Path, deadline: float
) -> None:
    size = 0
    with path.open("wb") as file:
        for chunk in response.iter_bytes(65536):
            size += len(chunk)
            if size > policy.most_bytes:
                reason = f"the answer is larger than {policy.most_bytes:,} bytes"
                raise FetchError(url, reason, "Ask for a smaller extract.")
            if time.monotonic() > deadline:
                reason = f"the answer took longer than {policy.whole_timeout:g} s"
                raise FetchError(url, reason, "Try later, or ask for a smaller extract.")
            file.write(chunk)

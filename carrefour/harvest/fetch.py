"""One exchange over HTTP: bounded in size, time and redirects, public addresses only."""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from carrefour import __version__
from carrefour.harvest.address import ForbiddenAddress, UnknownHost, public_addresses

_REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (429, 500, 502, 503, 504)
PART = 65536  # bytes
_ANY_WRAP = zlib.MAX_WBITS | 32  # gzip or zlib, as the data say
LONGEST_WAIT = 60.0  # seconds, between two tries

# These log addresses and headers, with the keys that may stand in them.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How far one exchange may go. Sizes in bytes after decompression, times in seconds."""

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
    """A fetch that failed: the address, why, and what can be done.

    ``status`` is the HTTP status that the server answered, 0 when it answered none. ``alone``
    says that the fault lies with this address: others of its host may well be had.
    """

    def __init__(
        self, url: str, reason: str, cure: str, status: int = 0, *, alone: bool = False
    ) -> None:
        super().__init__(f"{url}: {reason}. {cure}")
        self.url, self.reason, self.cure, self.status = url, reason, cure, status
        self.alone = alone


class LimitReached(FetchError):
    """The harvest went as far as its source's limits let it: nothing more is asked for."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a server answered: where, after redirects; its status and headers, in lower case."""

    url: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)


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


def checked_transport(allowed: frozenset[str]) -> httpx.HTTPTransport:
    """A transport that connects to public addresses alone, and to the ``allowed`` host:port."""
    transport = httpx.HTTPTransport(retries=0)
    # httpx has no public seam for the backend that connects.
    transport._pool = httpcore.ConnectionPool(
        network_backend=_CheckedBackend(allowed), ssl_context=httpx.create_ssl_context()
    )
    return transport


class Fetcher:
    """Makes exchanges over connections that are kept open; close it after use."""

    def __init__(self, policy: FetchPolicy) -> None:
        self._policy = policy
        self._client = httpx.Client(
            transport=checked_transport(policy.allowed_private),
            headers={"User-Agent": policy.user_agent, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(policy.read_timeout),
            trust_env=False,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def save(
        self,
        url: str,
        path: Path,
        headers: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Exchange:
        """Ask for ``url`` and write the body to ``path``; a 304 writes nothing.

        Server errors and refusals for now (429) are tried again with growing pauses, no sooner
        than the server asks. ``headers`` go to the host of ``url`` alone, never to one that it
        redirects to; ``parameters`` are added to the address asked for, and may be secret: no
        error tells them. Raises `FetchError`.
        """
        for attempt in range(1, self._policy.tries + 1):
            try:
                return self._follow(url, path, headers or {}, parameters or {})
            except _Again as again:
                if attempt == self._policy.tries:
                    raise again.error from again
                pause = self._policy.pause * 2 ** (attempt - 1)
                time.sleep(min(again.wait or pause, LONGEST_WAIT))
        raise AssertionError("a policy allows one try at least")

    def _follow(
        self, url: str, path: Path, headers: Mapping[str, str], parameters: Mapping[str, str]
    ) -> Exchange:
        policy, target = self._policy, url
        if parameters:
            target = str(httpx.URL(url).copy_merge_params(dict(parameters)))
        deadline = time.monotonic() + policy.whole_timeout
        for _ in range(policy.redirects + 1):
            own = headers if urlsplit(target).netloc == urlsplit(url).netloc else {}
            try:
                public_addresses(target, policy.allowed_private)
                with self._client.stream("GET", target, headers=dict(own)) as response:
                    if response.status_code in _REDIRECTS and "location" in response.headers:
                        target = urljoin(target, response.headers["location"])
                        continue
                    if response.status_code != httpx.codes.NOT_MODIFIED:
                        _accept(response, url)
                        _save(response, url, policy, path, deadline)
                    return Exchange(target, response.status_code, dict(response.headers))
            except ForbiddenAddress as error:
                cure = "Give a public address."
                raise FetchError(url, f"refused: {error}", cure, alone=True) from error
            except UnknownHost as error:
                cure = "Check the address, or try later."
                raise _Again(FetchError(url, str(error), cure)) from error
            except (httpx.DecodingError, httpx.RemoteProtocolError) as error:
                cure = "Try the address in a browser; the server may cut its answers short."
                raise _Again(FetchError(url, f"the answer is broken ({error})", cure)) from error
            except httpx.TimeoutException as error:
                reason = f"no answer within {policy.read_timeout:g} s"
                raise _Again(FetchError(url, reason, "Try later; the server is slow.")) from error
            except httpx.InvalidURL as error:
                reason = f"is no address ({error})"
                raise FetchError(url, reason, "Correct it.", alone=True) from error
            except httpx.HTTPError as error:
                reason = f"the server cannot be reached ({error})"
                raise _Again(FetchError(url, reason, "Check the address, or try later.")) from error
        reason = f"more than {policy.redirects} redirects"
        raise FetchError(url, reason, "Give the final address.", alone=True)


class _Again(Exception):
    """A failure that may pass; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, error: FetchError, wait: float = 0.0) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


def _accept(response: httpx.Response, url: str) -> None:
    status = response.status_code
    if status in _AGAIN:
        asked = response.headers.get("retry-after", "")
        error = FetchError(url, f"the server answered {status}", "Try later.", status)
        raise _Again(error, float(asked) if asked.isdigit() else 0.0)
    if status in (401, 403):
        reason = f"the server refused ({status})"
        raise FetchError(url, reason, "Ask its owner for access.", status, alone=True)
    if status >= 400:
        reason = f"the server answered {status}"
        raise FetchError(url, reason, "Correct the address.", status, alone=True)


def _save(
    response: httpx.Response, url: str, policy: FetchPolicy, path: Path, deadline: float
) -> None:
    size = 0
    with path.open("wb") as file:
        for chunk in _unpacked(response):
            size += len(chunk)
            if size > policy.most_bytes:
                reason = f"the answer is larger than {policy.most_bytes:,} bytes"
                status = response.status_code
                raise FetchError(url, reason, "Ask for a smaller extract.", status, alone=True)
            if time.monotonic() > deadline:
                reason = f"the answer took longer than {policy.whole_timeout:g} s"
                raise FetchError(url, reason, "Try later, or ask for a smaller extract.")
            file.write(chunk)


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    """The body in parts of 64 kB at the most.

    httpx would unpack it too, but takes an answer that was cut short for a whole one. Raises
    ``httpx.DecodingError``.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw(PART)
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise httpx.DecodingError(f"packed by {coding}, which was not asked for")
    unpacking, begun = zlib.decompressobj(_ANY_WRAP), False
    for packed in response.iter_raw(PART):
        begun, rest = True, packed
        while rest:
            if unpacking.eof:  # several packed parts may follow one another
                unpacking = zlib.decompressobj(_ANY_WRAP)
            try:
                yield unpacking.decompress(rest, PART)
            except zlib.error as error:
                raise httpx.DecodingError(str(error)) from error
            rest = unpacking.unconsumed_tail or unpacking.unused_data
    if begun and not unpacking.eof:
        raise httpx.DecodingError("it was cut short")

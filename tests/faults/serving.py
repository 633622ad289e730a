"""The site of an installation, served by gunicorn as an operator serves it."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from tests.installation import Installation, wait_for


@dataclass(frozen=True)
class Site:
    """Its address and its first process."""

    url: str
    master: subprocess.Popen[bytes]

    def get(self, path: str, **options: object) -> httpx.Response:
        """The answer to who asks with a connection of their own."""
        return httpx.get(f"{self.url}{path}", timeout=60, **options)

    def answers(self) -> bool:
        """Whether it serves sheets now."""
        try:
            return self.get("/organisations/").status_code == 200
        except httpx.TransportError:
            return False


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(one: Installation, workers: int = 1, port: int = 0) -> Iterator[Site]:
    """The site while the block runs."""
    port = port or free_port()
    one.env |= {"CARREFOUR_INSECURE_COOKIES": "1", "CARREFOUR_API_CALLS": "0"}
    with one.running("serve", "--port", str(port), "--workers", str(workers)) as master:
        site = Site(f"http://127.0.0.1:{port}", master)
        wait_for(site.answers)
        yield site


class Timed:
    """Seconds that a block took."""

    def __enter__(self) -> Timed:
        self._began = time.monotonic()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.seconds = time.monotonic() - self._began

"""The site of the installation that ``CARREFOUR_VAR`` names, served on loopback for a while."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx


@contextmanager
def served() -> Iterator[tuple[str, list[int]]]:
    """The address of the site, and the processes that serve it, the first of them before the rest.

    Raises ``SystemExit`` if it does not answer within half a minute.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "carrefour.cli", "serve", "--port", str(port)]
    # All that is measured comes from one address, which may ask as often as it likes.
    own = {**os.environ, "CARREFOUR_API_CALLS": "0"}
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=own)  # noqa: S603
    try:
        site = f"http://127.0.0.1:{port}"
        _wait_for(site)
        yield site, family(server.pid)
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(site: str) -> None:
    for _ in range(300):
        try:
            answer = httpx.get(f"{site}/projets/", timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            answer.raise_for_status()
            return
    raise SystemExit("the site did not start")


def family(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def backends(pid: int) -> list[int]:
    """The processes of PostgreSQL that answer someone; ``pid`` is its first."""
    found = []
    for child in family(pid)[1:]:
        with suppress(FileNotFoundError):  # it has just ended
            told = Path(f"/proc/{child}/cmdline").read_text()
            if re.match(r"postgres: \S+ \S+ (?:\[local\]|\S+\(\d+\))", told):
                found.append(child)
    return found

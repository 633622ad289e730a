"""Each slow client holds a thread of the site: who opens it to others without a proxy is told.

nginx takes a request whole before it hands it on: behind it slow clients wait alone.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.faults.harvests import Catalogue
from tests.faults.serving import Timed, free_port, serving
from tests.installation import ROOT, Installation, wait_for

SLOW = 200  # connections
BEGUN = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-More: "
HINT = b"8 slow clients are enough to hold this site"


@pytest.mark.parametrize(
    ("host", "proxies", "told"),
    [("0.0.0.0", "", True), ("0.0.0.0", "172.30.77.1", False), ("127.0.0.1", "", False)],  # noqa: S104
)
def test_who_serves_others_without_a_proxy_is_told_of_slow_clients(
    installation: Installation, tmp_path: Path, host: str, proxies: str, *, told: bool
) -> None:
    installation.env |= {"CARREFOUR_PROXIES": proxies, "CARREFOUR_LOG_LEVEL": "INFO"}
    log = tmp_path / "log"
    with (
        log.open("wb") as says,
        installation.running("serve", "--host", host, "--port", str(free_port()), says=says),
    ):
        wait_for(lambda: b"Listening at" in log.read_bytes())
    assert (HINT in log.read_bytes()) is told


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_behind_nginx_slow_clients_keep_nobody_waiting(
    begin: Callable[[str], Catalogue], tmp_path: Path
) -> None:
    with serving(begin("slow")) as site, behind_nginx(site.url, tmp_path) as port, ExitStack() as s:
        address = f"http://localhost:{port}/organisations/"
        wait_for(lambda: answer(address) == 200)
        slow = [s.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(SLOW)]
        for one in slow:
            one.sendall(BEGUN)
        for _ in range(5):
            for one in slow:
                one.sendall(b"a")
            with Timed() as waited:
                assert answer(address) == 200
            assert waited.seconds < 5


def answer(address: str) -> int:
    """The status of what is there, 0 while nothing is."""
    try:
        return httpx.get(address, timeout=20).status_code
    except httpx.TransportError:
        return 0


@contextmanager
def behind_nginx(site: str, folder: Path) -> Iterator[int]:
    """The port of an nginx before ``site``, which hands on as that of deploy/ does, without TLS."""
    told = (ROOT / "deploy/nginx/carrefour.conf").read_text("utf-8")
    location = told[told.index("    location / {") : told.rindex("}")]
    port = free_port()
    (folder / "nginx.conf").write_text(f"""
        daemon off; pid {folder}/pid; error_log stderr; worker_processes 1;
        events {{ worker_connections 1024; }}
        http {{
            access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
            upstream carrefour {{ server {urlsplit(site).netloc}; }}
            server {{ listen 127.0.0.1:{port}; {location} }}
        }}""")
    nginx = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"])  # noqa: S607
    try:
        yield port
    finally:
        nginx.terminate()
        nginx.wait(20)

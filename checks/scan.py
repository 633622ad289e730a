"""The running demonstration, attacked by a scanner: ``python -m checks.scan WAPITI``.

Starts the demonstration on a free port of the loopback, in a folder of its own, and has Wapiti
crawl and attack it twice, as a visitor and as a member, for a bounded time. Ends with 1 for a
finding that is medium or worse. What is scanned is 127.0.0.1: no other address is ever asked.
A scanner that fails of itself is tried once more, then said to have failed: it found nothing out.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
MODULES = (
    "cookieflags", "crlf", "csp", "csrf", "exec", "file", "htaccess", "http_headers", "methods",
    "permanentxss", "redirect", "sql", "upload", "xss",
)  # fmt: skip
MEMBER = "lea@exemple.fr"
STARTS = 300.0  # seconds within which the demonstration is there
CRAWLS, ATTACKS = 20, 4  # seconds for the crawl, and for each module
LASTS = 85  # seconds of one scan at the most
TRIES = 2
MEDIUM = 2  # of Wapiti's levels, from 0 to 4
# Signing out ends the scan; what says elsewhere or fetches is no matter of a scan on the loopback.
NOT_ASKED = ("/compte/deconnexion/", "/en/account/sign-out/", "/atelier/", "/en/workshop/")
_PASSWORD = re.compile(r"Sign in.*: \S+, (\S+)")


def main(wapiti: str) -> int:
    """Scan, tell what was found; 0 when nothing is medium or worse."""
    with tempfile.TemporaryDirectory(prefix="carrefour-scan-") as name:
        folder = Path(name)
        with demonstration(folder) as (site, password):
            visitor = tried(wapiti, site, folder / "visitor")
            member = tried(wapiti, site, folder / "member", session(site, password))
    found = dict.fromkeys((*visitor, *member))
    for line in found:
        print(line)
    print(f"{len(found)} findings that are medium or worse")
    return int(bool(found))


@contextmanager
def demonstration(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of the demonstration, and the password of its people, while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ours = {k: v for k, v in os.environ.items() if not k.startswith("CARREFOUR_")}
    environment = {**ours, "CARREFOUR_VAR": str(folder / "var"), "PYTHONPATH": str(ROOT)}
    log = folder / "demo.log"
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "carrefour.cli", "demo", "--port", str(port)],
            env=environment, stdout=told, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    site, ends = f"http://127.0.0.1:{port}", time.monotonic() + STARTS
    try:
        while not _answers(f"{site}/health/ready"):
            if process.poll() is not None or time.monotonic() > ends:
                raise SystemExit(f"The demonstration does not start:\n{log.read_text('utf-8')}")
            time.sleep(0.5)
        said = _PASSWORD.search(" ".join(log.read_text("utf-8").split()))
        if said is None:
            raise SystemExit("The demonstration tells no password.")
        yield site, said[1]
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def session(site: str, password: str) -> str:
    """The cookie of a member who has signed in."""
    with httpx.Client(base_url=site, timeout=30) as browser:
        page = browser.get("/compte/connexion/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {"username": MEMBER, "password": password}
        form["csrfmiddlewaretoken"] = token[1] if token else ""
        browser.post("/compte/connexion/", data=form)
        if browser.get("/compte/").status_code != 200:
            raise SystemExit("The member cannot sign in.")
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


class ScannerFailed(Exception):
    """The scanner came to no end, for a reason of its own."""


def tried(wapiti: str, site: str, folder: Path, cookie: str = "") -> list[str]:
    """What `scan` finds, at the second try if the first fails; nothing, and said, if both do."""
    failed = ""
    for number in range(TRIES):
        try:
            return scan(wapiti, site, folder.with_name(f"{folder.name}-{number}"), cookie)
        except ScannerFailed as error:
            failed = str(error)
    print(f"{folder.name}: NOT SCANNED: {failed}")
    return []


def scan(wapiti: str, site: str, folder: Path, cookie: str = "") -> list[str]:
    """What Wapiti finds that is medium or worse, by the one to whom ``cookie`` belongs.

    Raises `ScannerFailed`.
    """
    folder.mkdir()
    report = folder / "report.json"
    command = [
        wapiti, "--url", f"{site}/", "--scope", "folder", "--module", ",".join(MODULES),
        "--max-scan-time", str(CRAWLS), "--max-attack-time", str(ATTACKS), "--depth", "4",
        "--max-links-per-page", "40", "--max-files-per-dir", "12", "--tasks", "2",
        "--external-endpoint", site, "--internal-endpoint", site, "--dns-endpoint", "",
        "--store-session", str(folder), "--store-config", str(folder), "--flush-session",
        "--no-bugreport", "--format", "json", "--output", str(report), "--verbose", "0",
    ]  # fmt: skip
    for path in NOT_ASKED:
        command += ["--exclude", f"{site}{path}*"]
    command += ["--cookie-value", cookie] if cookie else []
    try:
        done = subprocess.run(  # noqa: S603 - the scanner that we were given
            command, capture_output=True, text=True, timeout=LASTS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ScannerFailed(f"it did not end within {LASTS} s") from None
    if not report.exists():
        raise ScannerFailed(f"it tells nothing: {(done.stdout + done.stderr).strip()[-300:]}")
    told = json.loads(report.read_text("utf-8"))
    print(f"{folder.name}: {told['infos'].get('crawled_pages_nbr', '?')} pages")
    return list(serious(told))


def serious(report: dict[str, dict[str, list[dict[str, object]]]]) -> Iterator[str]:
    """The findings of a report that are medium or worse, a line each."""
    for part in ("vulnerabilities", "anomalies"):
        for kind, found in report.get(part, {}).items():
            for one in found:
                level = one.get("level", 0)
                if isinstance(level, int) and level >= MEDIUM:
                    yield f"{kind}: {one.get('method')} {one.get('path')}: {one.get('info')}"


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

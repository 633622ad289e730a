"""Each slow client holds a thread of the site: who opens it to others without a proxy is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.serving import free_port
from tests.installation import Installation, wait_for

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

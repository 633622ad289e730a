"""What a scanner finds fails from medium on, and it is sent nowhere but to the loopback."""

from __future__ import annotations

import re
from pathlib import Path

from checks.scan import serious

ROOT = Path(__file__).resolve().parents[2]


def test_what_is_medium_or_worse_is_told() -> None:
    found = [
        {"level": level, "method": "GET", "path": "/", "info": f"of level {level}"}
        for level in range(5)
    ]
    report = {
        "vulnerabilities": {"Reflected Cross Site Scripting": found, "SQL Injection": []},
        "anomalies": {"Internal Server Error": found[2:3]},
        "additionals": {"Fingerprint": found},
    }
    assert [line.rpartition(" ")[2] for line in serious(report)] == ["2", "3", "4", "2"]


def test_only_the_loopback_is_scanned() -> None:
    text = (ROOT / "checks/scan.py").read_text("utf-8")
    assert set(re.findall(r"https?://([\w.{}]+)", text)) == {"127.0.0.1"}
    assert '"--external-endpoint", site' in text

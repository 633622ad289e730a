"""A known hole fails the audit unless it is excepted, in writing and for a while."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from checks.audit import (
    Excepted,
    Hole,
    NotAudited,
    exceptions,
    failing,
    read_npm_audit,
    read_pip_audit,
)

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 12, 1)
PIP = {
    "dependencies": [
        {
            "name": "essai",
            "version": "1.0",
            "vulns": [
                {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["1.1"]},
            ],
        },
        {"name": "sans-faute", "version": "2.0", "vulns": []},
    ]
}
NPM = {
    "vulnerabilities": {
        "essai": {
            "severity": "high",
            "via": [
                {
                    "source": 1,
                    "url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
                    "title": "Prototype pollution",
                    "severity": "high",
                },
                "autre",
            ],
        },
        "petit": {"via": [{"source": 2, "url": "x/GHSA-d", "title": "t", "severity": "low"}]},
    }
}


def test_a_hole_of_a_python_package_fails() -> None:
    (hole,) = read_pip_audit(json.dumps(PIP))
    assert hole == Hole("essai 1.0", ("PYSEC-2026-1", "CVE-2026-1"), "mended in 1.1")
    assert len(list(failing([hole], [], TODAY))) == 1


def test_a_hole_of_an_npm_package_fails_from_middling_on() -> None:
    holes = read_npm_audit(json.dumps(NPM))
    assert [one.ids[0] for one in holes] == ["GHSA-aaaa-bbbb-cccc", "GHSA-d"]
    (wrong,) = failing(holes, [], TODAY)
    assert "Prototype pollution" in wrong


@pytest.mark.parametrize(
    ("until", "fails"), [(TODAY, False), (date(2026, 11, 30), True), (date(2027, 1, 1), False)]
)
def test_an_exception_holds_until_its_day(until: date, fails: bool) -> None:
    holes = read_pip_audit(json.dumps(PIP))
    wrong = list(failing(holes, [Excepted("CVE-2026-1", until, "not called")], TODAY))
    assert bool(wrong) == fails
    assert all("ended on" in one for one in wrong)


@pytest.mark.parametrize(
    "text",
    ["- {id: CVE-1}", "- {id: CVE-1, until: 2027-01-01}", "- {until: 2027-01-01, why: x}",
     "- {id: CVE-1, until: soon, why: x}"],
)  # fmt: skip
def test_an_exception_without_a_day_or_a_reason_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="needs an id"):
        exceptions(text)


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (read_pip_audit, '{"dependencies": [{"name": "a", "skip_reason": "not found on PyPI"}]}'),
        (read_pip_audit, '{"dependencies": []}'),
        (read_pip_audit, "no JSON"),
        (read_npm_audit, '{"error": {"summary": "405"}}'),
        (read_npm_audit, '{"message": "getaddrinfo ENOTFOUND"}'),
    ],
)
def test_what_could_not_be_asked_is_said_and_is_no_fault(read, said: str) -> None:
    with pytest.raises(NotAudited):
        read(said)


def test_the_exceptions_that_are_kept_can_be_read() -> None:
    exceptions((ROOT / "checks/exceptions.yml").read_text("utf-8"))


def test_the_rules_against_dangerous_code_are_on() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in told["select"]
    assert not [rule for rule in told["ignore"] if rule.startswith("S") and rule != "SIM905"]
    ours = {p for p, rules in told["per-file-ignores"].items() if any(r[0] == "S" for r in rules)}
    assert ours == {"tests/**"}

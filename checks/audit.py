"""Known holes of the libraries that we build on: ``python -m checks.audit``.

Asks the advisories of PyPI by pip-audit, and those of npm. Ends with 1 for a hole that
``exceptions.yml`` does not name, or names no more. A service that cannot be reached is told, and is
no fault: what was not audited is said so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.lock"
PATIENCE = 300  # seconds
_NO_HOLE_OF_OURS = ("info", "low")  # severities of npm that are told and do not fail


@dataclass(frozen=True, slots=True)
class Hole:
    """A known hole: where it is, by which ids it is known, what it is, whether it fails."""

    package: str
    ids: tuple[str, ...]
    what: str
    fails: bool = True


@dataclass(frozen=True, slots=True)
class Excepted:
    """A hole that we live with ``until`` a day, and ``why``."""

    id: str
    until: date
    why: str


class NotAudited(Exception):
    """A service cannot be reached, or did not answer about what was asked; says why."""


def main() -> int:
    """Audit all, tell what was found; 0 when nothing fails."""
    excepted = exceptions((ROOT / "checks/exceptions.yml").read_text("utf-8"))
    failed = False
    for name, audit in (("Python", python_holes), ("npm", npm_holes)):
        try:
            holes = list(audit())
        except NotAudited as reason:
            print(f"{name}: NOT AUDITED: {reason}")
            continue
        wrong = list(failing(holes, excepted, datetime.now(UTC).date()))
        for line in wrong:
            print(f"{name}: {line}")
        print(f"{name}: {len(holes)} known holes, {len(wrong)} without a valid exception")
        failed = failed or bool(wrong)
    return int(failed)


def exceptions(text: str) -> list[Excepted]:
    """Those of ``exceptions.yml``. Raises ``ValueError`` for one without id, day or reason."""
    told = []
    for one in yaml.safe_load(text) or []:
        until, why = one.get("until"), str(one.get("why") or "").strip()
        if not one.get("id") or not isinstance(until, date) or not why:
            raise ValueError(f"exceptions.yml: {one}: needs an id, a day 'until', and 'why'")
        told.append(Excepted(str(one["id"]), until, why))
    return told


def failing(holes: list[Hole], excepted: list[Excepted], today: date) -> Iterator[str]:
    """What is wrong with each hole that no exception of today names."""
    for hole in holes:
        known = [one for one in excepted if one.id in hole.ids]
        if any(one.until >= today for one in known) or not hole.fails:
            continue
        past = f" (its exception ended on {known[0].until})" if known else ""
        yield f"{hole.package}: {', '.join(hole.ids)}: {hole.what}{past}"


def python_holes() -> list[Hole]:
    """Those of the locked Python packages. Raises `NotAudited`."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--no-deps", "--disable-pip"]
    return read_pip_audit(_said([*command, "--format", "json", "--progress-spinner", "off"]))


def npm_holes() -> list[Hole]:
    """Those of the locked npm packages. Raises `NotAudited`."""
    return read_npm_audit(_said(["npm", "audit", "--json", "--audit=true"]))


def read_pip_audit(said: str) -> list[Hole]:
    """What pip-audit found. Raises `NotAudited` when it could look nothing up."""
    asked = _object(said).get("dependencies") or []
    skipped = [one["name"] for one in asked if "skip_reason" in one]
    if not asked or len(skipped) == len(asked):
        why = asked[0]["skip_reason"] if asked else "it knows no package"
        raise NotAudited(f"the advisories of PyPI cannot be asked ({why})")
    if skipped:
        print(f"Python: not looked up: {', '.join(skipped)}")
    return [
        Hole(
            f"{one['name']} {one['version']}",
            (hole["id"], *hole.get("aliases", ())),
            f"mended in {', '.join(hole['fix_versions']) or 'no release yet'}",
        )
        for one in asked
        for hole in one.get("vulns", ())
    ]


def read_npm_audit(said: str) -> list[Hole]:
    """What npm found. Raises `NotAudited` when it could ask nobody."""
    told = _object(said)
    if "vulnerabilities" not in told:
        error = told.get("error")
        summary = error.get("summary") if isinstance(error, dict) else ""
        why = summary or told.get("message") or "no answer"
        raise NotAudited(f"the advisories of npm cannot be asked ({why})")
    return [
        Hole(
            name,
            (str(via.get("url", "")).rpartition("/")[2], str(via.get("source", ""))),
            str(via.get("title", "")),
            fails=via.get("severity") not in _NO_HOLE_OF_OURS,
        )
        for name, one in told["vulnerabilities"].items()
        for via in one.get("via", ())
        if isinstance(via, dict)
    ]


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own commands
            command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAudited(str(error)) from error
    if not done.stdout.strip():
        raise NotAudited((done.stderr.strip().splitlines() or ["it says nothing"])[-1])
    return done.stdout


def _object(said: str) -> dict[str, object]:
    try:
        told = json.loads(said)
    except json.JSONDecodeError as error:
        raise NotAudited(f"its answer is no JSON ({error})") from error
    return told if isinstance(told, dict) else {}


if __name__ == "__main__":
    sys.exit(main())

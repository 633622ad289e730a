"""No secret is in the repository or in the settings: they come from the environment alone."""

from __future__ import annotations

import ast
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installation import Installation

ROOT = Path(__file__).resolve().parents[2]
SECRETS = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bglpat-[\w-]{20}\b|\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bpypi-[\w-]{50,}"
)
NAMES = re.compile(r"secret|password|passwd|token|api_?key", re.I)


def texts() -> list[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.split("\0")  # fmt: skip
    if not any(listed):
        pytest.skip("this is no clone of the repository")
    found = []
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 2_000_000:
            found.append((name, path.read_text("utf-8", errors="ignore")))
    return found


def test_the_repository_holds_no_secret() -> None:
    assert [name for name, text in texts() if SECRETS.search(text)] == []
    kept = [name for name, _ in texts() if Path(name).suffix in (".pem", ".key", ".p12", ".env")]
    assert kept == []


def test_settings_hold_no_secret_but_read_it_from_the_environment() -> None:
    tree = ast.parse((ROOT / "carrefour/settings.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = [t.id for t in targets if isinstance(t, ast.Name) and NAMES.search(t.id)]
            plain = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            assert not (named and plain), named


def test_the_key_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    ours = {k: v for k, v in os.environ.items() if not k.startswith("CARREFOUR_")}
    keys = set()
    for name in ("a", "b"):
        done = subprocess.run(
            [sys.executable, "-c", "from carrefour.settings import SECRET_KEY; print(SECRET_KEY)"],
            env={**ours, "CARREFOUR_VAR": str(tmp_path / name), "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        keys.add(done.stdout.strip())
        mode = (tmp_path / name / "secret-key").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
    assert len(keys) == 2
    assert all(len(key) > 50 for key in keys)


def test_no_page_and_no_figure_tells_a_setting(installation: Installation) -> None:
    secret = "tout-a-fait-unique-0123456789-abcdefghij-ABCDEFGHIJ"
    installation.env |= {"CARREFOUR_SECRET_KEY": secret, "CARREFOUR_OIDC_SECRET": secret}
    told = installation.python(
        "from django.test import Client\n"
        "client = Client(raise_request_exception=False)\n"
        "for path in ('/', '/rien/', '/metrics', '/health/sources.json', '/api/v1/openapi.json'):\n"
        "    print(client.get(path, headers={'host': 'localhost'}).content.decode())\n"
    )
    assert secret not in told
    assert secret not in installation.run("doctor", "--json", ends=2)


def test_the_threat_model_names_tests_that_there_are() -> None:
    told = (ROOT / "docs/security.md").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", told))
    assert len(named) > 20
    assert {name for name in named if not list((ROOT / "tests").rglob(f"{name}.py"))} == set()
    assert all((ROOT / folder).is_dir() for folder in re.findall(r"`(tests/\w+)`", told))

"""What is shipped to run Carrefour elsewhere: read by the programs that will read it, if there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

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


def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    tool = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    openssl = shutil.which("openssl")
    if tool is None or openssl is None:
        pytest.skip("nginx is not installed")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x",
         "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx/carrefour.conf").read_text("utf-8")
    site = site.replace("/etc/letsencrypt/live/carrefour.example.org", str(tmp_path))
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {site} }}"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    done = subprocess.run(
        [tool, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

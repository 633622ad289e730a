"""The dashboard and the alerts that are shipped ask for figures that there are."""

from __future__ import annotations

import json
import re
import socket
import time
from pathlib import Path

import httpx
import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from carrefour.pipeline.health import Health
from tests.installation import Installation, wait_for

ROOT = Path(__file__).resolve().parents[2]
DASHBOARD = json.loads((ROOT / "deploy/grafana/carrefour.json").read_text("utf-8"))
ALERTS = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
ASKED = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
_NAME = re.compile(r"\bcarrefour_\w+")


def told(client: Client) -> dict[str, set[str]]:
    """The names of the labels of each figure in /metrics."""
    text = client.get("/metrics").content.decode()
    return {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def figures(client, harvest_rows) -> dict[str, set[str]]:
    harvest_rows()
    client.get("/projets/?q=jardin")
    return told(client)


@pytest.mark.parametrize("expression", [*ASKED, *(rule["expr"] for rule in RULES)])
def test_every_figure_that_is_asked_for_is_there(figures, expression: str) -> None:
    names = set(_NAME.findall(expression))
    assert names or "up{" in expression
    assert names <= figures.keys()
    known = set().union(*(figures[name] for name in names)) if names else {"job"}
    for labels in re.findall(r"by \(([^)]+)\)", expression):
        assert {one.strip() for one in labels.split(",")} <= known, expression
    for states in re.findall(r'state[=!]~"([\w|]+)"', expression):
        assert set(states.split("|")) <= {state.value for state in Health}
    assert expression.count("(") == expression.count(")")


def test_every_figure_is_documented_and_shown(figures) -> None:
    documented = (ROOT / "docs/operator.md").read_text("utf-8")
    for name in {re.sub(r"_(?:bucket|sum|count|created)$", "", one) for one in figures}:
        assert f"`{name}" in documented, name
        assert any(name in expression for expression in ASKED), name


def test_every_alert_says_what_is_wrong_and_the_cure() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["cure"]
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert re.fullmatch(r"\d+[mh]", rule["for"])


def test_the_processes_of_the_site_count_together(installation: Installation) -> None:
    installation.run("index")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    with installation.running("serve", "--port", str(port), "--workers", "2"):
        wait_for(lambda: _answers(site))
        for _ in range(20):
            # A connection of its own for each, so that both processes are asked.
            httpx.get(f"{site}/projets/?q=jardin", timeout=30)
        time.sleep(0.1)
        seen = {_count(site) for _ in range(6)}
    assert seen == {20.0}


def _count(site: str) -> float:
    text = httpx.get(f"{site}/metrics", timeout=30).text
    line = 'carrefour_request_seconds_count{status="200",view="web:results"}'
    return next(float(one.rpartition(" ")[2]) for one in text.splitlines() if one.startswith(line))


def _answers(site: str) -> bool:
    try:
        return httpx.get(f"{site}/health/live", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False

"""Installations that are killed, and the partner whom they harvest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.harvests import FIRST, Catalogue
from tests.harvest.conftest import partner
from tests.installation import Installation

__all__ = ["partner"]
KILLS = 4  # points in time at which a harvest is killed, unless more are asked for


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=KILLS, help="Kill harvests at so many points")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # Known only to a run that names this folder: `pytest tests/faults --kills 60`.
    if "point" in metafunc.fixturenames:
        metafunc.parametrize("point", range(metafunc.config.getoption("--kills", KILLS)))


@pytest.fixture(scope="session")
def harvested(tmp_path_factory, empty_database: Installation) -> Installation:
    """An installation that harvested its source once."""
    folder = tmp_path_factory.mktemp("harvested")
    first = Installation(folder, like=empty_database)
    copy = folder / "first.json"
    copy.write_text(FIRST, "utf-8")
    first.declare("essai", {"url": "http://127.0.0.1:9/data"}, watch={"gone_after": 1})
    first.run("harvest", "essai", "--from", str(copy))
    first.run("worker", "--once")  # what it does from time to time is done
    return first


@pytest.fixture
def begin(tmp_path: Path, harvested: Installation, partner) -> Callable[[str], Catalogue]:
    """A copy of that installation, by a name of its own; its source has changed since."""

    def copied(name: str) -> Catalogue:
        folder = tmp_path / name
        folder.mkdir()
        host = partner.url.removeprefix("http://")
        one = Catalogue(folder, like=harvested, CARREFOUR_ALLOW_PRIVATE=host)
        one.declare("essai", {"url": f"{partner.url}/data"}, watch={"gone_after": 1})
        return one

    return copied

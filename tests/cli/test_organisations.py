"""`carrefour organisations`: waiting, same, different, undo, as an operator types it."""

from __future__ import annotations

import json

import pytest

from tests.harvest.conftest import partner
from tests.installation import Installation

__all__ = ["partner"]

ITEMS = [
    {"id": "1", "nom": "Un", "porteur": "Maisons du vélo", "lieu": "44000 Nantes"},
    {"id": "2", "nom": "Deux", "porteur": "La maison du vélo", "lieu": "35000 Rennes"},
]


@pytest.fixture
def filled(installation: Installation, partner) -> Installation:
    installation.env["CARREFOUR_ALLOW_PRIVATE"] = partner.url.removeprefix("http://")
    partner.answers["/un"] = json.dumps(ITEMS)
    fields = {"title": "nom", "holder": "porteur"}
    installation.declare("un", {"url": f"{partner.url}/un"}, fields=fields)
    installation.run("harvest", "un")
    return installation


def carriers(installation: Installation) -> int:
    query = "select count(distinct carrier_id) from catalogue_sheet"
    return int(installation.rows(query)[0][0])


def test_names_wait_are_united_told_apart_and_undone(filled: Installation) -> None:
    assert "Maisons du vélo (maisons-du-velo)" in filled.run("organisations", "waiting")
    assert carriers(filled) == 2
    filled.run("organisations", "same", "maisons du velo", "maison-du-velo")
    assert carriers(filled) == 1
    filled.run("organisations", "undo", "maisons du velo", "maison-du-velo")
    assert carriers(filled) == 2
    filled.run("organisations", "different", "Maisons du vélo", "La maison du vélo")
    assert "vélo" not in filled.run("organisations", "waiting")
    lost = filled.run("organisations", "same", "Personne", "maison-du-velo", ends=1)
    assert "no organisation bears that name" in lost

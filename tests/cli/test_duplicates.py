"""`carrefour duplicates`: find, wait, decide, undo, as an operator types it."""

from __future__ import annotations

import json

import pytest

from tests.harvest.conftest import partner
from tests.installation import Installation

__all__ = ["partner"]

FIRST = [
    {
        "id": "1",
        "nom": "La Ressourcerie des Lilas",
        "texte": "On y répare.",
        "lieu": "44000 Nantes",
    },
    {"id": "2", "nom": "Fournil du canal", "texte": "Du pain.", "lieu": "35000 Rennes"},
    {"id": "3", "nom": "Fournil du canal", "texte": "Du pain bio.", "lieu": "35000 Rennes"},
]
SECOND = [
    {"id": "a", "nom": "Ressourcerie des Lilas", "texte": "Réparer.", "lieu": "44000 Nantes"},
]


@pytest.fixture
def filled(installation: Installation, partner) -> Installation:
    installation.env["CARREFOUR_ALLOW_PRIVATE"] = partner.url.removeprefix("http://")
    for name, items in (("un", FIRST), ("deux", SECOND)):
        partner.answers[f"/{name}"] = json.dumps(items)
        installation.declare(name, {"url": f"{partner.url}/{name}"}, places=[{"text": "lieu"}])
    installation.run("harvest", "un", "deux")
    return installation


def shown(installation: Installation) -> int:
    query = "select count(*) from catalogue_sheet where withdrawn_at is null"
    return installation.rows(query)[0][0]


def test_an_operator_finds_decides_and_undoes_by_command(filled, tmp_path):
    assert shown(filled) == 3
    told = filled.run("duplicates", "find")
    assert "4 records compared" in told
    assert "0 sheets made again" in told
    waiting = filled.run("duplicates", "waiting")
    assert "un/2  Fournil du canal" in waiting
    assert "un/3  Fournil du canal" in waiting
    assert "applied" in filled.run("duplicates", "decide", "un/2", "un/3", "--same")
    assert shown(filled) == 2
    assert "applied" in filled.run("duplicates", "decide", "un/1", "deux/a", "--different")
    assert shown(filled) == 3
    file = tmp_path / "decisions.jsonl"
    assert "2 decisions" in filled.run("decisions", "export", str(file))
    filled.run("duplicates", "undo", "un/1", "deux/a")
    assert shown(filled) == 2
    filled.run("rebuild")
    assert shown(filled) == 2
    assert "2 known already" in filled.run("decisions", "import", str(file))


def test_what_cannot_be_decided_is_told(filled):
    told = filled.run("duplicates", "decide", "un/77", "un/2", "--same", ends=1)
    assert "no such record" in told
    assert "one record" in filled.run("duplicates", "decide", "un/2", "un/2", "--same", ends=1)
    assert "--same or --different" in filled.run("duplicates", "decide", "un/1", "un/2", ends=2)

"""The documents that the tests of this folder search, in the engine that is tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrefour.search.cells import COVERED_BY, cell_at, numbered
from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine
from tests.opensearch import OpenEngine

NANTES, RENNES, REUNION = (47.218, -1.554), (48.111, -1.674), (-20.882, 55.450)
DOCUMENTS = [
    Document(
        id="a",
        title="Les Jardins partagés d’Épinay",
        summary="On y cultive ensemble.",
        themes=("AGR",),
        points=(NANTES,),
        territories=("departement:44", "region:52"),
        date=1,
    ),
    Document(
        id="b",
        title="Accès à l’emploi",
        description="Un tiers-lieu où l’on cultive l’entraide.",
        themes=("EMP",),
        points=(RENNES,),
        territories=("departement:35", "region:53"),
        date=3,
    ),
    Document(
        id="c",
        title="Zéro déchet",
        summary="Réparer avant de jeter.",
        themes=("DEC", "EMP"),
        points=(REUNION, NANTES),
        territories=("departement:974", "region:04"),
        date=2,
    ),
]


@pytest.fixture
def engine(open_engine: OpenEngine, tmp_path: Path) -> SearchEngine:
    """An engine that holds `DOCUMENTS`."""
    engine = open_engine(tmp_path / "index")
    engine.rebuild(DOCUMENTS)
    return engine


def cells_with(point: tuple[float, float]) -> set[int]:
    """The cells of all zooms that hold ``point``, as shapes are covered by them."""
    return {numbered(cell_at(*point, zoom), zoom) for zoom in COVERED_BY}

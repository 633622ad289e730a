"""What tests share: one gazetteer for all, and an installation of its own for each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings

from carrefour.harvest.connectors import LocalFile
from carrefour.pipeline import engine as engine_module
from carrefour.pipeline import gazetteer as gazetteer_module
from carrefour.pipeline.harvesting import Report, harvest
from carrefour.territory.build import build
from carrefour.territory.gazetteer import Gazetteer
from tests.installation import Installation

# A machine that does other work too must not make a test of properties fail.
hypothesis_settings.register_profile("calm", deadline=None)
hypothesis_settings.load_profile("calm")
ROOT = Path(__file__).resolve().parent.parent
DECOUPAGE = ROOT / "node_modules/@etalab/decoupage-administratif/data"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: a packed body holds the time at which a process made it."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """All of France, built from the registry packages."""
    return build(DECOUPAGE)


@pytest.fixture
def site(settings, tmp_path, monkeypatch, db, gazetteer) -> Iterator[Path]:
    """An empty installation: a folder of its own, an empty database and index."""
    settings.VAR_DIR = tmp_path
    settings.INDEX_DIR = tmp_path / "index"
    # Every module that asks for the gazetteer is given the one that was built already.
    monkeypatch.setattr(Gazetteer, "load", lambda _path: gazetteer)
    gazetteer_module.gazetteer.cache_clear()
    engine_module.search_engine.cache_clear()
    cache.clear()  # the first page is kept for a minute
    yield tmp_path
    engine_module.search_engine.cache_clear()


DEFINITION = """
id: essai
title: Source d'essai
organisation: {id: essai-org, name: Organisation d'essai}
licence: CC0-1.0
fetch: {kind: csv, separator: ";"}
watch: {gone_after: 1}
record_id: "{id}"
fields: {title: nom, description: texte, tags: {path: tags, split: ","}, start_date: debut}
places: [{text: lieu}]
tags: {jardin: AGR, emploi: EMP, énergie: ENE}
"""
ROWS = [
    "1;Le Jardin partagé;On y cultive ensemble.;jardin;2020;44000 Nantes",
    "2;Garage solidaire;Réparer pour retrouver un emploi.;emploi;2021;35000 Rennes",
    "3;Soleil citoyen;Une centrale sur les toits.;énergie;2022;97400 Saint-Denis",
]


@pytest.fixture
def harvest_rows(site: Path):
    """Harvest a small CSV of (id; nom; texte; tags; debut; lieu) rows, and report."""
    from carrefour.catalogue.definition_file import parse

    def run(rows: list[str] = ROWS, *, definition: str = DEFINITION, **options) -> Report:
        copy = site / "copy.csv"
        copy.write_text("\n".join(["id;nom;texte;tags;debut;lieu", *rows]), "utf-8")
        return harvest(parse(definition), LocalFile(copy), **options)

    return run


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory, gazetteer) -> Path:
    """The folder of an installation that was set up and holds nothing."""
    folder = tmp_path_factory.mktemp("set-up")
    empty = Installation(folder)
    gazetteer.save(empty.var / "gazetteer.json.gz")
    empty.run("setup")
    return empty.var


@pytest.fixture
def installation(tmp_path: Path, empty_database: Path) -> Installation:
    """A whole installation, in files, for tests that need processes."""
    new = Installation(tmp_path)
    shutil.copytree(empty_database, new.var)
    return new

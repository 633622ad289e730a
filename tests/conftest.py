"""What tests share: one gazetteer for all, and an installation of its own for each."""

from __future__ import annotations

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
from tests import databases
from tests.installation import Installation
from tests.opensearch import OpenEngine, drop_indices, engines, prefix_of

# A machine that does other work too must not make a test of properties fail.
hypothesis_settings.register_profile("calm", deadline=None)
hypothesis_settings.load_profile("calm")
ROOT = Path(__file__).resolve().parent.parent
DECOUPAGE = ROOT / "node_modules/@etalab/decoupage-administratif/data"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: a packed body holds the time at which a process made it."""
    return argname if isinstance(val, bytes) else None


# pytest-django keeps the database from every test that has none of these, nor its mark.
OF_DATABASE = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}


def uses_database(item: pytest.Item) -> bool:
    """Whether a test may touch a database, itself or by processes of an installation."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") is not None
    return marked or bool(fixtures & {*OF_DATABASE, "empty_database"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what it may make a difference to: all else was run on SQLite."""
    for item in items:
        if _in_real_time(item):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if databases.SERVER:
        config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
        items[:] = filter(uses_database, items)


def _in_real_time(item: pytest.Item) -> bool:
    """Whether a test waits for a browser or for processes, which a busy machine may stall.

    Such a test is tried once more, and the summary tells how many were.
    """
    waits = "empty_database" in getattr(item, "fixturenames", ())
    return waits or item.get_closest_marker("browser") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let only those tests make installations that run on PostgreSQL too."""
    Installation.allowed = uses_database(item)


@pytest.fixture(autouse=True)
def _databases_are_dropped() -> Iterator[None]:
    """The databases that a test made for its installations are gone after it."""
    before = len(databases.Served.made)
    yield
    databases.drop_those_after(before)


@pytest.fixture(scope="session", autouse=True)
def _all_databases_are_dropped() -> Iterator[None]:
    yield
    databases.drop_those_after(0)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """All of France, built from the registry packages."""
    return build(DECOUPAGE)


@pytest.fixture
def site(settings, tmp_path, monkeypatch, db, gazetteer) -> Iterator[Path]:
    """An empty installation: a folder of its own, an empty database and index."""
    settings.VAR_DIR = tmp_path
    settings.INDEX_DIR = tmp_path / "index"
    settings.OPENSEARCH_PREFIX = prefix_of(tmp_path)
    # Every module that asks for the gazetteer is given the one that was built already.
    monkeypatch.setattr(Gazetteer, "load", lambda _path: gazetteer)
    gazetteer_module.gazetteer.cache_clear()
    engine_module.search_engine.cache_clear()
    cache.clear()  # the first page is kept for a minute
    yield tmp_path
    drop_indices()
    engine_module.search_engine.cache_clear()


@pytest.fixture
def open_engine() -> Iterator[OpenEngine]:
    """Opens the engine that is tested over the index of a folder, with synonyms if given."""
    with engines() as open_:
        yield open_


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
def empty_database(tmp_path_factory, gazetteer) -> Installation:
    """An installation that was set up and holds nothing: others are made like it."""
    empty = Installation(tmp_path_factory.mktemp("set-up"))
    gazetteer.save(empty.var / "gazetteer.json.gz")
    empty.run("setup")
    return empty


@pytest.fixture
def installation(tmp_path: Path, empty_database: Installation) -> Installation:
    """A whole installation, in files, for tests that need processes."""
    return Installation(tmp_path, like=empty_database)

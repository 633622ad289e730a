"""Projects in priority neighbourhoods and rural communes are told so, and found by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Sheet, Source
from carrefour.pipeline.corrections import correct
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.harvesting import rebuild
from carrefour.pipeline.indexing import index_everything
from carrefour.pipeline.zoning import zones_path
from carrefour.search.query import Facet, Query
from carrefour.territory.zones import Zones, read_areas
from carrefour.web.templatetags.carrefour_web import sheet_url
from tests.installation import Installation
from tests.territory.test_zones import CSV, feature, saved

GARDEN = sheet_id("essai", "1")


@pytest.fixture
def zones(site: Path, tmp_path: Path) -> None:
    Zones(read_areas(saved(tmp_path, feature())), {"35238": "Rural"}).save(zones_path())


def test_a_project_at_an_address_in_a_neighbourhood_is_told_and_found(
    zones, harvest_rows, client: Client
) -> None:
    harvest_rows()
    garden = Sheet.objects.get(pk=GARDEN)
    assert garden.places.get().zones == []  # in Nantes, but nobody says where
    correct(garden, "places", "5 rue Crébillon, 44000 Nantes @ 47.213, -1.56", "ana")
    assert garden.places.get().zones == ["qpv:QN04401M"]
    found = search_engine().search(Query(chosen=((Facet.ZONE, ("qpv",)),)))
    assert [hit.id for hit in found.hits] == [GARDEN]
    assert sorted(search_engine().search(Query()).facets[Facet.ZONE]) == [("qpv", 1), ("rural", 1)]
    assert "Quartier prioritaire\u00a0: Bellevue" in client.get(sheet_url(garden)).content.decode()
    page = client.get("/projets/?zone=qpv").content.decode()
    assert "Quartier prioritaire (QPV)" in page
    assert "1 projet" in page


def test_zones_given_later_reach_sheets_at_the_next_harvest(
    harvest_rows, site: Path, tmp_path: Path
) -> None:
    harvest_rows()
    assert not search_engine().search(Query()).facets[Facet.ZONE]
    Zones(rural={"35238": "Rural"}).save(zones_path())
    report = harvest_rows()
    assert (report.unchanged, report.sheets.changed) == (3, 1)
    assert search_engine().search(Query()).facets[Facet.ZONE] == [("rural", 1)]
    zones_path().unlink()
    rebuild(Source.objects.get())
    index_everything(search_engine())
    assert not search_engine().search(Query()).facets[Facet.ZONE]


def test_an_operator_gives_files_by_command(installation: Installation, tmp_path: Path) -> None:
    told = installation.run("territories", "zones", "qpv", str(saved(tmp_path, feature())))
    assert told.startswith("1 priority neighbourhoods.")
    table = tmp_path / "frr.csv"
    table.write_text(CSV)
    told = installation.run("territories", "zones", "rural", str(table), "--only", "FRR+")
    assert "1  FRR+" in told
    assert Zones.load(installation.var / "zones.json.gz").rural == {"26113": "FRR+"}
    assert len(Zones.load(installation.var / "zones.json.gz").areas) == 1
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"features": [1]}))
    told = installation.run("territories", "zones", "qpv", str(broken), ends=1)
    assert "zone 1 cannot be read" in told

"""A search as what a GoGoCarto map imports."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from carrefour.catalogue.models import Sheet
from carrefour.harvest.connectors import LocalFile
from tests.harvest.trying import records


def test_our_own_reader_of_such_maps_reads_it(client: Client, harvest_rows, tmp_path: Path) -> None:
    harvest_rows()
    Sheet.objects.filter(title="Garage solidaire").update(licence="Tous droits réservés")
    answer = client.get("/projets/export.gogocarto")
    assert 'gogocarto.json"' in answer["Content-Disposition"]
    copy = tmp_path / "elements.json"
    copy.write_bytes(b"".join(answer.streaming_content))
    found = {one["name"]: one for one in records(LocalFile(copy), kind="gogocarto")}
    assert found.keys() == {"Le Jardin partagé", "Soleil citoyen"}
    garden = found["Le Jardin partagé"]
    assert garden["id"] == Sheet.objects.get(title="Le Jardin partagé").pk
    assert abs(garden["geo"]["latitude"] - 47.2) < 0.2
    assert garden["address"]["addressLocality"] == "Nantes"
    assert garden["licence"] == "CC0-1.0"

"""What changes is told as activities, in pages, deletions included."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from carrefour.catalogue.models import Sheet
from carrefour.opendata.giving import note_given
from carrefour.opendata.views import activities

HERE = "/donnees/activites"


def walk(client: Client) -> list[dict]:
    """Every activity, from the first page to the last."""
    collection = client.get(HERE)
    assert collection["Content-Type"] == "application/activity+json"
    told, address = [], collection.json()["first"]
    while address:
        page = client.get(address[address.index(HERE) :]).json()
        assert page["type"] == "OrderedCollectionPage"
        told += page["orderedItems"]
        address = page.get("next", "")
    assert len(told) == collection.json()["totalItems"]
    return told


def test_the_latest_comes_first_and_each_once(client: Client, harvest_rows, monkeypatch) -> None:
    harvest_rows([f"{n};Projet {n};Texte;jardin;2020;44000 Nantes" for n in range(7)])
    monkeypatch.setattr(activities, "PAGE", 3)
    told = walk(client)
    assert len({one["object"]["id"] for one in told}) == 7
    assert [one["published"] for one in told] == sorted(
        (one["published"] for one in told), reverse=True
    )
    assert {one["type"] for one in told} == {"Create"}


def test_what_changed_went_or_closed_is_told_as_such(client: Client, harvest_rows) -> None:
    harvest_rows()
    note_given()
    garden, garage, sun = Sheet.objects.order_by("pk")
    now = garden.told_at + timedelta(seconds=9)
    Sheet.objects.filter(pk=garden.pk).update(updated_at=now, told_at=now)
    Sheet.objects.filter(pk=garage.pk).update(withdrawn_at=now, told_at=now)
    Sheet.objects.filter(pk=sun.pk).update(licence="Tous droits réservés", told_at=now)
    told = {one["object"]["id"].split("-")[-1].split("/")[0]: one for one in walk(client)}
    assert told[garden.pk]["type"] == "Update"
    assert told[garden.pk]["object"]["name"] == garden.title
    for gone in (garage, sun):
        assert told[gone.pk]["type"] == "Delete"
        assert told[gone.pk]["object"]["type"] == "Tombstone"
        assert "name" not in told[gone.pk]["object"]


@pytest.mark.parametrize(
    "before", ["", "hier", "2026-01-01", "99999-01-01T00:00Z", "2026-13-01T0Z"]
)
def test_a_page_that_is_none_is_not_there(client: Client, site, before) -> None:
    assert client.get(HERE, {"before": before}).status_code == 404

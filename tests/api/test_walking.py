"""Walking through the pages of a search by cursor, and following changes."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from tests.conftest import ROWS

MANY = [f"{n};Le jardin {n};Cultiver.;jardin;2020;44000 Nantes" for n in range(1, 13)]


def after(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if url else ""


def walk(client, url: str) -> list[str]:
    seen = []
    while url:
        page = client.get(url).json()
        seen += [one["id"] for one in page["results"]]
        url = after(page["next"])
    return seen


def settle() -> None:
    """What was harvested just now was so a while ago."""
    earlier = timezone.now() - timedelta(minutes=1)
    for number, pk in enumerate(
        Sheet.objects.order_by("told_at", "pk").values_list("pk", flat=True)
    ):
        Sheet.objects.filter(pk=pk).update(told_at=earlier + timedelta(milliseconds=number))


@pytest.mark.parametrize("filters", ["q=jardin", "sort=title", "near=47.2,-1.5&sort=distance", ""])
def test_a_walk_tells_every_project_once(client, harvest_rows, filters) -> None:
    harvest_rows(MANY)
    seen = walk(client, f"/api/v1/projects?per_page=5&{filters}")
    assert len(seen) == len(set(seen)) == 12


def test_projects_that_come_and_go_neither_repeat_nor_skip_others(client, harvest_rows) -> None:
    harvest_rows(MANY)
    first = client.get("/api/v1/projects?per_page=5&sort=title").json()
    seen = [one["id"] for one in first["results"]]
    rest = [f"{n};Le jardin {n};Cultiver.;jardin;2020;44000 Nantes" for n in range(3, 13)]
    added = [f"{n};Avant {n};Cultiver.;jardin;2020;44000 Nantes" for n in range(20, 27)]
    harvest_rows(rest + added)
    seen += walk(client, after(first["next"]))
    assert len(seen) == len(set(seen))
    alive = set(
        Sheet.objects.filter(withdrawn_at=None, title__startswith="Le").values_list("pk", flat=True)
    )
    assert alive <= set(seen)
    assert not Sheet.objects.filter(pk__in=seen, title__startswith="Avant").exists()


def test_a_cursor_is_of_its_search_and_of_no_other(client, harvest_rows) -> None:
    harvest_rows(MANY)
    cursor = client.get("/api/v1/projects?per_page=5&q=jardin").json()["cursor"]
    refused = client.get("/api/v1/projects", {"q": "soleil", "cursor": cursor})
    assert refused.status_code == 422
    assert "another search" in refused.json()["errors"]["cursor"]
    for forged in ("x", "é", "W10", "bnVsbA", cursor[:-4], "A" * 300):
        assert client.get("/api/v1/projects", {"cursor": forged}).status_code == 422
        assert client.get("/api/v1/changes", {"cursor": forged}).status_code == 422


def test_changes_are_told_in_order_with_those_that_went(client, harvest_rows) -> None:
    harvest_rows()
    settle()
    first = client.get("/api/v1/changes", {"per_page": 2}).json()
    assert (len(first["changes"]), first["more"]) == (2, True)
    second = client.get(after(first["next"])).json()
    assert (len(second["changes"]), second["more"]) == (1, False)
    assert {one["change"] for one in first["changes"] + second["changes"]} == {"changed"}
    harvest_rows([ROWS[0].replace("On y cultive", "On y sème"), ROWS[1]])
    Sheet.objects.filter(told_at__gt=timezone.now() - timedelta(seconds=30)).update(
        told_at=timezone.now() - timedelta(seconds=20)
    )
    third = client.get(after(second["next"])).json()
    told = {one["change"]: one for one in third["changes"]}
    assert set(told) == {"changed", "withdrawn"}
    assert told["changed"]["project"]["summary"].startswith("On y sème")
    assert told["withdrawn"]["project"] is None
    assert client.get(after(third["next"])).json()["changes"] == []


def test_changes_begin_at_a_date(client, harvest_rows) -> None:
    harvest_rows()
    settle()
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    assert len(client.get("/api/v1/changes", {"since": "2020-01-31"}).json()["changes"]) == 3
    assert client.get("/api/v1/changes", {"since": tomorrow}).json()["changes"] == []
    told = client.get("/api/v1/changes?since=2020-01-31T08:00:00+01:00&fields=title").json()
    assert set(told["changes"][0]["project"]) == {"id", "title"}
    for wrong in ("hier", "2020-02-31", "2020-13-01T00:00", "9999-01-01", "0001-01-01"):
        refused = client.get("/api/v1/changes", {"since": wrong})
        assert refused.status_code == 422
        assert "2026-01-31" in refused.json()["errors"]["since"]


def test_what_is_being_written_is_not_told_yet(client, harvest_rows) -> None:
    harvest_rows()
    assert client.get("/api/v1/changes").json()["changes"] == []

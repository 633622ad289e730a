"""One project says since when it is so, and is not told again to those who know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.api import aging
from carrefour.catalogue.models import Sheet


@pytest.fixture
def address(harvest_rows, monkeypatch) -> str:
    harvest_rows()
    then = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(aging, "STARTED", then - timedelta(hours=1))
    Sheet.objects.update(told_at=then)
    first = Sheet.objects.order_by("title").first()
    assert first is not None
    return f"/api/v1/projects/{first.pk}"


@pytest.mark.parametrize("form", ["json", "geojson", "jsonld", "csv"])
def test_what_did_not_change_is_not_told_again(client: Client, address, form) -> None:
    since = client.get(address, {"format": form})["Last-Modified"]
    again = client.get(address, {"format": form}, headers={"If-Modified-Since": since})
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_is_told_from_the_moment_it_is_made(client: Client, address) -> None:
    since = client.get(address)["Last-Modified"]
    known = {"If-Modified-Since": since}
    Sheet.objects.update(title="Un autre titre", needs_indexing=True)
    answer = client.get(address, headers=known)
    assert answer.json()["title"] == "Un autre titre"
    assert "Last-Modified" not in answer
    Sheet.objects.update(needs_indexing=False, told_at=timezone.now() - timedelta(seconds=9))
    answer = client.get(address, headers=known)
    assert answer.status_code == 200
    assert answer["Last-Modified"] != since


def test_of_this_very_second_and_of_another_version_nothing_is_said(
    client: Client, address, monkeypatch
) -> None:
    since = client.get(address)["Last-Modified"]
    monkeypatch.setattr(aging, "STARTED", timezone.now() - timedelta(minutes=1))
    assert client.get(address, headers={"If-Modified-Since": since}).status_code == 200
    Sheet.objects.update(told_at=timezone.now())
    assert "Last-Modified" not in client.get(address)

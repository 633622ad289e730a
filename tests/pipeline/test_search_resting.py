"""While the search cluster is away, sheets are kept and wait to be found."""

from __future__ import annotations

import socket

import pytest

from carrefour.catalogue.models import Sheet
from carrefour.harvest.models import Run
from carrefour.pipeline import engine as engine_module
from carrefour.pipeline.remaking import make_again
from carrefour.web.templatetags.carrefour_web import sheet_url


@pytest.fixture
def away(site, settings) -> None:
    """A cluster that is not there."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.SEARCH = "opensearch"
        settings.OPENSEARCH_URLS = (f"http://127.0.0.1:{closed.getsockname()[1]}",)
        engine_module.search_engine.cache_clear()
        yield
    engine_module.search_engine().close()


def test_a_harvest_is_done_and_its_sheets_wait(away, harvest_rows, settings, caplog) -> None:
    report = harvest_rows()
    assert (report.new, report.indexed, report.error) == (3, 0, "")
    assert Run.objects.get().state == "done"
    assert Sheet.objects.filter(needs_indexing=True).count() == 3
    assert "sheets wait to be found" in caplog.text
    make_again()
    assert Sheet.objects.filter(needs_indexing=True).count() == 3
    engine_module.search_engine().close()
    settings.SEARCH = "tantivy"
    engine_module.search_engine.cache_clear()
    make_again()
    assert not Sheet.objects.filter(needs_indexing=True).exists()
    settings.SEARCH = "opensearch"
    engine_module.search_engine.cache_clear()


def test_the_site_serves_sheets_and_says_that_search_rests(away, harvest_rows, client) -> None:
    harvest_rows()
    sheet = Sheet.objects.first()
    page = client.get(sheet_url(sheet))
    assert sheet.title in page.content.decode()
    page = client.get("/projets/?q=jardin")
    assert "La recherche se repose" in page.content.decode()
    told = client.get("/health/ready")
    assert (told.status_code, told.json()["search"]) == (200, "rests")

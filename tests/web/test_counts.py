"""How much there is, as pages say it, and that saying it does not read every sheet."""

import re

import pytest
from django.db import connection
from django.utils import timezone

from carrefour.catalogue.models import Place, Sheet
from carrefour.catalogue.telling import shown_by
from carrefour.web.views.home import figures

WITHDRAWN = Sheet.objects.filter(withdrawn_at__isnull=False).values("pk")


@pytest.fixture
def one_withdrawn(harvest_rows) -> None:
    """Three sheets, of Nantes, Rennes and Saint-Denis, the last of them withdrawn."""
    harvest_rows()
    Sheet.objects.filter(title__startswith="Soleil").update(withdrawn_at=timezone.now())


def test_the_first_page_counts_what_is_shown(one_withdrawn) -> None:
    assert figures() == {"projects": 2, "organisations": 1, "departements": 2, "communes": 2}


def test_organisations_and_sources_count_what_is_shown(one_withdrawn, client) -> None:
    assert shown_by("organisation") == {"essai-org": 2}
    assert shown_by("source") == {"essai": 2}
    for path in ("/organisations/", "/organisations/essai-org/", "/sources/essai/"):
        assert re.search(r"\b2 projets", client.get(path).content.decode()), path
    (source,) = client.get("/api/v1/sources").json()
    assert source["projects"] == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="each database plans in its own way")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (Sheet.objects.filter(pk__in=["a", "b"], withdrawn_at=None), "sqlite_autoindex"),
        (
            Sheet.objects.filter(withdrawn_at=None).order_by("-created_at", "pk")[:6],
            "sheets_shown_by_arrival",
        ),
        (
            Sheet.objects.filter(withdrawn_at=None).order_by("-updated_at", "pk").values("pk"),
            "sheets_shown_by_update",
        ),
        (Place.objects.exclude(sheet__in=WITHDRAWN).order_by().values("commune"), "sheets_gone"),
    ],
)
def test_the_database_takes_the_index_that_was_made_for_it(asked, index: str) -> None:
    plan = asked.explain()
    assert index in plan
    assert "TEMP B-TREE" not in plan

"""The directory finds organisations by name, kind, part, theme and territory; each has a page."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.community.models import Profile
from tests.community.collective import organisation
from tests.conftest import DEFINITION


@pytest.fixture
def collective(harvest_rows) -> None:
    """One that runs a source (Nantes, Rennes, La Réunion), a funder, a town, and a mere carrier."""
    harvest_rows(definition=DEFINITION.replace("d'essai}", "d'essai, kind: network}"))
    organisation("fonds", "Le Fonds commun")
    Profile.objects.create(
        organisation_id="fonds", kind="foundation", parts=["fund"], themes=["domains_employment"]
    )
    organisation("rennes", "Ville de Rennes")
    Profile.objects.create(
        organisation_id="rennes", kind="local-authority", territory="commune:35238"
    )
    organisation("porteuse", "Une porteuse")


def found(client: Client, **params: str) -> list[str]:
    page = client.get("/organisations/", params).content.decode()
    return [html.unescape(name) for name in re.findall(r"<strong>([^<]+)</strong><", page)]


ESSAI, FONDS, RENNES = "Organisation d'essai", "Le Fonds commun", "Ville de Rennes"


@pytest.mark.usefixtures("collective")
@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({}, [ESSAI, FONDS, RENNES]),
        ({"q": "fonds COMMUN"}, [FONDS]),
        ({"q": "porteuse"}, []),
        ({"kind": "network"}, [ESSAI]),
        ({"kind": "rien"}, [ESSAI, FONDS, RENNES]),
        ({"part": "source"}, [ESSAI]),
        ({"part": "fund"}, [FONDS]),
        ({"theme": "domains_employment"}, [ESSAI, FONDS]),
        ({"territory": "departement:35"}, [ESSAI, RENNES]),
        ({"territory": "region:53"}, [ESSAI, RENNES]),
        ({"place": "Ille-et-Vilaine"}, [ESSAI, RENNES]),
        ({"territory": "departement:44"}, [ESSAI]),
        ({"territory": "departement:05"}, []),
        ({"territory": "departement:35", "kind": "local-authority"}, [RENNES]),
    ],
)
def test_each_filter_narrows(client, params, told) -> None:
    assert sorted(found(client, **params)) == sorted(told)


@pytest.mark.usefixtures("collective")
def test_projects_are_counted_as_they_are_asked_for(client) -> None:
    assert "<em>3 projets</em>" in client.get("/organisations/").content.decode()
    page = client.get("/organisations/?territory=departement:35").content.decode()
    assert "<em>1 projet</em>" in page


@pytest.mark.usefixtures("collective")
def test_an_organisation_without_source_shows_what_it_carries(client) -> None:
    Sheet.objects.filter(title="Le Jardin partagé").update(carrier="fonds")
    assert FONDS in found(client, territory="departement:44")
    page = html.unescape(client.get("/organisations/fonds/").content.decode())
    assert "Le projet qu’elle porte" in page
    assert 'data-points="47.' in page
    assert "<dt>Département</dt><dd>1</dd>" in page


@pytest.mark.usefixtures("collective")
def test_the_page_of_one_that_runs_a_source(client) -> None:
    Profile.objects.create(organisation_id="essai-org", territory="region:53")
    page = html.unescape(client.get("/organisations/essai-org/").content.decode())
    assert 'data-params="organisation=essai-org"' in page
    assert 'data-around="territory=region:53"' in page
    assert re.search(r"Source d'essai</a> — 3 projets", page)
    assert "<dt>Départements</dt><dd>3</dd>" in page
    assert "<dt>Thèmes</dt><dd>3</dd>" in page


@pytest.mark.usefixtures("collective")
def test_the_directory_stands_when_the_engine_rests(client, settings, tmp_path) -> None:
    from carrefour.pipeline import engine

    settings.INDEX_DIR = tmp_path / "nowhere"
    engine.search_engine.cache_clear()
    assert sorted(found(client)) == sorted([ESSAI, FONDS, RENNES])
    assert found(client, theme="domains_employment") == [FONDS]
    assert client.get("/organisations/essai-org/").status_code == 200


@pytest.mark.usefixtures("collective")
@given(st.dictionaries(
    st.sampled_from(["q", "kind", "part", "theme", "territory", "place", "page"]),
    st.text(max_size=60),
))  # fmt: skip
def test_no_address_breaks_the_directory(params) -> None:
    from django.http import QueryDict

    from carrefour.web.directory import directory, wanted_of

    asked = QueryDict(mutable=True)
    asked.update(params)
    assert len(directory(wanted_of(asked)).found) <= Organisation.objects.count()


def test_an_empty_collective_says_so(client, site) -> None:
    assert "Aucune organisation pour l’instant." in client.get("/organisations/").content.decode()

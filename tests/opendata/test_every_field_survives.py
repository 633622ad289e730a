"""Whatever a sheet holds, another Carrefour that reads it in the files holds the same."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.merging import Merged, Told, merge
from carrefour.catalogue.models import Organisation, Place, Sheet, Source
from carrefour.opendata.federating import definitions
from carrefour.opendata.sheets import told
from carrefour.opendata.sources import Share
from carrefour.pipeline import gazetteer as gazetteer_module
from carrefour.structure import Structurer, Unusable
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.geocoder import GazetteerGeocoder
from tests.opendata.test_one_carrefour_harvests_another import FIELDS, PLACES

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
OURS = SourceDefinition.model_validate(
    {
        "id": "essai",
        "title": "Source d’essai",
        "organisation": {"id": "org", "name": "Organisation d’essai"},
        "licence": "ODbL-1.0",
        "attribution": "© Essai",
        "contacts_public": True,
        "fetch": {"kind": "json", "url": "https://partenaire.exemple/"},
        "record_id": "{id}",
        "fields": FIELDS,
        "places": PLACES,
    }
)
WORDS = st.sampled_from(
    "Le jardin partagé L’atelier solidaire cultive répare à l’école « ensemble » : (Nantes) "
    "& <b>gras</b> 12 % 2020 café–vélo œuvre ; n° naïf ÉCOLE e-mail d'hiver ! ?".split()
)
LINE = st.lists(WORDS, min_size=2, max_size=12).map(" ".join)
NAME = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
DAY = st.dates(date(1990, 1, 1), date(2040, 1, 1)).map(str)
DATE = st.one_of(DAY, DAY.map(lambda day: day[:7]), DAY.map(lambda day: day[:4]), st.just(""))
PLACE = st.sampled_from(
    [
        {"adresse": "12 rue des Lilas", "cp": "44000", "ville": "Nantes", "lat": 47.2184,
         "lon": -1.5536},
        {"cp": "97400", "ville": "Saint-Denis"},
        {"dep": "Finistère"},
        {"ville": "Rennes"},
        {},
    ]
)  # fmt: skip
RECORD = st.fixed_dictionaries(
    {"nom": LINE},
    optional={
        "resume": LINE,
        "texte": st.lists(LINE, max_size=4).map(
            lambda lines: "".join(f"<p>{line}</p>" for line in lines)
        ),
        "themes": st.lists(st.sampled_from(["AGR", "EMP", "ENE", "EDU"]), max_size=3),
        "tags": st.lists(NAME, max_size=4),
        "debut": DATE,
        "fin": DATE,
        "etat": st.sampled_from(["planned", "running", "ended"]),
        "budget": st.integers(1, 10**9),
        "porteur": NAME,
        "siren": st.sampled_from(["443061841", "W442001234", ""]),
        "partenaires": st.lists(NAME, max_size=3),
        "site": st.just("https://jardin.exemple/a?b=1&c=é"),
        "page": st.just("https://partenaire.exemple/1"),
        "image": st.just("https://partenaire.exemple/1.jpg"),
        "alt": NAME,
        "nom_contact": st.just("Léa"),
        "courriel": st.just("lea@jardin.exemple"),
    },
)


@pytest.fixture
def geocoder(gazetteer: Gazetteer, monkeypatch, settings) -> GazetteerGeocoder:
    settings.SITE_URL = "https://ici.exemple"
    monkeypatch.setattr(Gazetteer, "load", lambda _path: gazetteer)
    gazetteer_module.gazetteer.cache_clear()
    return GazetteerGeocoder(gazetteer)


def merged_of(structurer: Structurer, record: dict[str, Any]) -> Merged:
    return merge([Told(1, structurer.draft(record), NOW)])


def line_of(merged: Merged) -> dict[str, Any]:
    """A sheet of these values as a line of the file of its source."""
    run_by = Organisation(slug="org", name="Organisation d’essai")
    source = Source(
        slug="essai", organisation=run_by, title=OURS.title, licence=OURS.licence,
        attribution=OURS.attribution, definition=OURS.model_dump(mode="json"),
    )  # fmt: skip
    values = {"contact": None, "budget": None, **merged.values}
    sheet = Sheet(
        id="abcdefghij", slug="projet", organisation=run_by, source=source, created_at=NOW,
        updated_at=NOW, **values,
    )  # fmt: skip
    places = [
        Place(position=n, **{k: v for k, v in asdict(place).items() if k != "warnings"})
        for n, place in enumerate(merged.places)
    ]
    sheet._prefetched_objects_cache = {"places": places}
    page = "https://ici.exemple/fiches/projet-abcdefghij/"
    return orjson.loads(orjson.dumps(told(sheet, source, page, []).whole()))


def theirs() -> SourceDefinition:
    """The source as one who harvests us declares it."""
    run_by = Organisation(slug="org", name="Organisation d’essai")
    source = Source(
        slug="essai", organisation=run_by, title=OURS.title, licence=OURS.licence,
        attribution=OURS.attribution, definition=OURS.model_dump(mode="json"),
    )  # fmt: skip
    manifest = {"carrefour": {"sources": [Share(source, 1, 0).told()]}}
    (declared,) = definitions("https://ici.exemple", orjson.loads(orjson.dumps(manifest)))
    return SourceDefinition.model_validate(declared)


@given(record=RECORD, place=PLACE)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_field_of_a_sheet_survives(geocoder, record, place) -> None:
    try:
        here = merged_of(Structurer(OURS, geocoder), {"id": 1, **record, **place})
    except Unusable:
        return
    there = merged_of(Structurer(theirs(), geocoder), line_of(here))
    # Of a sheet without a page of origin, that in the first Carrefour is the origin.
    here.values.setdefault("source_url", "https://ici.exemple/fiches/projet-abcdefghij/")
    assert there.values == here.values
    # How sure we are is ours to say: who is told the official code is sure.
    unsure = {"score": 0, "warnings": ()}
    assert [asdict(p) | unsure for p in there.places] == [asdict(p) | unsure for p in here.places]

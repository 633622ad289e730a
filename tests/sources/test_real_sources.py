"""The sources tried on copies of their real data, where there are any.

Set ``CARREFOUR_REAL_DATA`` to the folder of the copies, or lay it at ``../shared/data/sources``
beside the repository. Nothing here fails where there are none.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import load
from carrefour.catalogue.draft import Draft
from carrefour.harvest.connectors import LocalFile, RawRecord, read_records
from carrefour.structure import Structurer, Unusable
from carrefour.structure.tagging import TagTable
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.geocoder import GazetteerGeocoder

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CARREFOUR_REAL_DATA", ROOT.parent / "shared" / "data" / "sources"))

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="there are no copies of real data")


@dataclass(frozen=True)
class Copy:
    """A copy of a source's data (a file, or a folder of saved pages): how many records it makes,
    and how many are rejected."""

    source: str
    file: str
    records: int
    rejected: int = 0


COPIES = [
    # A record is rejected when it has no title, or repeats one that came before.
    Copy("la-france-s-engage", "la-france-s-engage.csv", 150),
    Copy("budget-participatif-paris", "budget-participatif-paris.csv", 1336, rejected=5),
    Copy("alternatiba-limousin", "alternatiba-limousin.jsonld", 699, rejected=1),
    Copy("transiscope-niort", "transiscope-niort.json", 100),
    Copy("conseillers-numeriques", "mednum/cnfs.json", 4929, rejected=1),
    Copy("france-services", "mednum/france-services-20221201.csv", 2683),
    Copy("mediation-numerique-gironde", "mednum/gironde.json", 347),
    Copy("hinaura", "mednum/hinaura.json", 1168, rejected=3),
    Copy("hub-lo", "mednum/hub-lo.json", 426),
    Copy("hub-antilles", "mednum/hub-antilles.json", 165),
    Copy("mediation-numerique-le-havre", "mednum/le-havre.json", 79),
    Copy("mediation-numerique-region-sud", "mednum/paca-regionsud-2022.csv", 1245),
    Copy("mediation-numerique-mulhouse", "mednum/mulhouse.json", 55),
    Copy("ultra-numerique", "mednum/ultra-num.json", 155),
    Copy("reseau-alpha", "reseau-alpha-pages", 2),
]


@dataclass
class Tried:
    """What a copy gave."""

    definition: SourceDefinition
    drafts: list[Draft] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def geocoder(gazetteer: Gazetteer) -> GazetteerGeocoder:
    return GazetteerGeocoder(gazetteer)


@pytest.fixture(scope="module", params=COPIES, ids=lambda copy: copy.source)
def copy(request: pytest.FixtureRequest) -> Copy:
    wanted: Copy = request.param
    if not (DATA / wanted.file).exists():
        pytest.skip(f"no copy of {wanted.file}")
    return wanted


@pytest.fixture(scope="module")
def tried(copy: Copy, geocoder: GazetteerGeocoder) -> Tried:
    definition = load(ROOT / "sources" / f"{copy.source}.yml")
    structurer = Structurer(definition, geocoder)
    result = Tried(definition)
    for record in read_records(definition, LocalFile(DATA / copy.file)):
        if not isinstance(record, RawRecord):
            result.rejected.append(record.reason)
            continue
        try:
            result.drafts.append(structurer.draft(record.data))
        except Unusable as error:
            result.rejected.append(str(error))
    return result


def test_no_record_is_lost_without_a_word(copy: Copy, tried: Tried) -> None:
    assert (len(tried.drafts), len(tried.rejected)) == (copy.records, copy.rejected)
    assert all(tried.rejected)


def test_records_that_give_a_place_are_on_the_map(tried: Tried) -> None:
    given = [d for d in tried.drafts if d.places or any("place:" in w for w in d.warnings)]
    placed = [d for d in given if any(place.lat is not None for place in d.places)]
    assert len(placed) >= 0.99 * len(given)


def test_records_with_tags_have_themes(tried: Tried) -> None:
    table = TagTable(tried.definition.tags)
    tagged = [d for d in tried.drafts if d.tags]
    known = [d for d in tagged if len(table.codes(d.tags).unmapped) < len(d.tags)]
    assert len(known) >= 0.95 * len(tagged)
    if tried.definition.codes:
        assert all(d.themes or d.publics or d.methods for d in tried.drafts)


def test_no_contact_is_told(tried: Tried) -> None:
    for draft in tried.drafts:
        assert draft.contact is None
        assert "@" not in draft.summary or ".fr" not in draft.summary.split("@", 1)[1][:30]


def test_budgets_and_dates_are_read(tried: Tried) -> None:
    unread = [w for d in tried.drafts for w in d.warnings if w.startswith(("date", "budget"))]
    assert unread == []


def test_the_saved_pages_of_a_web_site_make_whole_sheets(geocoder: GazetteerGeocoder) -> None:
    folder = DATA / "reseau-alpha-pages"
    if not folder.is_dir():
        pytest.skip("no copies of its pages")
    definition = load(ROOT / "sources" / "reseau-alpha.yml")
    structurer = Structurer(definition, geocoder)
    records = list(read_records(definition, LocalFile(folder)))
    drafts = {record.external_id: structurer.draft(record.data) for record in records}
    places = {id_: [place.label for place in draft.places] for id_, draft in drafts.items()}
    assert places == {"abc-formation": ["Franconville"], "alpha-iv": ["Paris 13e"]}
    for id_, draft in drafts.items():
        assert draft.source_url == (
            f"https://www.reseau-alpha.org/structure/apprentissage-du-francais/{id_}"
        )
        assert draft.title.lower() == id_.replace("-", " ")
        assert draft.summary
        assert draft.url
        assert "Jours et horaires" in draft.description
        assert {"FOR", "COH"} <= set(draft.themes)
        assert "Tout public" in draft.tags
        assert draft.unmapped_tags == draft.warnings == []
    # The pages hold telephone numbers and addresses of persons: no record does.
    kept = str([record.data for record in records])
    assert "@" not in kept
    assert "01 34 15 40 62" not in kept

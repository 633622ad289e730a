"""The demonstration's harvest: five partners, read over HTTP."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from carrefour.catalogue.definition_file import parse
from carrefour.catalogue.models import Record, Sheet
from carrefour.demo.projects import Place, Project, of_partner
from carrefour.demo.server import SOURCES, serving
from carrefour.pipeline.harvesting import Report, harvest
from carrefour.pipeline.origins import remote
from carrefour.territory.distance import kilometres

PARTNER_OF = {
    "exemple-fondation": "api",
    "exemple-agence": "csv",
    "exemple-carte": "geojson",
    "exemple-ateliers": "html",
    "exemple-gazette": "rss",
}


@pytest.fixture
def reports(site: Path) -> Iterator[dict[str, Report]]:
    """The report of each partner's harvest, on a port that nothing else uses."""
    with serving(0) as address:
        allowed = frozenset({address})
        found = {}
        for path in SOURCES:
            written = path.read_text("utf-8").replace("127.0.0.1:8765", address)
            definition = parse(written)
            origin = remote(definition.id, allowed_private=allowed)
            found[PARTNER_OF[definition.id]] = harvest(definition, origin)
        yield found


def sheet_of(project: Project) -> Sheet:
    """The sheet made of ``project``: its page's address tells which."""
    return Sheet.objects.get(source_url__endswith=f"/projets/{project.slug}")


def test_the_reports_tell_the_mistakes_made_on_purpose_and_no_others(reports) -> None:
    rejected = {
        name: [re.sub(r"^http://[^/]*", "", where) for where, _ in r.rejected]
        for name, r in reports.items()
    }
    assert rejected == {
        "api": [],
        "csv": ["T999"],
        "geojson": [],
        "html": ["/html/brouillons/le-four-a-images"],  # which robots.txt refuses
        "rss": ["entry 31"],
    }
    warnings = {name: sorted(report.warnings) for name, report in reports.items()}
    assert warnings["api"] == []
    assert len(warnings["csv"]) == 1
    assert "holds several numbers" in warnings["csv"][0]
    assert warnings["geojson"] == ["place: coordinates on Null Island (0, 0): refused"]
    assert not any(report.error for report in reports.values())


def test_every_place_is_found_where_it_is(reports) -> None:
    for partner in PARTNER_OF.values():
        for project in of_partner(partner):
            found = list(sheet_of(project).places.all())
            assert len(found) == len(project.places), project.title
            for place in project.places:
                assert any(_same(place, other) for other in found), (project.title, place)


def _same(place: Place, found) -> bool:
    if place.kind == "commune":
        # Some tell only the name, and the gazetteer knows small communes to some 15 km.
        near = kilometres((place.lat, place.lon), (found.lat, found.lon)) < 20
        return near and found.commune == place.insee
    if place.kind == "country":
        return not found.region and found.country == "FR"
    return found.precision == place.kind


def test_each_sheet_tells_what_its_project_tells(reports) -> None:
    for partner in PARTNER_OF.values():
        for project in of_partner(partner):
            sheet = sheet_of(project)
            codes = {*sheet.themes, *sheet.publics, *sheet.methods}
            assert set(project.subjects) <= codes, project.title
            assert sheet.title.lower().split() == project.title.lower().split()
            assert sheet.title != sheet.title.upper()
            assert sheet.summary.split() == project.summary.split()
            assert sheet.holder == project.holder
            assert sheet.partners == list(project.partners)
            assert sheet.start_date == project.start
            assert sheet.end_date == project.end
            assert bool(sheet.images) == bool(project.picture)


def test_every_definition_is_found_by_its_id() -> None:
    assert {path.stem for path in SOURCES} == set(PARTNER_OF)


def test_only_the_jurys_label_is_no_subject(reports) -> None:
    drafts = {tag for sheet in Sheet.objects.all() for tag in sheet.tags}
    known = {
        re.sub(r"\s+", " ", tag).lower()
        for path in SOURCES
        for tag in parse(path.read_text("utf-8")).tags
    }
    assert {tag for tag in drafts if tag.lower() not in known} == {"Coup de cœur du jury"}


def test_a_second_harvest_finds_nothing_new(reports, site) -> None:
    before = Record.objects.count()
    assert before == 151
    assert Sheet.objects.count() == 150

"""What the example projects tell, and how it is written."""

import json
import re
from collections import Counter

import pytest

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.demo.partners import words_of
from carrefour.demo.pictures import picture_of
from carrefour.demo.projects import PARTNERS, Project, of_partner, projects
from tests.conftest import DECOUPAGE

HARVESTED = ("api", "csv", "geojson")
ELSEWHERE = {"Nouvelle-Calédonie", "Polynésie française"}


def regions() -> set[str]:
    """The régions of France, as their official list writes them."""
    listed = json.loads((DECOUPAGE / "regions.json").read_text("utf-8"))
    return {r["nom"].replace("'", "’") for r in listed if r["zone"] in ("metro", "drom")}


def texts(project: Project) -> list[str]:
    told = [project.title, project.summary, *project.paragraphs, project.holder]
    return [*told, *project.partners, *project.publics]


def test_a_hundred_and_fifty_projects_thirty_for_each_partner() -> None:
    assert Counter(p.partner for p in projects()) == dict.fromkeys(PARTNERS, 30)


@pytest.mark.parametrize("field", ["title", "slug", "summary", "paragraphs", "holder"])
def test_no_two_projects_are_told_alike(field: str) -> None:
    counted = Counter(getattr(project, field) for project in projects())
    assert [value for value, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("partners", [PARTNERS, HARVESTED], ids=["all", "harvested"])
def test_every_region_is_told(partners: tuple[str, ...]) -> None:
    told = {pl.region for p in projects() if p.partner in partners for pl in p.places}
    assert regions() | ELSEWHERE <= told


def test_every_code_of_the_taxonomy_is_told_at_least_twice() -> None:
    counted = Counter(code for project in projects() for code in project.subjects)
    assert {code for code in taxonomy().codes if counted[code] < 2} == set()


def test_places_are_those_of_the_official_list() -> None:
    listed = json.loads((DECOUPAGE / "communes.json").read_text("utf-8"))
    communes = {c["code"]: c for c in listed if c["type"] == "commune-actuelle"}
    for place in {pl for p in projects() for pl in p.places if pl.kind == "commune"}:
        official = communes[place.insee]
        assert place.name == official["nom"].replace("'", "’")
        assert place.postcode in official["codesPostaux"]


def test_some_projects_act_in_several_places_some_widely_and_some_everywhere() -> None:
    kinds = Counter(place.kind for p in projects() for place in p.places)
    assert kinds["departement"] >= 3
    assert kinds["region"] >= 3
    assert kinds["country"] >= 2
    assert sum(len(p.places) > 1 for p in projects()) >= 10


def test_two_thirds_have_a_picture_with_its_text_and_credit() -> None:
    pictures = [picture for p in projects() if (picture := picture_of(p))]
    assert 95 <= len(pictures) <= 110
    assert all(picture.alt and picture.credit for picture in pictures)


def test_each_text_is_of_a_few_sentences() -> None:
    for project in projects():
        sentences = re.findall(r"[.?!…](?:\s|$)", " ".join(project.paragraphs))
        assert 3 <= len(sentences) <= 7, project.title
        assert len(re.findall(r"[.?!…](?:\s|$)", project.summary)) == 1, project.title


def test_everyone_named_is_marked_as_an_example() -> None:
    for project in projects():
        assert all(name.endswith(" (exemple)") for name in (project.holder, *project.partners))
        assert "@" not in " ".join(texts(project))


def test_the_typography_is_french() -> None:
    wrong = re.compile(r"['\"]|\.\.\.|[ \w][;!?»]|[ \w]:(?!\d)|«[ \w]|  |\d \d{3}\b|oeu")
    for project in projects():
        for text in texts(project):
            assert not wrong.search(text), text


@pytest.mark.parametrize("partner", PARTNERS)
def test_partners_have_words_of_their_own(partner: str) -> None:
    said = {word for project in of_partner(partner) for word in words_of(project)}
    ours = {code.fr for code in taxonomy().codes.values()}
    assert len(said & ours) < len(said) / 4


def test_statuses_and_dates_agree() -> None:
    month = re.compile(r"^20[012]\d-(?:0[1-9]|1[0-2])$")
    for project in projects():
        assert month.match(project.start)
        assert not project.end or (month.match(project.end) and project.end > project.start)
    assert {project.status for project in projects()} == {"planned", "running", "ended"}

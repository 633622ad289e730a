"""What is suggested of a sheet: applied above the score, told as such, never over what is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrefour.catalogue.models import Provenance, Record, Sheet, Source
from carrefour.pipeline.advising import tags_model, texts_model
from carrefour.pipeline.harvesting import rebuild
from carrefour.pipeline.tags import decide, waiting_tags
from carrefour.pipeline.training import train_models
from carrefour.web.templatetags.carrefour_web import sheet_url
from tests.pipeline.subjects import LEARNING, UNDECIDED, UNTAGGED, taught

LEAST = 0.6
PAIRS = "source,tag,codes\n" + "".join(
    f"s{n % 4},{tag},{codes}\n"
    for n in range(12)
    for tag, codes in (
        (f"permaculture {n}", "AGR"), (f"logement {n}", "HAB"), (f"vélo {n}", "MOB"),
        (f"permaculture et vélo {n}", "AGR|MOB"), ("permaculture", "AGR"),
    )
)  # fmt: skip

MODELS: list[bytes] = []  # trained once: the same catalogue gives the same, as is tested below


@pytest.fixture
def learnt(harvest_rows, site: Path, settings):
    """A catalogue that was learnt from; gives the way to harvest it again with more rows."""
    settings.SUGGESTED_FROM = LEAST
    harvest_rows(taught(), definition=LEARNING)
    (site / "pairs.csv").write_text(PAIRS, "utf-8")
    if not MODELS:
        made = train_models(site / "pairs.csv")
        assert [one.problem for one in made] == ["", ""]
        MODELS.extend(path.read_bytes() for path in (tags_model(), texts_model()))
    for path, model in zip((tags_model(), texts_model()), MODELS, strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(model)

    def again(*rows: str):
        return harvest_rows([*taught(), *rows], definition=LEARNING)

    return again


def sheet(record: str) -> Sheet:
    found = Record.objects.get(source_id="essai", external_id=record).sheet
    assert found is not None
    return found


def rebuilt() -> None:
    rebuild(Source.objects.get())


def page(client, one: Sheet) -> str:
    return client.get(sheet_url(one)).content.decode()


def suggested(one: Sheet) -> list[dict]:
    told = Provenance.objects.filter(sheet=one).values_list("fields", flat=True)
    return [item for fields in told for item in fields.get("suggested", [])]


def test_a_sheet_without_tags_gets_its_theme_from_its_text(learnt) -> None:
    learnt(UNTAGGED)
    one = sheet("nu")
    assert one.themes == ["AGR"]
    told = suggested(one)
    assert [item["code"] for item in told] == ["AGR"]
    assert told[0]["score"] >= LEAST
    assert "maraîchage" in " ".join(told[0]["words"])


@pytest.mark.parametrize(
    ("text", "facet", "code"),
    [
        ("Pour les adolescents et les jeunes de la ville", "publics", "JEU"),
        ("Un budget participatif décidé par les habitants de la ville", "methods", "PAR"),
    ],
)
def test_publics_and_methods_come_from_the_text_too(learnt, text: str, facet: str, code: str):
    learnt(f"nu;Les voisins;{text}.;;2021;44000 Nantes")
    assert code in getattr(sheet("nu"), facet)


def test_the_theme_that_the_source_gives_is_not_added_to_from_the_text(learnt) -> None:
    learnt(UNTAGGED.replace(";;2021", ";emploi;2021"))
    one = sheet("nu")
    assert one.themes == ["EMP"]
    assert not [item for item in suggested(one) if item["code"] == "AGR"]


def test_below_the_score_nothing_is_applied_and_the_tag_waits(learnt, settings) -> None:
    settings.SUGGESTED_FROM = 1.0
    learnt(UNTAGGED, UNDECIDED)
    assert sheet("nu").themes == []
    assert sheet("mot").themes == []
    assert [(one.tag, one.sheets) for one in waiting_tags()] == [("permaculture", 1)]


def test_a_tag_is_taken_for_what_it_likely_means_and_waits_all_the_same(learnt) -> None:
    learnt(UNDECIDED)
    assert "AGR" in sheet("mot").themes
    assert [item["tag"] for item in suggested(sheet("mot")) if item["code"] == "AGR"] == [
        "permaculture"
    ]
    assert [one.tag for one in waiting_tags()] == ["permaculture"]


def test_a_decision_leads_and_outlives_harvest_and_rebuild(learnt) -> None:
    learnt(UNDECIDED)
    decide("Permaculture", ["ENE"], "camille", "essai")
    assert waiting_tags() == []
    for again in (lambda: None, lambda: learnt(UNDECIDED), rebuilt):
        again()
        assert sheet("mot").themes == ["ENE"]
        assert suggested(sheet("mot")) == []


def test_a_tag_that_says_nothing_by_decision_leaves_the_text_to_speak(learnt) -> None:
    row = UNTAGGED.replace(";;2021", ";permaculture;2021")
    learnt(row)
    decide("permaculture", [], "camille")
    assert [item["tag"] for item in suggested(sheet("nu"))] == [""]
    assert sheet("nu").themes == ["AGR"]


def test_suggestions_are_told_as_such_on_the_page_and_in_the_api(client, learnt) -> None:
    learnt(UNTAGGED)
    one = sheet("nu")
    told = client.get(f"/api/v1/projects/{one.pk}").json()
    assert told["themes"] == told["suggested"] == ["AGR"]
    assert (told["suggestions"][0]["code"], told["suggestions"][0]["tag"]) == ("AGR", "")
    assert told["suggestions"][0]["words"]
    given = sheet("jardin-1")
    assert client.get(f"/api/v1/projects/{given.pk}").json()["suggested"] == []
    assert "(proposé)" in page(client, one)
    assert "(proposé)" not in page(client, given)


def test_only_an_operator_sees_the_words_that_decided(client, learnt, django_user_model) -> None:
    learnt(UNTAGGED)
    assert "d’après quoi" not in page(client, sheet("nu"))
    client.force_login(django_user_model.objects.create_user("c@exemple.fr", is_operator=True))
    told = page(client, sheet("nu"))
    assert "d’après quoi" in told
    assert "maraîchage" in told


def test_the_same_catalogue_gives_the_same_models_to_the_byte(learnt, site: Path) -> None:
    before = [path.read_bytes() for path in (tags_model(), texts_model())]
    train_models(site / "pairs.csv")
    assert [path.read_bytes() for path in (tags_model(), texts_model())] == before


def test_what_was_suggested_is_never_learnt_from(learnt, site: Path) -> None:
    before = texts_model().read_bytes()
    learnt(UNTAGGED)
    assert suggested(sheet("nu"))
    train_models(site / "pairs.csv")
    assert texts_model().read_bytes() == before

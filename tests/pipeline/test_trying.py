"""A source is tried on a few records, and what it lacks is told; the catalogue is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import parse
from carrefour.catalogue.models import Record, Sheet, Source
from carrefour.catalogue.quality import Part
from carrefour.harvest.connectors import LocalFile
from carrefour.harvest.models import Run
from carrefour.pipeline.trying import take_sample, try_items, try_source

from ..harvest.conftest import Partner, partner

__all__ = ["partner"]

DEFINITION = """
id: essai
title: Essai
organisation: {id: essai, name: Essai}
licence: CC0-1.0
fetch: {kind: %s, pace: {delay: 0}}
record_id: "{id}"
fields:
  title: nom
  description: texte
  source_url: lien
  tags: {path: tags, split: ","}
places: [{postcode: cp, commune: ville}]
tags: {jardin: AGR}
"""


def definition(fetch: str = "csv") -> SourceDefinition:
    return parse(DEFINITION % fetch)


def csv(tmp_path: Path, *rows: str) -> LocalFile:
    copy = tmp_path / "copy.csv"
    copy.write_text("\n".join(["id;nom;texte;lien;tags;cp;ville", *rows]), "utf-8")
    return LocalFile(copy)


FULL = f"1;Le Jardin;{'On cultive. ' * 30};https://exemple.org/1;jardin;44000;Nantes"
BARE = "2;Le Vide;;;poney;;"


def test_it_tells_the_draft_its_place_its_codes_and_what_is_missing(site, tmp_path) -> None:
    trial = try_source(definition(), csv(tmp_path, FULL, BARE, "3;;;;;;"))
    full, bare, nameless = trial.tried
    assert full.draft is not None
    assert [(p.commune, p.precision.value) for p in full.draft.places] == [("44109", "commune")]
    assert full.draft.themes == ["AGR"]
    assert full.quality.score > 70
    assert full.quality.missing == [Part.DATE, Part.IMAGE, Part.HOLDER]
    assert bare.quality.missing[:3] == [Part.PLACE, Part.TEXT, Part.THEMES]
    assert nameless.draft is None
    assert "no title" in nameless.problem
    assert nameless.quality.score == 0
    assert trial.unmapped == {"poney": 1}
    assert trial.filled["sheets"] == 2
    assert trial.filled["places"] == 1
    assert trial.score == pytest.approx((full.quality.score + bare.quality.score) / 3, abs=1)


def test_nothing_is_written_to_the_catalogue(site, tmp_path) -> None:
    try_source(definition(), csv(tmp_path, FULL))
    assert not any(model.objects.exists() for model in (Source, Record, Sheet, Run))


def test_it_stops_when_it_has_seen_enough(site, tmp_path) -> None:
    rows = [f"{n};Projet {n};;;;;" for n in range(100)]
    assert len(try_source(definition(), csv(tmp_path, *rows), count=4).tried) == 4


def test_it_gives_up_on_a_source_of_which_nothing_can_be_used(site, tmp_path) -> None:
    trial = try_source(definition(), csv(tmp_path, *[f";Projet {n};;;;;" for n in range(500)]))
    assert trial.drafts == []
    assert 10 < len(trial.rejected) < 100
    assert "has no id" in trial.rejected[0].reason


def test_a_source_that_breaks_says_why_and_keeps_what_it_gave(site, partner: Partner) -> None:
    page = json.dumps({"projets": [{"id": 1, "nom": "Un projet"}], "suite": "/2"})
    partner.answers |= {"/1": page, "/2": (404, {}, "")}
    fetch = f"json, url: '{partner.url}/1', records: projets, pages: {{by: next, path: suite}}"
    trial = try_source(definition(fetch), partner.origin())
    assert [draft.title for draft in trial.drafts] == ["Un projet"]
    assert "the server answered 404" in trial.error


def test_it_asks_for_no_page_more_than_it_needs(site, partner: Partner) -> None:
    for number in (1, 2, 3):
        items = [{"id": f"{number}{n}", "nom": f"Projet {n}"} for n in range(5)]
        partner.answers[f"/?page={number}"] = json.dumps(items)
    fetch = f"json, url: '{partner.url}/', pages: {{by: page}}"
    assert len(try_source(definition(fetch), partner.origin(), count=10).tried) == 10
    assert partner.paths() == ["/?page=1", "/?page=2"]


def test_a_source_that_gives_nothing_says_so(site, tmp_path) -> None:
    assert "no record at all" in try_source(definition(), csv(tmp_path)).error


def test_a_sample_is_tried_again_without_asking_the_source(site, partner: Partner) -> None:
    partner.answers["/p.csv"] = f"id;nom;texte;lien;tags;cp;ville\n{FULL}\n{BARE}\n"
    about = definition(f"csv, url: '{partner.url}/p.csv'")
    sample = take_sample(about.fetch, partner.origin())
    assert sample.whole
    assert [item.data["nom"] for item in sample.items] == ["Le Jardin", "Le Vide"]
    titles = [[d.title for d in try_items(about, sample.items).drafts] for _ in range(2)]
    assert titles == [["Le Jardin", "Le Vide"]] * 2
    assert partner.paths() == ["/p.csv"]


def test_a_sample_that_is_slow_to_come_is_small(partner: Partner) -> None:
    for number in range(1, 9):
        items = [{"id": f"{number}{n}", "nom": f"Projet {n}"} for n in range(5)]
        partner.answers[f"/?page={number}"] = json.dumps(items)
    about = definition(f"json, url: '{partner.url}/', pages: {{by: page}}")
    sample = take_sample(about.fetch, partner.origin(), least=10, patience=0)
    assert len(sample.items) == 10
    assert not sample.whole

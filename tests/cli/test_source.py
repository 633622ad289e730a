"""`carrefour source`: a definition is tested like code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from carrefour.catalogue.definition_file import parse
from carrefour.cli.sources import sources
from carrefour.harvest.connectors import LocalFile
from carrefour.harvest.models import DefinitionVersion
from carrefour.pipeline.harvesting import harvest

from ..harvest.conftest import Partner, partner

__all__ = ["partner"]

ROOT = Path(__file__).resolve().parents[2]
YAML = """
id: essai
title: Les jardins
organisation: {id: essai, name: Essai}
licence: CC0-1.0
fetch: {kind: csv, url: '%s', pace: {delay: 0}}
record_id: "{id}"
fields: {title: nom, description: texte, holder: porteur, tags: {path: tags, split: ","}}
places: [{commune: ville}]
tags: {jardin: AGR}
"""
CSV = "id;nom;texte;tags;ville;porteur\n1;Le Jardin;On y cultive.;jardin;Nantes;Les Jardiniers\n"


@pytest.fixture
def file(tmp_path: Path, partner: Partner, settings) -> Path:
    """A definition of the partner's table, which may be fetched."""
    partner.answers["/p.csv"] = CSV + "2;Le Garage;;poney;Rennes;Les Mécanos\n"
    settings.ALLOWED_PRIVATE = frozenset({partner.url.removeprefix("http://")})
    path = tmp_path / "essai.yml"
    path.write_text(YAML % f"{partner.url}/p.csv", "utf-8")
    return path


def run(*arguments: object):
    return CliRunner().invoke(sources, [str(a) for a in arguments], env={"COLUMNS": "160"})


def test_check_shows_drafts_what_is_missing_fill_rates_and_a_score(site, file) -> None:
    result = run("check", file)
    assert result.exit_code == 0, result.output
    assert "essai.yml: valid (Les jardins, csv)" in result.output
    assert "Le Jardin" in result.output
    assert "Nantes (commune" in result.output
    assert "tag without a theme: poney (1)" in result.output
    rates = {row.split("│")[1].strip(): row.split("│")[2].strip()
             for row in result.output.splitlines() if row.count("│") == 3}  # fmt: skip
    assert rates["places"] == "100%"
    assert rates["themes"] == "50%"
    assert rates["images"] == "0%"
    assert "/100: 2 drafts of 2 records" in result.output
    assert "point fields.source_url at the page of each project" in result.output


def test_check_compares_with_the_last_harvest_of_the_source(site, file, tmp_path) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_text(CSV, "utf-8")
    harvest(parse(file.read_text("utf-8")), LocalFile(copy))
    result = run("check", file)
    rates = {row.split("│")[1].strip(): [cell.strip() for cell in row.split("│")[2:4]]
             for row in result.output.splitlines() if row.count("│") == 4}  # fmt: skip
    assert rates["themes"] == ["50%", "100%"]
    assert rates["holder"] == ["100%", "100%"]


def test_check_offline_asks_no_one(file, partner: Partner) -> None:
    result = run("check", file, "--offline")
    assert result.exit_code == 0
    assert "valid" in result.output
    assert partner.asked == []


def test_check_of_a_copy_asks_no_one(site, file, tmp_path, partner: Partner) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_text(CSV, "utf-8")
    result = run("check", file, "--from", copy)
    assert "1 drafts of 1 records" in result.output
    assert partner.asked == []


def test_check_tries_no_more_records_than_it_is_told(site, file) -> None:
    assert "1 drafts of 1 records" in run("check", file, "--count", 1).output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id: essai\n", "essai.yml:1: title: is missing; add it"),
        (YAML.replace("fields: {title", "fields: {titel") % "", "did you mean 'title'?"),
    ],
)
def test_check_of_a_wrong_definition_ends_with_2_and_its_line(tmp_path, text, told) -> None:
    path = tmp_path / "essai.yml"
    path.write_text(text, "utf-8")
    result = run("check", path)
    assert result.exit_code == 2
    assert told in result.stderr.replace("\n", "")


def test_check_ends_with_1_when_nothing_can_be_used(site, file, partner: Partner) -> None:
    partner.answers["/p.csv"] = (500, {}, "")
    partner.answers["/p.csv"] = (404, {}, "")
    result = run("check", file)
    assert result.exit_code == 1
    assert "the server answered 404" in result.output.replace("\n", " ")


def test_what_is_recorded_is_replayed_without_the_server(
    site, file, tmp_path, partner: Partner
) -> None:
    folder = tmp_path / "recording"
    result = run("record", file, "--to", folder)
    assert result.exit_code == 0, result.output
    assert f"1 answers with 2 records in {folder}" in result.output.replace("\n", "")
    assert [body.read_text() for body in folder.glob("*.body")] == [partner.answers["/p.csv"]]
    asked = list(partner.asked)
    result = run("check", file, "--recording", folder)
    assert "2 drafts of 2 records" in result.output
    assert partner.asked == asked


def test_a_recording_of_nothing_is_a_failure(site, file, tmp_path, partner: Partner) -> None:
    partner.answers.clear()
    result = run("record", file, "--to", tmp_path / "recording")
    assert result.exit_code == 1
    assert "broken" in result.stderr


def test_a_recording_that_is_none_is_told(site, file, tmp_path) -> None:
    result = run("check", file, "--recording", tmp_path / "nothing")
    assert result.exit_code == 1
    assert "carrefour source record" in result.output.replace("\n", " ")


def test_a_source_can_not_colour_the_terminal(site, file, partner: Partner) -> None:
    partner.answers["/p.csv"] = CSV.replace("Le Jardin", "[red]Le Jardin[/red]\x1b[31m")
    output = run("check", file).output
    assert "[red]Le Jardin[/red]" in output
    assert "\x1b" not in output


def test_list_names_each_source_and_whether_a_saved_version_leads(site, file, settings) -> None:
    settings.SOURCES_DIR = file.parent
    assert "file" in run("list").output
    text = file.read_text("utf-8").replace("Les jardins", "Les jardins de la ville")
    DefinitionVersion.objects.create(source="essai", number=3, text=text, current=True)
    output = run("list").output
    assert "Les jardins de la ville" in output
    assert "v3" in output


def test_list_names_a_source_whose_file_is_wrong(site, file, settings) -> None:
    settings.SOURCES_DIR = file.parent
    file.write_text("id: essai\n", "utf-8")
    assert "not valid" in run("list").output


def test_the_command_itself_ends_with_the_code_that_a_script_reads(file, tmp_path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("id: [", "utf-8")
    env = {**os.environ, "CARREFOUR_VAR": str(tmp_path / "var"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from carrefour.cli import main; main()", "source", "check"]
    ends = []
    for more in ([str(file), "--offline"], [str(file)], [str(wrong)]):
        done = subprocess.run([*command, *more], env=env, capture_output=True, check=False)
        ends.append(done.returncode)
    # Valid; valid, but there is no gazetteer to try it with; not valid.
    assert ends == [0, 2, 2]

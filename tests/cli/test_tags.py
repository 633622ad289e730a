"""What tags mean, from the command line, and decisions as a file between two installations."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.pipeline.subjects import LEARNING, UNDECIDED, UNTAGGED, taught

ROWS = [*taught(6), UNTAGGED, UNDECIDED]
Filled = Callable[[str], Installation]


@pytest.fixture
def filled(tmp_path: Path, empty_database: Installation) -> Filled:
    """Makes an installation that harvested the rows."""

    def make(name: str) -> Installation:
        (tmp_path / name).mkdir()
        new = Installation(tmp_path / name, like=empty_database)
        (new.sources / "essai.yml").write_text(LEARNING, "utf-8")
        copy = tmp_path / name / "copy.csv"
        copy.write_text("\n".join(["id;nom;texte;tags;debut;lieu", *ROWS]), "utf-8")
        new.run("harvest", "essai", "--from", str(copy))
        return new

    return make


def themes(one: Installation, record: str) -> list[str]:
    rows = one.rows(
        "select s.themes from catalogue_sheet s join catalogue_record r on r.sheet_id = s.id "
        "where r.external_id = ?",
        record,
    )
    return json.loads(rows[0][0])


def test_a_tag_is_decided_once_and_the_decision_goes_to_another_carrefour(
    filled: Filled, tmp_path: Path
) -> None:
    here, there = filled("here"), filled("there")
    assert "essai: permaculture" in here.run("tags", "waiting")
    assert themes(here, "mot") == []
    assert "Decided and applied." in here.run("tags", "decide", "essai", "Permaculture", "AGR")
    assert themes(here, "mot") == ["AGR"]
    assert "permaculture" not in here.run("tags", "waiting")

    file, again = tmp_path / "decisions.jsonl", tmp_path / "again.jsonl"
    assert "1 decisions in" in here.run("decisions", "export", str(file))
    assert "1 decisions taken over, 0 known" in there.run("decisions", "import", str(file))
    assert themes(there, "mot") == ["AGR"]
    assert "0 decisions taken over, 1 known" in there.run("decisions", "import", str(file))
    there.run("decisions", "export", str(again))
    assert again.read_bytes() == file.read_bytes()

    there.run("rebuild")
    assert themes(there, "mot") == ["AGR"]
    there.run("tags", "decide", "essai", "permaculture", "--undo")
    assert themes(there, "mot") == []
    assert "essai: permaculture" in there.run("tags", "waiting")
    # What was taken back later than the file says is not brought again by it.
    assert "0 decisions taken over" in there.run("decisions", "import", str(file))
    assert themes(there, "mot") == []


def test_what_cannot_be_decided_is_told_with_its_cure(filled: Filled, tmp_path: Path) -> None:
    one = filled("one")
    assert "Known: essai" in one.run("tags", "decide", "other", "permaculture", "AGR", ends=1)
    assert "XYZ" in one.run("tags", "decide", "essai", "permaculture", "XYZ", ends=1)
    assert "--undo" in one.run("tags", "decide", "essai", "permaculture", ends=2)
    bad = tmp_path / "bad.jsonl"
    good = (
        '{"kind": "tag", "source": "", "tag": "permaculture", "codes": ["AGR"], "by": "a", '
        '"at": "2026-11-24T12:00:00+01:00"}\n'
    )
    bad.write_text(good + "no JSON\n", "utf-8")
    assert "line 2: is not JSON" in one.run("decisions", "import", str(bad), ends=1)
    assert themes(one, "mot") == []


def test_training_is_told_and_what_was_learnt_can_be_tried(filled: Filled, tmp_path: Path) -> None:
    one = filled("one")
    pairs = tmp_path / "pairs.csv"
    rows = [f"s{n % 4},permaculture {n},AGR\ns{n % 4},vélo {n},MOB" for n in range(12)]
    pairs.write_text("\n".join(["source,tag,codes", *rows]), "utf-8")
    told = one.run("train", "--pairs", str(pairs))
    assert "tags: 29 examples of 5 groups" in told
    assert "texts: 30 examples of 30 groups" in told
    models = sorted((one.var / "models").iterdir())
    before = [path.read_bytes() for path in models]
    one.env["OMP_NUM_THREADS"] = one.env["OPENBLAS_NUM_THREADS"] = "1"  # other sums, same bytes
    one.run("train", "--pairs", str(pairs))
    assert [path.read_bytes() for path in models] == before

    tag = json.loads(one.run("tags", "suggest", "Permaculture au jardin"))
    assert tag["codes"][0]["code"] == "AGR"
    asked = json.dumps({"title": "Le potager", "text": "Du maraîchage, des légumes"})
    text = json.loads(one.run("suggest", told=asked))
    assert text["codes"][0]["code"] == "AGR"
    assert text["codes"][0].keys() == {"code", "score", "words"}

    pairs.write_text("source,tag,codes\na,b,XYZ\n", "utf-8")
    assert "pairs.csv, line 2" in one.run("train", "--pairs", str(pairs), ends=1)

"""The weights that ship keep what the documentation says of them."""

from __future__ import annotations

import csv
import re
from collections import Counter

import numpy as np

from benchmarks.duplicates_made import demo_pairs
from carrefour.structure.twins.comparing import FEATURES, columns, compare
from carrefour.structure.twins.scoring import weights
from tests.conftest import ROOT


def test_copies_of_the_demo_are_linked_and_its_namesakes_are_not(gazetteer):
    pairs = [pair for _, pair in demo_pairs(gazetteer, seed=2)]
    told = columns([trait for one, other, _ in pairs for trait in (one, other)])
    at = np.arange(len(pairs), dtype=np.int64) * 2
    linked = weights().of(compare(told, at, at + 1)) >= weights().link_from
    same = np.array([same for _, _, same in pairs])
    assert len(pairs) > 1000
    assert same[linked].mean() >= 0.98
    assert linked[same].mean() >= 0.90


def test_every_feature_has_a_weight_and_no_weight_lacks_its_feature():
    assert set(weights().weights) == set(FEATURES)
    assert 0 < weights().ask_from < weights().link_from < 1


def test_the_labelled_pairs_hold_no_text_of_the_records():
    with (ROOT / "benchmarks/duplicates_pairs.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert len(rows) >= 500
    assert min(Counter(row["label"] for row in rows).values()) >= 200
    for row in rows:
        assert {row["label"]} < {"same", "different"}
        assert re.fullmatch("[a-z2-7]{10}", row["record"])
        assert re.fullmatch("[a-z2-7]{10}", row["other_record"])
        assert (ROOT / "sources" / f"{row['source']}.yml").exists()

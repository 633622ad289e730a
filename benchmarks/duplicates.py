"""How well and how fast records that tell the same project are found.

``python -m benchmarks.duplicates --pairs benchmarks/duplicates_pairs.tsv`` scores labelled pairs:
those of real records when the installation of ``CARREFOUR_VAR`` holds them, and copies of the
demo's projects. ``--train`` learns the weights from the training part first, and writes them.
``python -m benchmarks.duplicates --records 100000`` makes a catalogue, compares it, and tells time,
memory and quality.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from benchmarks.duplicates_made import Catalogue, demo_pairs
from carrefour.structure.twins.clustering import clusters
from carrefour.structure.twins.comparing import FEATURES, columns, compare
from carrefour.structure.twins.keys import keys_of
from carrefour.structure.twins.scoring import Weights, scored, weights
from carrefour.structure.twins.trait import Trait
from carrefour.territory.gazetteer import Gazetteer

WEIGHTS = Path("carrefour/structure/twins/weights.json")
_SOURCES = ("source", "other_source")
LINK_FROM = 0.8  # at least: a wrong link costs more than a question
ASK_FROM = 0.15  # below it a pair is not even proposed


@dataclass(slots=True)
class Labelled:
    """Pairs with their features, whether they are the same, and which part they are of."""

    family: NDArray[np.str_]
    group: NDArray[np.str_]
    rows: NDArray[np.float32]
    same: NDArray[np.bool_]
    held_out: NDArray[np.bool_]
    blocked: NDArray[np.bool_]
    named: list[tuple[str, str]]


def labelled(pairs: list[tuple[str, str, Trait, Trait, bool, str]]) -> Labelled:
    """``pairs`` of family, group, two traits, the label and a name, compared."""
    told = columns([trait for _, _, one, other, _, _ in pairs for trait in (one, other)])
    at = np.arange(len(pairs), dtype=np.int64) * 2
    return Labelled(
        family=np.array([family for family, *_ in pairs]),
        group=np.array([group for _, group, *_ in pairs]),
        rows=compare(told, at, at + 1),
        same=np.array([same for *_, same, _ in pairs]),
        held_out=np.array([crc32(group.encode()) % 2 == 1 for _, group, *_ in pairs]),
        blocked=np.array(
            [bool(np.intersect1d(keys_of(a), keys_of(b)).size) for _, _, a, b, _, _ in pairs]
        ),
        named=[(one.title, other.title) for _, _, one, other, _, _ in pairs],
    )


def real_pairs(path: Path) -> Iterator[tuple[str, str, Trait, Trait, bool, str]]:
    """The labelled pairs of ``path`` whose records the installation holds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carrefour.settings")
    import django

    django.setup()
    from carrefour.catalogue.identity import sheet_id
    from carrefour.catalogue.models import Record
    from carrefour.pipeline.traits import read_traits

    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    wanted = {row[name] for row in rows for name in ("record", "other_record")}
    told = Record.objects.filter(source__in={row[n] for row in rows for n in _SOURCES})
    ids = {
        pk: id_
        for pk, source, key in told.values_list("pk", "source_id", "external_id").iterator()
        if (id_ := sheet_id(source, key)) in wanted
    }
    known = {ids[pk]: trait for pk, trait in read_traits(list(ids))}
    for row in rows:
        one, other = known.get(row["record"]), known.get(row["other_record"])
        if one and other:
            # All records of one town are in one part.
            group = min([*one.communes, *other.communes], default=row["record"])
            yield "real", group, one, other, row["label"] == "same", row["record"]


def train(known: Labelled) -> Weights:
    """Weights learnt from the training part, and the scores between which a person is asked.

    The score from which records are linked is read off pairs that the weights had not seen: the
    training part in eight folds.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    part = ~known.held_out
    rows, same = known.rows[part], known.same[part]
    # A pair of the real data counts as much as three made ones: they are what will be met.
    real = known.family[part] == "real"
    heavy = {"logisticregression__sample_weight": np.where(real, 3.0, 1.0)}
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=5000))
    unseen = cross_val_predict(
        model, rows, same, groups=known.group[part], cv=GroupKFold(8),
        method="predict_proba", params=heavy,
    )[:, 1]  # fmt: skip
    model.fit(rows, same, **heavy)
    scale, line = model[0], model[1]
    each = line.coef_[0] / scale.scale_
    told = {name: round(float(w), 4) for name, w in zip(FEATURES, each, strict=True)}
    bias = round(float(line.intercept_[0] - each @ scale.mean_), 4)
    least = max(_least(unseen, same, 0.99), _least(unseen[real], same[real], 0.98))
    link_from = max(least, LINK_FROM)
    return Weights(bias, told, link_from, ASK_FROM)


def _least(scores: NDArray[np.float64], same: NDArray[np.bool_], precision: float) -> float:
    """The least score from which ``precision`` of the pairs are the same."""
    for step in np.arange(0.5, 0.99, 0.01):
        above = scores >= step
        if above.any() and same[above].mean() >= precision:
            return round(float(step), 2)
    return 0.99


def report(known: Labelled, by: Weights, show: int) -> None:
    """Print precision and recall of each family, of both parts."""
    scores = np.where(known.blocked, by.of(known.rows), 0.0)
    print(f"linked from {by.link_from}, asked from {by.ask_from}")
    print("| part | family | pairs | same | precision | recall | recall with a person | found |")
    print("|---|---|---|---|---|---|---|---|")
    for part, here in (("training", ~known.held_out), ("test", known.held_out)):
        for family in [*sorted(set(known.family)), "all"]:
            of = here & ((known.family == family) | (family == "all"))
            same, linked = known.same[of], scores[of] >= by.link_from
            asked = scores[of] >= by.ask_from
            right = (linked & same).sum()
            print(
                f"| {part} | {family} | {of.sum()} | {same.sum()} "
                f"| {right / max(linked.sum(), 1):.3f} | {right / max(same.sum(), 1):.3f} "
                f"| {(asked & same).sum() / max(same.sum(), 1):.3f} "
                f"| {known.blocked[of][same].mean():.3f} |"
            )
    wrong = np.flatnonzero((scores >= by.link_from) != known.same)
    for n in sorted(wrong, key=lambda n: -abs(scores[n] - by.link_from))[:show]:
        part = "test" if known.held_out[n] else "training"
        print(f"{scores[n]:.2f} {known.same[n]!s:5} {part:8} {known.family[n]} {known.named[n]}")


def measure(gazetteer: Gazetteer, count: int, seed: int, show: int) -> None:
    """Make ``count`` records, compare all of them, and print what it took and found."""
    start = time.perf_counter()
    projects, traits = [], []
    for project, trait in Catalogue(gazetteer, seed).traits(count):
        projects.append(project)
        traits.append(trait)
    made = time.perf_counter() - start
    start = clock = time.perf_counter()
    each = [keys_of(trait) for trait in traits]
    keys = np.concatenate(each)
    owners = np.repeat(np.arange(count, dtype=np.int32), [len(one) for one in each])
    del each
    steps = [("keys", time.perf_counter() - clock)]
    clock = time.perf_counter()
    told = columns(traits)
    del traits
    steps.append(("columns", time.perf_counter() - clock))
    clock = time.perf_counter()
    found: dict[tuple[int, int], float] = {}
    for first, second, score in scored(told, [(keys, owners)]):
        found |= {(int(a), int(b)): float(s) for a, b, s in zip(first, second, score, strict=True)}
    steps.append(("pairs found and compared", time.perf_counter() - clock))
    clock = time.perf_counter()
    least = weights().link_from
    linked = {pair: score for pair, score in found.items() if score >= least}
    source_of = {n: str(told.source[n]) for pair in found for n in pair}
    made_of = clusters(linked, found, (), (), source_of)
    steps.append(("clusters", time.perf_counter() - clock))
    total = time.perf_counter() - start
    number = np.array(projects)
    joined = [(a, b) for group in made_of for n, a in enumerate(group) for b in group[n + 1 :]]
    right = sum(number[a] == number[b] for a, b in joined)
    same = sum(n * (n - 1) // 2 for n in Counter(projects).values())
    asked = sum(number[a] == number[b] for a, b in found)
    if show:
        wrong = [(a, b) for a, b in joined if number[a] != number[b]]
        for a, b in random.Random(seed).sample(wrong, min(show, len(wrong))):  # noqa: S311
            for mark, n in (("wrong:", a), ("  with", b)):
                print(f"  {mark} {told.title[n]} ({told.address[n]})")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} records made in {made:.0f} s, not counted")
    for name, seconds in steps:
        print(f"  {name}: {seconds:.1f} s")
    print(f"  all: {total:.1f} s, at most {peak:,.0f} MB")
    print(f"  {len(found):,} pairs found, {len(joined):,} linked; {same:,} are the same")
    print(f"  precision {right / max(len(joined), 1):.4f}, recall {right / max(same, 1):.4f}, "
          f"with a person {asked / max(same, 1):.4f}")  # fmt: skip


def main() -> None:
    """Read the command line, and do what it asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gazetteer", type=Path, default=Path("var/gazetteer.json.gz"))
    parser.add_argument("--pairs", type=Path, help="labelled pairs of real records")
    parser.add_argument("--train", action="store_true", help="learn the weights and write them")
    parser.add_argument("--records", type=int, default=0, help="compare so many records")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many errors")
    given = parser.parse_args()
    gazetteer = Gazetteer.load(given.gazetteer)
    if given.pairs:
        pairs = list(real_pairs(given.pairs))
        for number, (one, other, same) in demo_pairs(gazetteer, given.seed):
            pairs.append(("made", f"project {number}", one, other, same, str(number)))
        known = labelled(pairs)
        if given.train:
            learnt = train(known)
            told = {name: getattr(learnt, name) for name in Weights.__slots__}
            WEIGHTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
            weights.cache_clear()
        report(known, weights(), given.show)
    if given.records:
        measure(gazetteer, given.records, given.seed, given.show)


if __name__ == "__main__":
    main()

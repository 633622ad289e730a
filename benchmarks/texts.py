"""How well texts are understood: ``python -m benchmarks.texts LAUREATES``.

``LAUREATES`` is the file of La France s'engage, whose sub-themes and themes the Carrefour's own
people gave to some projects. Then the sheets of the installation that ``CARREFOUR_VAR`` names, as
``carrefour train`` learns from them. What is asked of was never learnt from.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import benchmarks.installation  # noqa: F401
from benchmarks.scoring import Told, at_least, calibration, micro
from carrefour.catalogue.definition_file import load
from carrefour.catalogue.models import Provenance
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.training import FEWEST_USES, recalled, text_examples
from carrefour.structure.learning.lexicon import lexicon
from carrefour.structure.learning.training import Example, phrase_examples, train
from carrefour.structure.suggesting import TEXTS_FROM, TextAdviser, likely
from carrefour.structure.tagging import folded
from carrefour.structure.text import plain

FOLDS = 5
SHUFFLES = 3
APPLIED_FROM = 0.8  # the setting's own default
DEFINITION = Path("sources/la-france-s-engage.yml")

# An example, the score of each code proposed for it, and the codes that go together best.
Asked = tuple[Example, dict[str, float], list[str]]

# The themes that people gave, and the codes of ours that each gathers.
THEMES = {
    "EMP": "EMP INS FOR", "SOL": "COH DRO", "EDU": "EDU", "ART": "CUL LOI", "SPO": "SPO",
    "CON": "COR COP SER", "ENV": "AGR BIO CLI DEC EAU ENE",
    "TER": "AME HAB URB MOB TOU CIT PAR COO", "GOU": "GOU EVA", "SAN": "SAN HAN SEN",
    "NUM": "NUM", "FIN": "FIN MEC", "COM": "COM",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Project:
    """A laureate: what it says, the tag of its own source, and the codes that people gave it."""

    title: str
    text: str
    tag: str
    codes: frozenset[str]
    themes: frozenset[str]


def laureates(path: Path) -> list[Project]:
    """The projects of ``path`` that people gave sub-themes and themes, each once."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(path):
        rows[row["ID CIS"]].append(row)
    return list(_projects(rows.values()))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            yield {(name or "").strip(): (value or "").strip() for name, value in row.items()}


def _projects(alike: Iterable[list[dict[str, str]]]) -> Iterator[Project]:
    """What rows that are taken together tell of a project, of those that people coded."""
    table = {folded(tag): codes for tag, codes in load(DEFINITION).tags.items()}
    for same in alike:
        below = _values(same, lambda name: "Niveau 2" in name and "CODE" not in name)
        above = _values(
            same, lambda name: "Niveau - 1" in name and name.endswith("CODE") and "ASS" not in name
        )
        codes = frozenset(code for tag in below for code in table.get(folded(tag), ()))
        if codes and above:
            text = max((row["Description"] for row in same), key=len)
            tag = same[0]["Tags sourceur"].split("-", 1)[-1].strip()
            text = plain("" if text == "null" else text)
            yield Project(same[0]["Nom du projet"], text, tag, codes, above)


def _values(rows: list[dict[str, str]], wanted: Callable[[str], bool]) -> frozenset[str]:
    return frozenset(v for row in rows for name, v in row.items() if v and wanted(name))


def up(codes: Collection[str]) -> frozenset[str]:
    """The themes that hold any of ``codes``."""
    return frozenset(theme for theme, held in THEMES.items() if set(held.split()) & set(codes))


def shuffled(count: int, seed: int) -> list[set[int]]:
    """Places of ``count`` examples, dealt to five folds."""
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311
    return [set(order[fold::FOLDS]) for fold in range(FOLDS)]


def asked_apart(
    examples: Sequence[Example], folds: Sequence[set[int]], beside: Sequence[Example] = ()
) -> list[Asked]:
    """What is said of each example by a model that saw nothing of its fold, but all ``beside``."""
    said: list[Asked] = []
    for held in folds:
        inside = [one for at, one in enumerate(examples) if at not in held]
        model = train([*inside, *beside], lexicon(), phrase_examples(), fewest_uses=FEWEST_USES)
        adviser = TextAdviser(lexicon(), model)
        for at in sorted(held):
            one = examples[at]
            proposals = [
                p for p in adviser.proposals(one.title, one.text, 0.01) if p.code not in one.unknown
            ]
            said.append((one, {p.code: p.score for p in proposals}, likely(proposals, TEXTS_FROM)))
    return said


def tell_laureates(path: Path, beside: Sequence[Example]) -> None:
    """Print how the laureates' texts are understood, alone, with their tag, with other sources."""
    projects = laureates(path)
    length = sum(len(one.text) for one in projects) / len(projects)
    print(f"{len(projects)} laureates with codes, {length:.0f} characters of text each")
    print(
        f"people's themes beside their sub-themes  "
        f"{micro((p.themes, up(p.codes)) for p in projects)}"
    )
    for name, with_tag, others in (
        ("text alone", False, []),
        ("text, and sheets of other sources", False, beside),
        ("text and the source's own tag", True, []),
    ):
        if name.endswith("sources") and not others:
            continue
        examples = [
            Example(
                p.title, f"{p.text} . {p.tag}" if with_tag else p.text, p.codes, f"project {at}"
            )
            for at, p in enumerate(projects)
        ]
        by_example = {one.group: p for one, p in zip(examples, projects, strict=True)}
        rows = [
            row
            for seed in range(SHUFFLES)
            for row in asked_apart(examples, shuffled(len(examples), seed), others)
        ]
        print(f"{name}:")
        print(f"  codes                {micro((one.codes, codes) for one, _, codes in rows)}")
        for facet in taxonomy().facets:
            held = taxonomy().codes_of(facet)
            counted = micro((one.codes & held, set(codes) & held) for one, _, codes in rows)
            print(f"    {facet:<18} {counted}")
        themes = micro((by_example[one.group].themes, up(codes)) for one, _, codes in rows)
        print(f"  themes               {themes}")
        told = _told(rows)
        print(f"  codes, from {APPLIED_FROM}      {at_least(told, APPLIED_FROM)}")
        print("\n".join(calibration(told)), flush=True)


def tell_rows(path: Path) -> None:
    """Print how rows are understood of which a third is kept apart.

    A project has a row for each of its places, so that many of a project that was kept apart in one
    row were coded in another.
    """
    rows = list(_projects([row] for row in _rows(path)))
    said: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = defaultdict(list)
    for seed in range(SHUFFLES):
        order = list(range(len(rows)))
        random.Random(seed).shuffle(order)  # noqa: S311
        third = len(rows) // 3
        apart, inside = [rows[at] for at in order[:third]], [rows[at] for at in order[third:]]
        known = {row.text: row for row in inside}
        examples = [Example(p.title, p.text, p.codes, p.text) for p in known.values()]
        model = train(examples, lexicon(), phrase_examples(), fewest_uses=FEWEST_USES)
        adviser = TextAdviser(lexicon(), model, recalled(examples))
        for row in apart:
            codes = likely(adviser.proposals(row.title, row.text, 0.01), TEXTS_FROM)
            told = (row.themes, up(codes))
            said["all"].append(told)
            said["coded in another row" if row.text in known else "never coded"].append(told)
    print("a third of the rows kept apart, themes:")
    for name, some in said.items():
        print(f"  {name}, {len(some) / SHUFFLES:.0f} rows  {micro(some)}")


def tell_catalogue(examples: Sequence[Example]) -> None:
    """Print how sheets of the catalogue are understood whose codes their sources give."""
    source_of = dict(Provenance.objects.values_list("sheet_id", "sheet__source_id"))
    places: dict[str, set[int]] = defaultdict(set)
    for at, one in enumerate(examples):
        places[source_of[one.group]].add(at)
    for name, folds in (
        ("sheets held out, of sources that were learnt from", shuffled(len(examples), 0)),
        ("sheets of a source that was never seen", list(places.values())),
    ):
        rows = asked_apart(examples, folds)
        by_source: dict[str, list[Asked]] = defaultdict(list)
        for row in rows:
            by_source[source_of[row[0].group]].append(row)
        print(f"{name}:")
        for source, some in [*sorted(by_source.items()), ("all", rows)]:
            counted = micro((one.codes - one.unknown, codes) for one, _, codes in some)
            print(f"  {source}, {len(some)} sheets: {counted}")
            print(f"    from {APPLIED_FROM}: {at_least(_told(some), APPLIED_FROM)}")
        print("\n".join(calibration(_told(rows))), flush=True)


def _told(rows: Sequence[Asked]) -> list[Told]:
    return [(one.codes - one.unknown, scores) for one, scores, _ in rows]


def tell_speed(examples: Sequence[Example]) -> None:
    """Print how long training takes, and how many texts a second are understood."""
    start = time.process_time()
    model = train(examples, lexicon(), phrase_examples(), fewest_uses=FEWEST_USES)
    print(f"trained on {len(examples)} texts in {time.process_time() - start:.1f} s of processor")
    adviser = TextAdviser(lexicon(), model)
    start = time.process_time()
    for one in examples:
        adviser.proposals(one.title, one.text, APPLIED_FROM)
    print(f"{len(examples) / (time.process_time() - start):,.0f} texts a second")


def main() -> None:
    """Ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("laureates", type=Path)
    given = parser.parse_args()
    catalogue = list(text_examples())
    ours = set(
        Provenance.objects.filter(sheet__source="la-france-s-engage").values_list(
            "sheet_id", flat=True
        )
    )
    tell_rows(given.laureates)
    tell_laureates(given.laureates, [one for one in catalogue if one.group not in ours])
    if catalogue:
        tell_catalogue(catalogue)
        tell_speed(catalogue)


if __name__ == "__main__":
    main()

"""How well the tags of an unseen source are understood: ``python -m benchmarks.tags PAIRS``.

``PAIRS`` is a CSV of source, tag and codes (``EMP|INS``). Each source is left out in turn; what
Carrefour would propose for its tags, knowing the other sources and the definitions in ``sources/``,
is held against the codes that people gave. Prints micro precision, recall and F1.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from benchmarks.scoring import Told, at_least, calibration, micro
from carrefour.catalogue.definition_file import load
from carrefour.structure.learning.lexicon import Lexicon, entries, lexicon
from carrefour.structure.learning.pairs import read_pairs, table_examples
from carrefour.structure.learning.terms import terms
from carrefour.structure.learning.training import Example, phrase_examples, train
from carrefour.structure.suggesting import TagAdviser, likely
from carrefour.structure.tagging import folded

SAME = {"Europe en France V2": "Europe en France"}  # a source that stands twice in the file
APPLIED_FROM = 0.8  # the setting's own default
NEAR_ENOUGH = 70  # likeness in %, the best of 70, 80 and 90 for the baseline

Table = Mapping[str, Sequence[str]]


def read(path: Path) -> list[Example]:
    """The pairs of ``path``, one for each source and folded tag."""
    found: dict[tuple[str, str], Example] = {}
    for one in read_pairs(path):
        key = (one.group, folded(one.title))
        before = found[key].codes if key in found else frozenset()
        group = SAME.get(one.group, one.group)
        found[key] = Example(one.title, "", one.codes | before, group)
    return list(found.values())


def declared() -> dict[str, Table]:
    """The tables of the definitions in ``sources/``."""
    definitions = (load(path) for path in sorted(Path("sources").glob("*.yml")))
    return {one.id: one.tags for one in definitions}


def parted(pairs: Sequence[Example]) -> Iterator[tuple[list[Example], list[Example]]]:
    """The pairs of all other sources and those of the one left out, for each source."""
    for source in sorted({one.group for one in pairs}):
        yield (
            [one for one in pairs if one.group != source],
            [one for one in pairs if one.group == source],
        )


def majority(votes: Sequence[frozenset[str]]) -> frozenset[str]:
    """The codes that half of ``votes`` or more have."""
    counts = Counter(code for codes in votes for code in codes)
    return frozenset(code for code, count in counts.items() if count * 2 >= len(votes))


def by_likeness(others: Sequence[Example], asked: Sequence[Example], least: float) -> list[Told]:
    """The baselines: the tag of another source that is spelt alike, ``least`` percent or more."""
    votes: dict[str, list[frozenset[str]]] = defaultdict(list)
    for one in others:
        votes[folded(one.title)].append(one.codes)
    rows: list[Told] = []
    for one in asked:
        name = folded(one.title)
        near = process.extractOne(
            name, list(votes), scorer=fuzz.token_sort_ratio, score_cutoff=least
        )
        codes = majority(votes[near[0]]) if near else frozenset()
        rows.append((one.codes, dict.fromkeys(codes, 1.0)))
    return rows


def hiding(asked: Sequence[Example]) -> Lexicon:
    """The lexicon without the phrases that are a tag asked for, as if nobody had thought of it."""
    hidden = {tuple(terms(one.title)) for one in asked}
    return Lexicon({p: codes for p, codes in lexicon().phrases.items() if p not in hidden})


def tables_of(others: Sequence[Example], definitions: dict[str, Table]) -> list[Table]:
    """A table for each other source, and those of the definitions."""
    by_source: dict[str, dict[str, Sequence[str]]] = defaultdict(dict)
    for one in others:
        by_source[one.group][one.title] = sorted(one.codes)
    return [*by_source.values(), *definitions.values()]


def suggested(
    others: Sequence[Example], asked: Sequence[Example], *, hide: bool
) -> Iterator[tuple[Example, dict[str, float], list[str]]]:
    """What Carrefour proposes for each tag asked, with scores, and the codes it holds likely."""
    definitions = declared()
    known = hiding(asked) if hide else lexicon()
    phrases = phrase_examples()
    if hide:
        names = {tuple(terms(one.title)) for one in asked}
        phrases = [one for one in phrases if tuple(terms(one.title)) not in names]
    examples = [
        *others,
        *(one for id_, table in definitions.items() for one in table_examples(id_, table)),
    ]
    model = train(examples, known, phrases)
    adviser = TagAdviser(known, model, tables_of(others, definitions))
    for one in asked:
        proposals = adviser.proposals(one.title)
        yield one, {p.code: p.score for p in proposals}, likely(proposals)


def untrained(asked: Sequence[Example]) -> list[Told]:
    """What the lexicon alone tells: the codes of its phrases, hints left out."""
    adviser = TagAdviser(lexicon())
    return [
        (one.codes, {p.code: 1.0 for p in adviser.proposals(one.title) if p.score > 0.3})
        for one in asked
    ]


def agreement(pairs: Sequence[Example]) -> str:
    """How far two sources agree that have the same tag: nobody can be expected to do better."""
    by_tag: dict[str, list[Example]] = defaultdict(list)
    for one in pairs:
        by_tag[folded(one.title)].append(one)
    rows = [
        (one.codes, other.codes)
        for same in by_tag.values()
        for one in same
        for other in same
        if one.group != other.group
    ]
    return f"{micro(rows)}  ({len(rows)} pairs of sources)"


def main() -> None:
    """Leave out each source in turn, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--show", action="store_true", help="print what was told wrong")
    given = parser.parse_args()
    pairs = read(given.pairs)
    sources = len({one.group for one in pairs})
    phrases = {tuple(terms(phrase)) for _, phrase, _ in entries()}
    whole = sum(tuple(terms(one.title)) in phrases for one in pairs)
    print(f"{len(pairs)} tags of {sources} sources; {whole} are a phrase of the lexicon as a whole")
    print(f"two sources on the same tag      {agreement(pairs)}")
    exact, fuzzy, alone = [], [], []
    for others, asked in parted(pairs):
        exact += by_likeness(others, asked, 100)
        fuzzy += by_likeness(others, asked, NEAR_ENOUGH)
        alone += untrained(asked)
    for name, rows in (("exact", exact), ("fuzzy", fuzzy), ("lexicon alone", alone)):
        print(f"{name:<32} {at_least(rows, 0.5)}", flush=True)
    for hide in (False, True):
        told = [
            row for others, asked in parted(pairs) for row in suggested(others, asked, hide=hide)
        ]
        named = ", its phrases hidden" if hide else ""
        print(f"{'suggested' + named:<32} {micro((one.codes, codes) for one, _, codes in told)}")
        scored: list[Told] = [(one.codes, scores) for one, scores, _ in told]
        print(f"{'  from 0.8, applied':<32} {at_least(scored, APPLIED_FROM)}", flush=True)
        if hide:
            break
        commerce = [
            (one.codes - {"COM"} | {"COR"} if "commerc" in terms(one.title) else one.codes, codes)
            for one, _, codes in told
        ]
        print(f"{'  commerce not coded COM':<32} {micro(commerce)}")
        print("scores and how many were right:")
        print("\n".join(calibration(scored)))
        if given.show:
            for one, scores, codes in told:
                if set(codes) != one.codes:
                    print(f"{one.group}: {one.title}: {sorted(one.codes)}, told {scores}")


if __name__ == "__main__":
    main()

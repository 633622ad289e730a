"""Training on the catalogue: what people and sources said of tags and sheets becomes the models."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from carrefour.catalogue.models import Provenance, Sheet, Source, TagDecision
from carrefour.pipeline.advising import tables, tags_model, texts_model
from carrefour.structure.hours import without_hours
from carrefour.structure.learning.lexicon import lexicon
from carrefour.structure.learning.pairs import read_pairs, table_examples
from carrefour.structure.learning.recall import Recall
from carrefour.structure.learning.training import Example, TooFew, phrase_examples, train
from carrefour.structure.text import plain

MOST_OF_A_SOURCE = 600  # sheets, so that none drowns the others
FEWEST_USES = 2  # of a word of a text before it counts
MOST_TEXT = 2_000  # characters
_FACETS = ("themes", "publics", "methods")


@dataclass(frozen=True, slots=True)
class Trained:
    """What a model was made from, and where it is; ``problem`` says why it could not be made."""

    name: str
    path: Path
    examples: int
    groups: int
    problem: str = ""


def train_models(pairs: Path | None = None) -> list[Trained]:
    """Make the model of tags and the model of texts anew. Raises `PairsError`.

    The same catalogue and pairs give the same files, byte for byte.
    """
    texts = list(text_examples())
    return [
        _train("tags", tags_model(), list(tag_examples(pairs)), 1),
        _train("texts", texts_model(), texts, FEWEST_USES, recalled(texts)),
    ]


def recalled(examples: Iterable[Example]) -> Recall:
    """What whole texts are known for; a code that all sheets of a source have tells nothing."""
    return Recall.of((one.text, one.codes - one.unknown) for one in examples)


def _train(
    name: str, path: Path, examples: list[Example], fewest_uses: int, recall: Recall | None = None
) -> Trained:
    groups = len({example.group for example in examples})
    try:
        model = train(examples, lexicon(), phrase_examples(), fewest_uses=fewest_uses)
        replace(model, recall=recall or Recall()).save(path)
    except TooFew as error:
        return Trained(name, path, len(examples), groups, str(error))
    return Trained(name, path, len(examples), groups)


def tag_examples(pairs: Path | None = None) -> Iterator[Example]:
    """Tags with their codes: the pairs of a file, what people decided, every known table."""
    if pairs is not None:
        yield from read_pairs(pairs)
    for decision in TagDecision.objects.filter(current=True).order_by("source", "name"):
        if decision.codes is not None:
            group = decision.source or "every source"
            yield Example(decision.tag, "", frozenset(decision.codes), group)
    for source, table in sorted(tables(), key=lambda named: named[0]):
        yield from table_examples(source, table)


def text_examples() -> Iterator[Example]:
    """Sheets whose codes a source or a person gave, so many of each source that none drowns."""
    constant = {
        pk: frozenset(definition.get("codes", ()))
        for pk, definition in Source.objects.values_list("pk", "definition")
    }
    told = _told_codes(constant)
    kept: Counter[str] = Counter()
    order = sorted(told, key=lambda key: hashlib.sha256(key[1].encode()).digest())
    chosen = []
    for source, sheet in order:
        if kept[source] < MOST_OF_A_SOURCE:
            kept[source] += 1
            chosen.append((source, sheet))
    texts = _texts([sheet for _, sheet in chosen])
    for source, sheet in chosen:
        title, text = texts[sheet]
        yield Example(
            title, text, frozenset(told[source, sheet]), sheet,
            unknown=constant[source], source=source,
        )  # fmt: skip


def _told_codes(constant: Mapping[str, frozenset[str]]) -> dict[tuple[str, str], set[str]]:
    """The codes that were told of each (source, sheet), beyond those that all its sheets have."""
    told: dict[tuple[str, str], set[str]] = {}
    shown = Provenance.objects.filter(sheet__withdrawn_at=None, sheet__language="fr")
    rows = shown.order_by("pk").values_list("sheet__source_id", "sheet_id", "fields")
    for source, sheet, fields in rows.iterator():
        codes = {code for facet in _FACETS for code in fields.get(facet) or ()}
        if codes - constant[source]:
            told.setdefault((source, sheet), set()).update(codes)
    return told


def _texts(ids: list[str]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(ids), 500):
        rows = Sheet.objects.filter(pk__in=ids[start : start + 500])
        for pk, title, summary, markup in rows.values_list("pk", "title", "summary", "description"):
            text = without_hours(plain(markup[: 2 * MOST_TEXT])[:MOST_TEXT])
            found[pk] = (title, text or summary)
    return found

"""Training: from examples that people coded to a `Classifier`.

The only module that needs scikit-learn. The same examples give the same model, to the byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from carrefour.structure.learning.classifier import Classifier
from carrefour.structure.learning.evidence import AT, CODES, SIGNS, Floats, Seen, seen
from carrefour.structure.learning.lexicon import SURE, Lexicon, entries

FOLDS = 5
FEWEST_SOURCES = 4  # before scores can be held against sources that were not learnt from
FEWEST = 3  # examples of a code before its words are weighed
STRENGTH = 2.0  # of the words: the inverse of the penalty on large weights
COMMON_STRENGTH = 0.05
CODE_WEIGHT = 0.5  # how freely a code may differ from what is common to all
MOST_WORDS = 20_000
PHRASE_WEIGHT = 0.3  # of a phrase of the lexicon as an example


class TooFew(Exception):
    """There are not enough examples to learn from; the message says how many there are."""


@dataclass(frozen=True, slots=True)
class Example:
    """A title, a text and the codes that it has.

    ``group`` names what must not be parted between training and trial: the source of a tag, the
    sheet of a text. ``weight`` says how much it counts. Nobody knows whether it has the codes
    that are ``unknown``. ``source`` is where the sheet of a text comes from.
    """

    title: str
    text: str
    codes: frozenset[str]
    group: str
    weight: float = 1.0
    unknown: frozenset[str] = frozenset()
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    """Examples as the learner needs them: what is seen of each, its codes, weights and fold.

    ``weights`` has a number for each example and code, 0 where nobody knows.
    """

    seen: list[Seen]
    codes: NDArray[np.int8]
    weights: Floats
    folds: NDArray[np.int64]

    def __getitem__(self, rows: NDArray[np.int64]) -> _Table:
        picked = [self.seen[row] for row in rows]
        return _Table(picked, self.codes[rows], self.weights[rows], self.folds[rows])

    def __add__(self, other: _Table) -> _Table:
        return _Table(
            self.seen + other.seen,
            np.concatenate([self.codes, other.codes]),
            np.concatenate([self.weights, other.weights]),
            np.concatenate([self.folds, other.folds]),
        )


def train(
    examples: Sequence[Example],
    lexicon: Lexicon,
    phrases: Sequence[Example] = (),
    *,
    fewest_uses: int = 1,
) -> Classifier:
    """Learn from ``examples``; a word counts when ``fewest_uses`` of them have it.

    ``phrases`` teach words alone: what follows is weighed by ``examples``, which people coded.
    Raises `TooFew` when there are under two groups or under twenty examples.
    """
    groups = {example.group for example in examples}
    if len(examples) < 20 or len(groups) < 2:
        raise TooFew(
            f"{len(examples)} examples from {len(groups)} groups are too few to learn from"
        )
    # Sums that several threads share are rounded as they happen to be shared.
    with threadpool_limits(1):
        return _train(examples, lexicon, phrases, fewest_uses)


def _train(
    examples: Sequence[Example], lexicon: Lexicon, phrases: Sequence[Example], fewest_uses: int
) -> Classifier:
    table, taught = _table(examples, lexicon), _table(phrases, lexicon)
    prior = _prior(table)
    held_out = _held_out(table, taught, prior, fewest_uses)
    common, code_bias = _common(table, held_out, prior)
    words = _words(table + taught, prior, fewest_uses)
    final = replace(words, common=common, code_bias=code_bias)
    if len({example.source for example in examples}) >= FEWEST_SOURCES:
        # A score must hold for a source that was never seen, where most is suggested.
        table = replace(table, folds=_folds([example.source for example in examples]))
        held_out = _held_out(table, taught, prior, fewest_uses)
    scale, shift = _put_right(table, held_out, prior)
    return replace(final, scale=scale, shift=shift)


def phrase_examples() -> list[Example]:
    """The sure phrases of the shipped lexicon as examples, to teach words."""
    codes: dict[str, set[str]] = {}
    for code, phrase, weight in entries():
        if code and weight == SURE:
            codes.setdefault(phrase, set()).add(code)
    return [
        Example(phrase, "", frozenset(found), "lexicon", PHRASE_WEIGHT)
        for phrase, found in sorted(codes.items())
    ]


def _table(examples: Sequence[Example], lexicon: Lexicon) -> _Table:
    codes = np.zeros((len(examples), len(CODES)), dtype=np.int8)
    for row, example in enumerate(examples):
        codes[row, [AT[code] for code in example.codes]] = 1
    weights = np.empty((len(examples), len(CODES)))
    for row, example in enumerate(examples):
        weights[row] = example.weight
        weights[row, [AT[code] for code in example.unknown]] = 0
    return _Table(
        [seen(example.title, example.text, lexicon) for example in examples],
        codes,
        weights,
        _folds([example.group for example in examples]),
    )


def _folds(groups: Sequence[str]) -> NDArray[np.int64]:
    """A fold for each example: groups stay whole, the largest are dealt first."""
    sizes = Counter(groups)
    loads = [0] * min(FOLDS, len(sizes))
    of: dict[str, int] = {}
    for group, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        of[group] = loads.index(min(loads))
        loads[of[group]] += size
    return np.array([of[group] for group in groups])


def _held_out(
    table: _Table, taught: _Table, prior: NDArray[np.float32], fewest_uses: int
) -> Floats:
    """What the words say of each example, by weights that were found without its fold."""
    said = np.zeros((len(table.seen), len(CODES)))
    for fold in np.unique(table.folds):
        inside, outside = _parted(table, int(fold))
        told = _words(table[inside] + taught, prior, fewest_uses)
        said[outside] = [told.by_words(one) for one in table[outside].seen]
    return said


def _parted(table: _Table, fold: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.flatnonzero(table.folds != fold), np.flatnonzero(table.folds == fold)


def _prior(table: _Table) -> NDArray[np.float32]:
    """How frequent each code is, as log-odds, never quite 0 or 1."""
    share = ((table.weights * table.codes).sum(0) + 0.5) / (table.weights.sum(0) + 1)
    share = np.clip(share, 1e-3, 1 - 1e-3)
    prior: NDArray[np.float32] = np.log(share / (1 - share)).astype(np.float32)
    return prior


def _words(table: _Table, prior: NDArray[np.float32], fewest_uses: int) -> Classifier:
    """The first step: weigh the words for each code apart."""
    uses = Counter(word for one in table.seen for word in one.words)
    kept = [word for word, count in uses.items() if count >= fewest_uses]
    kept = sorted(sorted(kept, key=lambda word: (-uses[word], word))[:MOST_WORDS])
    words = {word: row for row, word in enumerate(kept)}
    total = len(table.seen)
    rarity = np.array([1 + np.log((1 + total) / (1 + uses[word])) for word in kept])
    matrix = hstack([_matrix(table, words, rarity), csr_matrix(_told(table))]).tocsr()
    weights = np.zeros((matrix.shape[1], len(CODES)))
    bias = np.array(prior, dtype=float)
    for at in range(len(CODES)):
        told = table.weights[:, at] > 0
        if FEWEST <= table.codes[told, at].sum() < told.sum():
            model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300)
            model.fit(matrix[told], table.codes[told, at], sample_weight=table.weights[told, at])
            weights[:, at], bias[at] = model.coef_[0], model.intercept_[0]
    return Classifier(
        words=words,
        rarity=rarity.astype(np.float32),
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
        prior=prior,
        common=np.zeros(len(SIGNS) + 2, dtype=np.float32),
        code_bias=np.zeros(len(CODES), dtype=np.float32),
        scale=1.0,
        shift=0.0,
        about={},
    )


def _matrix(table: _Table, words: dict[str, int], rarity: Floats) -> csr_matrix:
    """A row for each example: the rarity of each word it has, of length 1."""
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for one in table.seen:
        rows = [row for word in one.words if (row := words.get(word)) is not None]
        norm = float(np.linalg.norm(rarity[rows])) or 1.0
        columns += rows
        values += [float(rarity[row]) / norm for row in rows]
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(table.seen), len(words)))


def _told(table: _Table) -> Floats:
    """What the lexicon told of each code, for each example."""
    return np.array([one.signs[0] for one in table.seen])


def _common(
    table: _Table, held_out: Floats, prior: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The second step: weigh the signs alike for all codes, and each code a little apart."""
    model = LogisticRegression(
        C=COMMON_STRENGTH, solver="lbfgs", max_iter=2000, fit_intercept=False
    )
    rows = _stacked(table, held_out, prior)
    model.fit(rows, table.codes.ravel(), sample_weight=table.weights.ravel())
    weights = model.coef_[0].astype(np.float32)
    signs = len(SIGNS) + 2
    return weights[:signs], weights[signs:] * np.float32(CODE_WEIGHT)


def _stacked(table: _Table, held_out: Floats, prior: NDArray[np.float32]) -> csr_matrix:
    """A row for each example and code: its signs, what the words say, how frequent, which code."""
    many, codes = held_out.shape
    signs = np.array([one.signs for one in table.seen]).transpose(0, 2, 1)
    told = np.stack([held_out, np.broadcast_to(prior, held_out.shape)], axis=-1)
    which = csr_matrix(np.tile(np.eye(codes) * CODE_WEIGHT, (many, 1)))
    dense = np.concatenate([signs, told], axis=-1).reshape(many * codes, -1)
    return hstack([csr_matrix(dense), which]).tocsr()


def _put_right(table: _Table, held_out: Floats, prior: NDArray[np.float32]) -> tuple[float, float]:
    """How to scale and shift the second step so that its scores hold on examples held out."""
    logits = np.zeros_like(held_out)
    for fold in np.unique(table.folds):
        inside, outside = _parted(table, int(fold))
        common, code_bias = _common(table[inside], held_out[inside], prior)
        rows = _stacked(table[outside], held_out[outside], prior)
        weights = np.concatenate([common, code_bias / CODE_WEIGHT])
        logits[outside] = (rows @ weights).reshape(len(outside), -1)
    model = LogisticRegression(C=1e6, solver="lbfgs", max_iter=1000)
    model.fit(
        logits.reshape(-1, 1), table.codes.ravel(),
        sample_weight=table.weights.ravel(),
    )  # fmt: skip
    return float(model.coef_[0, 0]), float(model.intercept_[0])

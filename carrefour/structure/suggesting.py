"""Suggestions: what a tag that nobody has decided on, or a text, is likely to mean.

A suggestion never stands beside what a source's table or a person says of the same thing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
from rapidfuzz import fuzz, process

from carrefour.catalogue.draft import Suggestion
from carrefour.structure.learning.evidence import CODES, OTHER, Floats, Seen, seen
from carrefour.structure.learning.lexicon import Lexicon
from carrefour.structure.learning.recall import Recall
from carrefour.structure.learning.terms import spelt_terms
from carrefour.structure.learning.untrained import Untrained
from carrefour.structure.tagging import clean_tag, folded

PROPOSED_FROM = 0.15  # below, a proposal is not worth a person's look
ALONE_FROM = 0.05  # but the best of a tag is, when there is no better
LIKELY = 0.35  # the codes from here on go together best: on tags held out, most are right
# Of texts. Where scores are chances, F1 is best when codes are taken from half of that F1 on, which
# is some 0.5 (Lipton, Elkan, Naryanaswamy 2014); what scores less is not worth a person's look.
TEXTS_FROM = 0.25
MOST_PROPOSED = 5
# What the lexicon, or the model, says counts as so many tables of other sources. The model counts
# more: it has learnt from those tables already.
LEXICON_COUNTS, MODEL_COUNTS = 3.0, 8.0
_LONG_ENOUGH, _NEAR_ENOUGH = 6, 88.0  # letters of a word, and likeness in %, for a typing error

_WORD = re.compile(r"[^\W\d_]+")


class Scorer(Protocol):
    """Gives each code a score, and says which words spoke for one."""

    def scores(self, seen: Seen) -> Floats:
        """The score of each code, in the order of `CODES`, from 0 to 1."""

    def because(self, seen: Seen, code: str) -> list[str]:
        """The terms that spoke for ``code``, the strongest first."""


class TagAdviser:
    """Proposes codes for tags: by the tables of other sources, and by what was learnt."""

    def __init__(
        self,
        lexicon: Lexicon,
        scorer: Scorer | None = None,
        tables: Iterable[Mapping[str, Sequence[str]]] = (),
    ) -> None:
        self._lexicon = lexicon
        self._scorer = scorer or Untrained()
        self._counts = MODEL_COUNTS if scorer else LEXICON_COUNTS
        self._votes: dict[str, list[frozenset[str]]] = {}
        for table in tables:
            for tag, codes in table.items():
                self._votes.setdefault(folded(clean_tag(tag)), []).append(frozenset(codes))
        single = {phrase[0] for phrase in lexicon.phrases if len(phrase) == 1}
        self._known = sorted(term for term in single if len(term) >= _LONG_ENOUGH)
        self._proposals = lru_cache(maxsize=10_000)(self._propose)

    def proposals(self, tag: str) -> tuple[Suggestion, ...]:
        """The likeliest codes of ``tag``, the best first, each with its score."""
        return self._proposals(folded(tag), tag)

    def _propose(self, name: str, tag: str) -> tuple[Suggestion, ...]:
        scores = self._scorer.scores(seen(self._mended(tag), "", self._lexicon))
        if votes := self._votes.get(name):
            counts = Counter(code for codes in votes for code in codes)
            told = np.array([counts[code] for code in CODES], dtype=float)
            scores = (told + self._counts * scores) / (len(votes) + self._counts)
        ranked = np.argsort(-scores, kind="stable")
        best = [at for at in ranked if scores[at] >= PROPOSED_FROM]
        if not best and scores[ranked[0]] >= ALONE_FROM:
            best = [ranked[0]]
        return tuple(
            Suggestion(CODES[at], _rounded(scores[at]), tag=tag) for at in best[:MOST_PROPOSED]
        )

    def _mended(self, tag: str) -> str:
        """``tag`` with each word that is a typing error of a known one put right."""
        words = []
        for term, word in spelt_terms(tag):
            near = None
            if len(term) >= _LONG_ENOUGH and (term,) not in self._lexicon.phrases:
                near = process.extractOne(
                    term, self._known, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH
                )
            words.append(near[0] if near and near[0][0] == term[0] else word)
        return " ".join(words)


def likely(proposals: Sequence[Suggestion], least: float = LIKELY) -> list[str]:
    """The codes of ``proposals``, the best first, that go together best; at least the best."""
    return [one.code for one in proposals if one.score >= least] or [
        one.code for one in proposals[:1]
    ]


class TextAdviser:
    """Proposes codes for a title and a text, by what was learnt from the catalogue.

    What people gave the same text in another record, by ``recall``, counts more than its words.
    """

    def __init__(
        self, lexicon: Lexicon, scorer: Scorer | None = None, recall: Recall | None = None
    ) -> None:
        self._lexicon = lexicon
        self._scorer = scorer or Untrained()
        self._recall = recall or Recall()

    def proposals(self, title: str, text: str, least: float) -> list[Suggestion]:
        """The codes that score ``least`` or more, the best first, with the words that decided.

        A code that comes from the whole text has no words. "Autres" is never among them: it says
        nothing of a project.
        """
        found = seen(title, text, self._lexicon)
        if not found.words:
            return []
        recalled = self._recall.of_text(text)
        scores = self._scorer.scores(found)
        if recalled is not None:
            scores = recalled.beside(scores)
        best = [at for at in np.argsort(-scores, kind="stable") if scores[at] >= least]
        if not best:
            return []
        spelt = _spellings(title, text)
        return [
            Suggestion(
                CODES[at],
                _rounded(scores[at]),
                words=()
                if recalled is not None and recalled.shares[at]
                else tuple(
                    " ".join(spelt.get(term, term) for term in phrase.split())
                    for phrase in self._scorer.because(found, CODES[at])
                ),
            )
            for at in best
            if at != OTHER
        ]


def _rounded(score: float) -> float:
    """``score`` in hundredths; nothing that is guessed is certain."""
    return min(round(float(score), 2), 0.99)


def _spellings(title: str, text: str) -> dict[str, str]:
    """The first word that each term of a text comes from, as it is spelt, in lower case."""
    written: dict[str, str] = {}
    for word in _WORD.findall(f"{title} {text}"):
        written.setdefault(folded(word), word.lower())
    spelt: dict[str, str] = {}
    for term, word in [*spelt_terms(title), *spelt_terms(text)]:
        spelt.setdefault(term, written.get(word, word))
    return spelt


@dataclass(frozen=True, slots=True)
class Advice:
    """What is known of tags and texts beyond a source's own table.

    ``here`` and ``anywhere`` are what people decided for this source and for every source, by
    folded tag. Suggestions that score ``least`` or more are applied until someone decides.
    """

    here: Mapping[str, Sequence[str]] = field(default_factory=dict)
    anywhere: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tags: TagAdviser | None = None
    texts: TextAdviser | None = None
    least: float = 1.0

    def of_tag(self, tag: str) -> list[Suggestion]:
        """The codes of ``tag`` that are applied until someone decides; never "Autres"."""
        if self.tags is None:
            return []
        proposals = self.tags.proposals(tag)
        return [one for one in proposals if one.score >= self.least and one.code != CODES[OTHER]]

    def of_text(self, title: str, text: str) -> tuple[list[Suggestion], list[Suggestion]]:
        """The codes that a title and a text are given until someone decides, and the likely ones.

        The latter score too little to be applied: they wait for a person.
        """
        if self.texts is None:
            return [], []
        found = self.texts.proposals(title, text, min(self.least, TEXTS_FROM))
        applied = [one for one in found if one.score >= self.least]
        return applied, [one for one in found if one.score < self.least][:MOST_PROPOSED]


NO_ADVICE = Advice()

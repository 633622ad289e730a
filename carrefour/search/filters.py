"""From our query to an engine's: words, facets, territories, boxes, and what each weighs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Generic

from carrefour.search.analysis import stems
from carrefour.search.dialect import Dialect, Q
from carrefour.search.entry import WEIGHTS, kept
from carrefour.search.loosening import Looked
from carrefour.search.query import Facet, Query
from carrefour.search.wording import Parsed, Unit

SYNONYM = 0.35  # what a synonym weighs beside the word typed
NEARNESS = {"title": 6.0, "summary": 2.0, "body": 1.0}  # what words close together add, by field
SAME_TITLE = 60.0  # what a title adds that is what was typed
FIRST = 10_000.0  # what lifts a sheet over all those that are not to come first
COVER = 16.0  # what each word that is found adds, where not all need to be
NEAR = 3  # words that may stand between two of the words typed for these to be near


class Translator(Generic[Q]):
    """Makes the queries of one engine, in its ``dialect``."""

    def __init__(self, dialect: Dialect[Q]) -> None:
        self.dialect = dialect

    def looked_for(self, looked: Looked) -> Q | None:
        """The query for the words as loose as they are; ``None`` when they say nothing."""
        if looked.like:
            return self.like(looked.parsed)
        return self.text(looked.parsed, all_words=not looked.some)

    def text(self, parsed: Parsed, *, all_words: bool = True) -> Q | None:
        """The query for the words typed, or some of them; ``None`` when they say nothing."""
        parts = [self._unit(unit) for unit in parsed.units]
        if parsed.unfinished and parts and len(parsed.unfinished) >= 2:
            parts[-1] = self._unit(parsed.units[-1], parsed.unfinished)
        parts += [self._phrase(terms) for terms in parsed.phrases]
        if not parts:
            return self.dialect.everything() if parsed.without else None
        if all_words:
            found = self.dialect.every(parts)
        else:
            # A sheet that holds more of the words comes before one that says one of them often.
            said = [len(unit.terms) for unit in parsed.units] + [*map(len, parsed.phrases)]
            covered = [self._covered(part, n) for part, n in zip(parts, said, strict=True)]
            found = self.dialect.some(covered)
        better = self._better(parsed)
        return self.dialect.whole(found, better=better) if better else found

    def like(self, parsed: Parsed) -> Q:
        """The query for words spelt nearly as those typed."""
        parts = [self._like(word) for word in parsed.spelt]
        return self.dialect.every(parts + [self._phrase(terms) for terms in parsed.phrases])

    def without(self, parsed: Parsed) -> list[Q]:
        """What must not be found."""
        return [self._phrase(terms) for terms in parsed.without]

    def narrowed(self, query: Query, except_: Facet | None = None) -> list[Q]:
        """A query for each filter; ``except_`` leaves one facet's own filter out."""
        parts = []
        for facet, values in query.chosen:
            if values and facet is not except_:
                held = [kept(facet, value) for value in values]
                parts.append(self.dialect.same("kept", held))
        if query.territories:
            parts.append(self.dialect.same("kept", query.territories))
        if query.box:
            parts.append(self.dialect.box(query.box))
        if query.years:
            first, last = query.years
            parts.append(self.dialect.between("date", first * 10_000, last * 10_000 + 9_999))
        return parts

    def first(self, query: Query) -> list[Q]:
        """What lifts the sheets that come first over all others."""
        if not query.first:
            return []
        return [self.dialect.constant(self.dialect.same("kept", query.first), FIRST)]

    def whole(
        self, text: Q | None, filters: Sequence[Q], without: Sequence[Q], better: Sequence[Q]
    ) -> Q:
        """``text`` and ``better`` score; ``filters`` only narrow; ``without`` is left out."""
        found = self.dialect.everything() if text is None else text
        if not (filters or without or better):
            return found
        return self.dialect.whole(found, better=better, filters=filters, without=without)

    def _covered(self, part: Q, words: int) -> Q:
        more = self.dialect.constant(self.dialect.everything(), COVER * words)
        return self.dialect.every([part, more])

    def _better(self, parsed: Parsed) -> list[Q]:
        """What makes a found sheet better: words close together, a title that is just this."""
        terms = [term for unit in parsed.units for term in unit.terms]
        better = [
            self.dialect.phrase(field, [one, other], weight, slop=NEAR)
            for one, other in pairwise(terms)
            for field, weight in NEARNESS.items()
        ]
        if parsed.whole:
            same = self.dialect.same("order_title", [parsed.whole])
            better.append(self.dialect.constant(same, SAME_TITLE))
        return better

    def _unit(self, unit: Unit, unfinished: str = "") -> Q:
        """The words of ``unit``, the last of them perhaps not typed to its end, or synonyms."""
        parts = [self._word(term) for term in unit.terms]
        if unfinished:
            parts[-1] = self.dialect.some([parts[-1], self._begun(unfinished)])
        typed = self.dialect.every(parts)
        if not unit.others:
            return typed
        others = [self.dialect.weighted(self._phrase([*form]), SYNONYM) for form in unit.others]
        return self.dialect.some([typed, self.dialect.best(others)])

    def _word(self, term: str) -> Q:
        return self.dialect.some(
            [self.dialect.term(field, term, weight) for field, weight in WEIGHTS.items()]
        )

    def _begun(self, word: str) -> Q:
        """Words that begin as ``word`` does: it may not be typed to its end yet."""
        # The words of descriptions are known by their stems alone, which begin alike.
        fields = ("spelt", "body") if len(word) >= 3 else ("spelt",)
        starts = [self.dialect.begun(field, word) for field in fields]
        return self.dialect.constant(self.dialect.some(starts), 0.5)

    def _like(self, word: str) -> Q:
        """Words spelt nearly as ``word`` is: one error from four letters on, two from eight."""
        errors = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        stemmed = stems(word)
        spelt = [("title_spelt", word, 3.0), ("spelt", word, 1.0)]
        parts = [
            self.dialect.near(field, term, errors, weight)
            for field, term, weight in (*spelt, *(("body", term, 0.5) for term in stemmed))
        ]
        return self.dialect.some([*parts, *(self._word(term) for term in stemmed)])

    def _phrase(self, terms: list[str]) -> Q:
        if len(terms) == 1:
            return self._word(terms[0])
        return self.dialect.some(
            [self.dialect.phrase(field, terms, weight) for field, weight in WEIGHTS.items()]
        )

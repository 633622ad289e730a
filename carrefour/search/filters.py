"""From our query to Tantivy's: words, facets, territories, boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import tantivy
from tantivy import Occur

from carrefour.search.analysis import spellings, stems
from carrefour.search.circles import Around
from carrefour.search.query import Box, Facet, Query, Relaxed
from carrefour.search.schema import SLOTS, WEIGHTS, kept

_PART = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
MOST_WORDS = 24
_ALL = tantivy.Query.all_query


@dataclass(frozen=True, slots=True)
class Parsed:
    """Words to find, phrases to find whole, and words to leave out, as terms."""

    words: list[list[str]]
    spelt: list[str]
    phrases: list[list[str]]
    without: list[list[str]]
    unfinished: str


def parse(text: str) -> Parsed:
    """The parts of what was typed: words, "phrases" and -exclusions."""
    words: list[list[str]] = []
    plain: list[str] = []
    phrases: list[list[str]] = []
    without: list[list[str]] = []
    unfinished = ""
    for sign, phrase, word in _PART.findall(text[:400]):
        terms = stems(phrase or word)
        if not terms:
            continue
        if sign:
            without.append(terms)
        elif phrase:
            phrases.append(terms)
        else:
            words += [[term] for term in terms]
            plain += spellings(word)
            unfinished = plain[-1] if text.endswith(word) else ""
    return Parsed(words[:MOST_WORDS], plain[:MOST_WORDS], phrases, without, unfinished)


class Translator:
    """Makes Tantivy queries over one schema."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def text(self, parsed: Parsed, relaxed: Relaxed = Relaxed.NOT) -> tantivy.Query | None:
        """The query for the words typed; ``None`` when they say nothing."""
        if relaxed is Relaxed.NOT:
            parts = [self._word(terms[0]) for terms in parsed.words]
            if parsed.unfinished and parts and len(parsed.unfinished) >= 2:
                parts[-1] = any_of([parts[-1], self._begun(parsed.unfinished)])
        else:
            parts = [self._like(word) for word in parsed.spelt]
        phrases = [self._phrase(terms) for terms in parsed.phrases]
        if not parts and not phrases:
            return _ALL() if parsed.without else None
        if relaxed is Relaxed.SOME_WORDS:
            return any_of(parts + phrases)
        return tantivy.Query.boolean_query([(Occur.Must, part) for part in parts + phrases])

    def without(self, parsed: Parsed) -> list[tantivy.Query]:
        """What must not be found."""
        return [self._phrase(terms) for terms in parsed.without]

    def narrowed(self, query: Query, except_: Facet | None = None) -> list[tantivy.Query]:
        """A query for each filter; ``except_`` leaves one facet's own filter out."""
        parts = []
        for facet, values in query.chosen:
            if values and facet is not except_:
                parts.append(self._any_kept([kept(facet, value) for value in values]))
        if query.territories:
            parts.append(self._any_kept(list(query.territories)))
        if query.box:
            parts.append(self.box(query.box))
        return parts

    def keys(self, keys: Iterable[int]) -> tantivy.Query:
        """The documents of these keys."""
        wanted = list(keys)
        if not wanted:
            return tantivy.Query.empty_query()
        return tantivy.Query.term_set_query(self._schema, "key", wanted)

    def circle(self, around: Around) -> tantivy.Query:
        """The documents within a circle that has been measured."""
        if around.inside_is_fewer:
            return self.keys(around.inside)
        parts = [(Occur.Must, self.box(around.box))]
        if around.outside:
            parts.append((Occur.MustNot, self.keys(around.outside)))
        return tantivy.Query.boolean_query(parts)

    def _any_kept(self, values: list[str]) -> tantivy.Query:
        if len(values) == 1:
            return tantivy.Query.term_query(self._schema, "kept", values[0], "basic")
        return tantivy.Query.term_set_query(self._schema, "kept", values)

    def box(self, box: Box) -> tantivy.Query:
        """Documents with a point in ``box``, which may reach across the antimeridian."""
        if box.west > box.east:
            halves = (box._replace(east=180.0), box._replace(west=-180.0))
            return any_of([self.box(half) for half in halves])
        return any_of([self._in_slot(box, slot) for slot in range(SLOTS)])

    def _in_slot(self, box: Box, slot: int) -> tantivy.Query:
        lat = self._between(f"lat{slot}", box.south, box.north)
        lon = self._between(f"lon{slot}", box.west, box.east)
        return tantivy.Query.boolean_query([(Occur.Must, lat), (Occur.Must, lon)])

    def _between(self, field: str, low: float, high: float) -> tantivy.Query:
        kind = tantivy.FieldType.Float
        return tantivy.Query.range_query(self._schema, field, kind, float(low), float(high))

    def _word(self, term: str) -> tantivy.Query:
        return any_of(
            [
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term), w)
                for field, w in WEIGHTS.items()
            ]
        )

    def _begun(self, word: str) -> tantivy.Query:
        """Words that begin as ``word`` does: it may not be typed to its end yet."""
        # The words of descriptions are known by their stems alone, which begin alike.
        fields = ("spelt", "body") if len(word) >= 3 else ("spelt",)
        starts = [
            tantivy.Query.fuzzy_term_query(self._schema, field, word, distance=0, prefix=True)
            for field in fields
        ]
        return tantivy.Query.const_score_query(any_of(starts), 0.5)

    def _like(self, word: str) -> tantivy.Query:
        """Words spelt nearly as ``word`` is: one error from four letters on, two from eight."""
        distance = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        parts = []
        stemmed = stems(word)
        spelt = [("title_spelt", word, 3.0), ("spelt", word, 1.0)]
        for field, term, weight in (*spelt, *(("body", term, 0.5) for term in stemmed)):
            near = tantivy.Query.fuzzy_term_query(self._schema, field, term, distance=distance)
            parts.append(tantivy.Query.boost_query(near, weight))
        return any_of([*parts, *(self._word(term) for term in stemmed)])

    def _phrase(self, terms: list[str]) -> tantivy.Query:
        if len(terms) == 1:
            return self._word(terms[0])
        return any_of(
            [
                tantivy.Query.boost_query(
                    tantivy.Query.phrase_query(self._schema, field, [*terms]), w
                )
                for field, w in WEIGHTS.items()
            ]
        )


def any_of(parts: list[tantivy.Query]) -> tantivy.Query:
    """A document that meets one of ``parts`` is found."""
    return tantivy.Query.boolean_query([(Occur.Should, part) for part in parts])


def all_of(
    text: tantivy.Query | None, filters: list[tantivy.Query], without: list[tantivy.Query]
) -> tantivy.Query:
    """``text`` scores; ``filters`` only narrow; ``without`` is left out."""
    parts = [(Occur.Must, text or _ALL())]
    parts += [(Occur.Must, tantivy.Query.const_score_query(part, 0.0)) for part in filters]
    parts += [(Occur.MustNot, part) for part in without]
    if len(parts) == 1:
        return parts[0][1]
    return tantivy.Query.boolean_query(parts)

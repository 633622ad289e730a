"""From our query to Tantivy's: words, facets, territories, boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import tantivy
from tantivy import Occur

from carrefour.search.analysis import sort_key, spellings, stems
from carrefour.search.circles import Around
from carrefour.search.orders import Order
from carrefour.search.query import Box, Facet, Query
from carrefour.search.schema import SLOTS, WEIGHTS, kept
from carrefour.search.synonyms import Form, Synonyms

_PART = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
MOST_WORDS = 24
MOST_OTHERS = 12  # synonyms of one word that are looked for
# Words by which people put a question or say the obvious; they are left out where another word
# says what about.
_ASKING = frozenset(
    (
        "comment quel quelle quels quelles quand pourquoi combien je ai suis avoir etre fait faire "
        "cherche chercher recherche trouver trouve veux voudrais souhaite besoin peut peux "
        "existe existent projet projets initiative initiatives exemple exemples idee idees svp "
        "aimerais gratuit gratuite gratuits gratuites gratuitement how what where which who find "
        "looking for in project projects"
    ).split()
)
SYNONYM = 0.35  # what a synonym weighs beside the word typed
NEARNESS = {"title": 6.0, "summary": 2.0, "body": 1.0}  # what words close together add, by field
SAME_TITLE = 60.0  # what a title adds that is what was typed
FIRST = 10_000.0  # what lifts a sheet over all those that are not to come first
COVER = 16.0  # what each word that is found adds, where not all need to be
NEAR = 3  # words that may stand between two of the words typed for these to be near
_ALL = tantivy.Query.all_query


@dataclass(frozen=True, slots=True)
class Unit:
    """Stems typed in a row that mean one thing, and other stems that mean the same."""

    terms: Form
    others: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What to find, phrases to find whole, and what to leave out, as terms.

    ``spelt`` are the words to find as they are spelt, in order; ``whole`` is what a title that
    says just this is ordered by.
    """

    units: list[Unit]
    spelt: list[str]
    phrases: list[list[str]]
    without: list[list[str]]
    unfinished: str
    whole: str = ""

    @property
    def terms(self) -> set[str]:
        """Every term that a sheet may be found by."""
        forms = [form for unit in self.units for form in (unit.terms, *unit.others)]
        return {term for form in (*forms, *self.phrases) for term in form}


def parse(text: str, synonyms: Synonyms) -> Parsed:
    """The parts of what was typed: words, "phrases" and -exclusions."""
    runs: list[list[str]] = [[]]  # of stems that nothing parts
    plain: list[str] = []
    phrases: list[list[str]] = []
    without: list[list[str]] = []
    unfinished = ""
    parts = _PART.findall(text[:400])
    wordy = [word for sign, phrase, word in parts if word and not sign and not asks(word)]
    for sign, phrase, word in parts:
        terms = stems(phrase or word)
        if not terms or (wordy and word and not sign and asks(word)):
            continue
        if sign:
            without.append(terms)
        elif phrase:
            phrases.append(terms)
        else:
            runs[-1] += terms
            plain += spellings(word)
            unfinished = plain[-1] if text.endswith(word) else ""
            continue
        runs.append([])
    units = [unit for run in runs for unit in _units(run, synonyms)]
    whole = "" if phrases or without else sort_key(text)
    return Parsed(units[:MOST_WORDS], plain[:MOST_WORDS], phrases, without, unfinished, whole)


def asks(word: str) -> bool:
    """Whether ``word`` only puts a question, and is not looked for beside another."""
    return all(spelling in _ASKING for spelling in spellings(word))


def _units(terms: list[str], synonyms: Synonyms) -> Iterator[Unit]:
    at = 0
    while at < len(terms):
        length, others = synonyms.at(terms, at)
        yield Unit(tuple(terms[at : at + length]), others[:MOST_OTHERS])
        at += length


class Translator:
    """Makes Tantivy queries over one schema."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def text(self, parsed: Parsed, *, all_words: bool = True) -> tantivy.Query | None:
        """The query for the words typed, or some of them; ``None`` when they say nothing."""
        parts = [self._unit(unit) for unit in parsed.units]
        if parsed.unfinished and parts and len(parsed.unfinished) >= 2:
            parts[-1] = self._unit(parsed.units[-1], parsed.unfinished)
        parts += [self._phrase(terms) for terms in parsed.phrases]
        if not parts:
            return _ALL() if parsed.without else None
        if all_words:
            found = _all(parts)
        else:
            # A sheet that holds more of the words comes before one that says one of them often.
            said = [len(unit.terms) for unit in parsed.units] + [*map(len, parsed.phrases)]
            found = any_of([self._covered(part, n) for part, n in zip(parts, said, strict=True)])
        better = [(Occur.Should, part) for part in self._better(parsed)]
        return tantivy.Query.boolean_query([(Occur.Must, found), *better]) if better else found

    def like(self, parsed: Parsed) -> tantivy.Query | None:
        """The query for words spelt nearly as those typed."""
        parts = [self._like(word) for word in parsed.spelt]
        return _all(parts + [self._phrase(terms) for terms in parsed.phrases])

    def _covered(self, part: tantivy.Query, words: int) -> tantivy.Query:
        return _all([part, tantivy.Query.const_score_query(_ALL(), COVER * words)])

    def _better(self, parsed: Parsed) -> list[tantivy.Query]:
        """What makes a found sheet better: words close together, a title that is just this."""
        better = []
        terms = [term for unit in parsed.units for term in unit.terms]
        for one, other in pairwise(terms):
            for field, weight in NEARNESS.items():
                near = tantivy.Query.phrase_query(self._schema, field, [one, other], slop=NEAR)
                better.append(tantivy.Query.boost_query(near, weight))
        if parsed.whole:
            same = tantivy.Query.term_query(self._schema, "order_title", parsed.whole, "basic")
            better.append(tantivy.Query.const_score_query(same, SAME_TITLE))
        return better

    def _unit(self, unit: Unit, unfinished: str = "") -> tantivy.Query:
        """The words of ``unit``, the last of them perhaps not typed to its end, or synonyms."""
        parts = [self._word(term) for term in unit.terms]
        if unfinished:
            parts[-1] = any_of([parts[-1], self._begun(unfinished)])
        typed = _all(parts)
        if not unit.others:
            return typed
        others = [tantivy.Query.boost_query(self._phrase([*form]), SYNONYM) for form in unit.others]
        return any_of([typed, tantivy.Query.disjunction_max_query(others)])

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
        if query.years:
            first, last = query.years
            parts.append(self._dated(first * 10_000, last * 10_000 + 9_999))
        return parts

    def ordered_by(self, order: Order) -> tantivy.Query:
        """The documents that have what ``order`` orders by."""
        if order.number:
            return self._dated(1, 2**53)
        none = tantivy.Query.term_query(self._schema, order.column, "", "basic")
        return tantivy.Query.boolean_query([(Occur.Must, _ALL()), (Occur.MustNot, none)])

    def _dated(self, first: int, last: int) -> tantivy.Query:
        kind = tantivy.FieldType.Integer
        return tantivy.Query.range_query(self._schema, "date", kind, first, last)

    def first(self, query: Query) -> list[tantivy.Query]:
        """What lifts the sheets that come first over all others."""
        if not query.first:
            return []
        return [tantivy.Query.const_score_query(self._any_kept([*query.first]), FIRST)]

    def keys(self, keys: Iterable[int]) -> tantivy.Query:
        """The documents of these keys."""
        wanted = list(keys)
        if not wanted:
            return tantivy.Query.empty_query()
        return tantivy.Query.term_set_query(self._schema, "key", wanted)

    def circle(self, around: Around) -> tantivy.Query:
        """The documents within a circle."""
        measured = self.keys(around.measured.tolist())
        return any_of([self.cells(around.zoom, around.cells), measured])

    def cells(self, zoom: int, cells: list[int]) -> tantivy.Query:
        """The documents with a point in one of these cells of the map."""
        if not cells:
            return tantivy.Query.empty_query()
        return tantivy.Query.term_set_query(self._schema, f"cell{zoom}", cells)

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


def _all(parts: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, part) for part in parts])


def any_of(parts: list[tantivy.Query]) -> tantivy.Query:
    """A document that meets one of ``parts`` is found."""
    return tantivy.Query.boolean_query([(Occur.Should, part) for part in parts])


def all_of(
    text: tantivy.Query | None,
    filters: list[tantivy.Query],
    without: list[tantivy.Query],
    better: list[tantivy.Query],
) -> tantivy.Query:
    """``text`` and ``better`` score; ``filters`` only narrow; ``without`` is left out."""
    parts = [(Occur.Must, text or _ALL())]
    parts += [(Occur.Should, part) for part in better]
    parts += [(Occur.Must, tantivy.Query.const_score_query(part, 0.0)) for part in filters]
    parts += [(Occur.MustNot, part) for part in without]
    if len(parts) == 1:
        return parts[0][1]
    return tantivy.Query.boolean_query(parts)

"""The embedded engine, on Tantivy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial, wraps
from itertools import chain
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import tantivy
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from carrefour.search import areas, circles
from carrefour.search import facets as columns
from carrefour.search.beside import beside
from carrefour.search.clusters import mapped
from carrefour.search.corrections import as_written
from carrefour.search.covering import Covered, Covering, across
from carrefour.search.document import Document
from carrefour.search.engine import SearchResting
from carrefour.search.filters import Translator
from carrefour.search.highlights import marked, passage
from carrefour.search.keys import id_of, key_of
from carrefour.search.likeness import Neighbour, Traits, unpacked
from carrefour.search.loosening import ENOUGH, Looked, Loosening
from carrefour.search.orders import EMPTY_FIRST, ORDERS
from carrefour.search.points import Points
from carrefour.search.query import (
    Area,
    Box,
    Circle,
    Facet,
    Figures,
    Hit,
    MapView,
    Query,
    Relaxed,
    Results,
    Sort,
)
from carrefour.search.recent import Recent
from carrefour.search.schema import build_schema, to_tantivy
from carrefour.search.storage import Reader, Storage, is_fault
from carrefour.search.stored import hits_of, kept_of, keys_of, number_of, points_of, shown_of
from carrefour.search.synonyms import Synonyms, shipped
from carrefour.search.tantivy_dialect import TantivyDialect
from carrefour.search.titles import LOOKED_AT, begun, likeliest
from carrefour.search.vicinity import Vicinity
from carrefour.search.wording import parse

# Bytes that a writer gathers documents in. What is built anew is gathered in larger parts: fewer
# are merged, and fewer are asked.
HEAP, REBUILDING_HEAP = 20_000_000, 150_000_000
# Parts of a circle's radius within which the nearest are looked for.
NEARER = (1 / 256, 1 / 64, 1 / 16, 1 / 4)
KEPT_COUNTS, KEPT_SHAPES = 128, 16  # answers that are remembered
KEPT_LETTERS = 3  # whose words are remembered: some thousands each, in a large index
READ = 10  # sheets that words put right are spelt as
AT_ONCE = 1_000  # documents that are read together
MOST_TERMS = 60_000  # that begin with one letter
Counts = dict[Facet, list[tuple[str, int]]]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it is put to the index: at which commit, its words read, its shapes covered."""

    reader: Reader
    query: Query
    looked: Looked
    circle: Covered | None
    area: Covered | None


def _rests_when_damaged(
    ask: Callable[Concatenate[TantivyEngine, P], R],
) -> Callable[Concatenate[TantivyEngine, P], R]:
    """Have ``ask`` raise `SearchResting` when it stumbles over an index that is damaged."""

    @wraps(ask)
    def asked(engine: TantivyEngine, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return ask(engine, *args, **kwargs)
        except BaseException as error:
            if is_fault(error):
                engine._storage.look()
            raise

    return asked


class TantivyEngine:
    """See `carrefour.search.engine.SearchEngine`."""

    def __init__(self, folder: Path, synonyms: Callable[[], Synonyms] = shipped) -> None:
        self._storage = Storage(folder)
        self._synonyms = synonyms
        self._schema = build_schema()
        self._dialect = TantivyDialect(self._schema)
        self._translator = Translator(self._dialect)
        self._counts: Recent[tuple[int, Counts]] = Recent(KEPT_COUNTS)
        self._shapes: Recent[Covered] = Recent(KEPT_SHAPES)
        self._spelt: Recent[dict[str, int]] = Recent(KEPT_LETTERS)
        self._figures: Recent[Figures] = Recent(KEPT_COUNTS)
        self._vicinities: Recent[Vicinity[tantivy.Query]] = Recent(1)

    def ready(self) -> bool:
        """Whether there is an index to search."""
        try:
            self._storage.index()
        except SearchResting:
            return False
        return True

    @_rests_when_damaged
    def search(
        self,
        query: Query,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: bool = True,
        loosest: Relaxed = Relaxed.SOME_WORDS,
    ) -> Results:
        """The results of ``query`` from ``offset``, its words loosened as far as ``loosest``.

        They are loosened only where nothing is found otherwise. Raises `SearchResting`.
        """
        asked = self._asked(query)
        total, counts, found = self._page(asked, offset, limit, facets)
        whole, first = total, asked.looked
        if total < ENOUGH:
            asked, whole = self._relaxed(asked, total, loosest)
            if asked.looked is not first:
                total, counts, found = self._page(asked, offset, limit, facets)
        shown = self._shown(asked, found)
        hits = self._hits(asked, found, shown)
        corrected = asked.looked.corrected
        if corrected:
            corrected = as_written(corrected, chain.from_iterable(shown[:READ]))
        return Results(total, hits, counts, asked.looked.relaxed, corrected, whole)

    @_rests_when_damaged
    def figures(self, query: Query) -> Figures:
        """All that ``query`` finds, counted by facet and by year."""
        asked = self._as_found(replace(query, sort=Sort.RELEVANCE))
        question = _question(asked, asked.query)
        return self._figures.get(question, lambda: self._figured(asked))

    def _figured(self, asked: Asked) -> Figures:
        whole, searcher = self._whole(asked), asked.reader.searcher
        total, counts = columns.count(searcher, whole, Facet)
        years = dict(columns.by_year(searcher, whole))
        undated = years.pop(0, 0)
        return Figures(total, counts, sorted(years.items()), undated, asked.looked.relaxed)

    @_rests_when_damaged
    def ids(self, query: Query, limit: int, offset: int = 0) -> list[str]:
        """Ids of ``limit`` results of ``query`` from ``offset``, in its order."""
        asked = self._as_found(query)
        found = self._found(asked, offset, limit)
        keys = keys_of(asked.reader.searcher, [address for _, address in found])
        return list(map(id_of, keys))

    @_rests_when_damaged
    def matching(
        self, query: Query, *, among: Collection[str] | None = None, limit: int = 10_000
    ) -> list[str]:
        """Ids of sheets that match as typed, of ``among`` alone if it is given."""
        asked = self._asked(query)
        whole, searcher = self._whole(asked), asked.reader.searcher
        if among is not None:
            keys = self._dialect.keys([*map(key_of, among)])
            whole = self._dialect.whole(whole, filters=[keys])
            limit = len(among)
        hits = searcher.search(whole, limit, count=False).hits if limit else []
        return list(map(id_of, keys_of(searcher, [address for _, address in hits])))

    @_rests_when_damaged
    def map_view(self, query: Query, view: Box, zoom: int) -> MapView:
        """Clusters of the results that lie in ``view`` at web-map ``zoom``."""
        asked = self._as_found(query)
        shown = self._dialect.every([self._whole(asked), self._dialect.box(view)])
        return mapped(asked.reader.searcher, shown, view, zoom)

    @_rests_when_damaged
    def neighbours(self, id_: str, limit: int = 6) -> list[Neighbour]:
        """The sheets most like the one given, most alike first; empty if unknown."""
        return self._vicinity(self._storage.reader()).of_sheet(key_of(id_), limit)

    @_rests_when_damaged
    def beyond(self, query: Query, limit: int = 6) -> list[Neighbour]:
        """Sheets that ``query`` does not find but that are like the first it does."""
        asked = self._as_found(query)
        words = asked.looked.parsed.terms
        # Who has the one word is found already; of several, others may have some.
        spent = words if len(words) == 1 else ()
        return self._vicinity(asked.reader).of_search(self._whole(asked), spent, limit)

    def _vicinity(self, reader: Reader) -> Vicinity[tantivy.Query]:
        return self._vicinities.get(
            reader.generation, lambda: Vicinity(self._dialect, _Surroundings(reader.searcher))
        )

    @_rests_when_damaged
    def suggest(self, prefix: str, limit: int = 8) -> list[tuple[str, str]]:
        """(id, title) of sheets whose title holds words that start as those of ``prefix`` do."""
        searcher = self._storage.reader().searcher
        for forgiving in (False, True):
            query = begun(self._dialect, prefix, forgiving=forgiving)
            hits = searcher.search(query, LOOKED_AT, count=False).hits if query else []
            if hits:
                found = [address for _, address in hits]
                titles = [shown_of(searcher, address)[0] for address in found]
                ids = map(id_of, keys_of(searcher, found))
                return likeliest(prefix, zip(ids, titles, strict=True), limit)
        return []

    @_rests_when_damaged
    def write(self, documents: Iterable[Document], removed: Iterable[str] = ()) -> int:
        """Add or replace ``documents`` and take ``removed`` ids out, in one commit."""
        with self._storage.writing():
            index = self._storage.index()
            writer = index.writer(HEAP, 1)
            written = 0
            for id_ in removed:
                writer.delete_documents_by_term("key", key_of(id_))
            for document in documents:
                writer.delete_documents_by_term("key", key_of(document.id))
                writer.add_document(to_tantivy(document))
                written += 1
            writer.commit()
            writer.wait_merging_threads()
        return written

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index of ``documents`` alone beside the old one, then switch to it."""
        written = 0
        with self._storage.writing(), self._storage.building() as index:
            writer = index.writer(REBUILDING_HEAP, 1)
            for document in documents:
                writer.add_document(to_tantivy(document))
                written += 1
            writer.commit()
            writer.wait_merging_threads()
        return written

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """The id of each sheet held, and all that is kept of it to show and compare."""
        searcher = self._storage.reader().searcher
        found = [address for _, address in hits_of(searcher, self._dialect.everything())]
        for start in range(0, len(found), AT_ONCE):
            some = found[start : start + AT_ONCE]
            for key, address in zip(keys_of(searcher, some), some, strict=True):
                yield id_of(key), kept_of(searcher, address)

    def _asked(self, query: Query) -> Asked:
        reader = self._storage.reader()
        looked = Looked(parse(query.text, self._synonyms()))
        circle = self._covered(reader, query.circle) if query.circle else None
        area = self._covered(reader, query.area) if query.area else None
        return Asked(reader, query, looked, circle, area)

    def _covered(self, reader: Reader, shape: Circle | Area) -> Covered:
        """``shape`` as the index finds it: only what lies on its edge needs to be measured."""
        searcher = reader.searcher

        def covered() -> Covered:
            fine = across(searcher.num_docs)
            if isinstance(shape, Circle):
                box, cells = circles.box_around(shape), circles.covering(shape, fine)
                within: Callable[[Points], NDArray[np.int64]] = partial(circles.within, shape)
            else:
                box, cells = areas.box_around(shape), areas.covering(shape, fine)
                within = partial(areas.within, shape)
            if cells is None:
                rest, cells = self._dialect.box(box), Covering([], [])
            else:
                rest = self._dialect.cells(cells.edge)
            found = [address for _, address in hits_of(searcher, rest)]
            return Covered(cells.inside, within(points_of(searcher, found)))

        return self._shapes.get((reader.generation, shape), covered)

    def _as_found(self, query: Query) -> Asked:
        """``query`` as `search` puts it to the index, loosened where it finds little."""
        asked = self._asked(query)
        if (whole := self._total(asked)) < ENOUGH:
            asked, _ = self._relaxed(asked, whole, Relaxed.SOME_WORDS)
        return asked

    def _relaxed(self, asked: Asked, found: int, loosest: Relaxed) -> tuple[Asked, int]:
        """``asked`` as loose as it takes to find something, and how many hold all its words."""
        ground = _Ground(
            asked.reader.searcher,
            lambda letter: self._spellings(asked.reader, letter),
            lambda new: self._total(replace(asked, looked=new)),
        )
        loosening = Loosening(asked.query, ground, self._synonyms)
        looked, whole = loosening.of(asked.looked, found, loosest)
        return replace(asked, looked=looked), whole

    def _spellings(self, reader: Reader, letter: str) -> dict[str, int]:
        """Words that begin with ``letter``, as they are spelt, and how many sheets hold each."""
        return self._spelt.get(
            (reader.generation, letter),
            lambda: dict(reader.searcher.terms_with_prefix("spelt", letter, limit=MOST_TERMS)),
        )

    def _whole(
        self, asked: Asked, except_: Facet | None = None, within: list[int] | None = None
    ) -> tantivy.Query:
        """All that is asked for, without the filter of one facet, or in cells for the circle."""
        filters = self._translator.narrowed(asked.query, except_)
        if within is not None:
            filters.append(self._dialect.cells(within))
        elif asked.circle is not None:
            filters.append(self._dialect.covered(asked.circle))
        if asked.area is not None:
            filters.append(self._dialect.covered(asked.area))
        text = self._translator.looked_for(asked.looked)
        better = self._translator.first(asked.query)
        without = self._translator.without(asked.looked.parsed)
        return self._translator.whole(text, filters, without, better)

    def _total(self, asked: Asked) -> int:
        return number_of(asked.reader.searcher, self._whole(asked))

    def _page(
        self, asked: Asked, offset: int, limit: int, facets: bool
    ) -> tuple[int, Counts, list[Any]]:
        """How many are found, each facet's values, and the hits of a page, all asked at once.

        The values of a facet are counted without the facet's own filter.
        """
        page = beside(lambda: self._found(asked, offset, limit)) if limit else list
        if not facets:
            return self._total(asked), {}, page()
        others = {
            facet: beside(partial(self._count_facets, asked, facet))
            for facet in Facet
            if asked.query.values(facet)
        }
        total, counts = self._count_facets(asked)
        return total, counts | {f: told()[1][f] for f, told in others.items()}, page()

    def _count_facets(self, asked: Asked, except_: Facet | None = None) -> tuple[int, Counts]:
        """What is found without the filter of ``except_``: how many, and its facets.

        All facets that do not narrow are counted, or ``except_`` alone if it is given. Visitors
        tick and untick, and turn pages, so that both often have been counted before.
        """
        chosen = tuple(pair for pair in asked.query.chosen if pair[0] is not except_)
        query = replace(asked.query, chosen=chosen, sort=Sort.RELEVANCE)
        question = _question(asked, query)
        if before := self._counts.held((question, None)):
            return before
        wanted = [except_] if except_ else [f for f in Facet if not query.values(f)]
        return self._counts.get(
            (question, except_),
            lambda: columns.count(asked.reader.searcher, self._whole(asked, except_), wanted),
        )

    def _shown(self, asked: Asked, found: list[Any]) -> list[tuple[str, str]]:
        """The title and the text of each hit, where words are marked in them."""
        if not asked.looked.parsed.terms:
            return [("", "")] * len(found)
        return [shown_of(asked.reader.searcher, address) for _, address in found]

    def _hits(self, asked: Asked, found: list[Any], shown: Sequence[tuple[str, str]]) -> list[Hit]:
        searcher, circle = asked.reader.searcher, asked.query.circle
        terms = asked.looked.parsed.terms
        addresses = [address for _, address in found]
        keys = keys_of(searcher, addresses)
        far = circles.distances(circle, points_of(searcher, addresses)) if circle else {}
        return [
            Hit(
                id=id_of(key),
                score=float(score) if isinstance(score, float) else 0.0,
                title=marked(title, terms),
                passage=passage(text, terms),
                km=far.get(key),
            )
            for (score, _), key, (title, text) in zip(found, keys, shown, strict=True)
        ]

    def _found(self, asked: Asked, offset: int, limit: int) -> list[Any]:
        """The hits of a page, in the order that the query asks for."""
        if asked.query.sort is Sort.DISTANCE and asked.query.circle is not None:
            return self._nearest(asked, asked.query.circle, offset, limit)
        return self._in_order(asked, offset, limit)

    def _in_order(self, asked: Asked, offset: int, limit: int) -> list[Any]:
        """The hits of a page by what the query says to order by, or as well as they match."""
        searcher, whole = asked.reader.searcher, self._whole(asked)
        sort = asked.query.sort
        if sort not in ORDERS and not (asked.looked.parsed.units or asked.looked.parsed.phrases):
            sort = Sort.DATE
        if sort not in ORDERS:
            return list(searcher.search(whole, limit, offset=offset, count=False).hits)
        order = ORDERS[sort]
        run: dict[str, Any] = {
            "count": False,
            "order_by_field": order.column,
            "order": tantivy.Order.Asc if order.up else tantivy.Order.Desc,
        }
        if sort not in EMPTY_FIRST:
            return list(searcher.search(whole, limit, offset=offset, **run).hits)
        held = self._dialect.ordered_by(order)
        known = self._dialect.every([whole, held])
        number = number_of(searcher, known)
        found = []
        if offset < number:
            found = list(searcher.search(known, limit, offset=offset, **run).hits)
        if len(found) < limit:
            lacking = self._dialect.whole(whole, without=[held])
            rest = max(0, offset - number)
            more = searcher.search(lacking, limit - len(found), offset=rest, count=False)
            found += more.hits
        return found

    def _nearest(self, asked: Asked, circle: Circle, offset: int, limit: int) -> list[Any]:
        """The hits of a page by distance."""
        searcher, number = asked.reader.searcher, offset + limit
        near = hits_of(searcher, self._near(asked, circle, number))
        addresses = [address for _, address in near]
        by_key = dict(zip(keys_of(searcher, addresses), near, strict=True))
        first = circles.nearest(circle, points_of(searcher, addresses), number)[offset:]
        return [by_key[key] for key in first]

    def _near(self, asked: Asked, circle: Circle, number: int) -> tantivy.Query:
        """What finds the ``number`` nearest sheets, and as few others as can be told beforehand."""
        for part in NEARER:
            small = circles.covering(circle._replace(km=circle.km * part))
            if small is None:
                break
            surely = self._whole(asked, within=small.inside)
            if number_of(asked.reader.searcher, surely) >= number:
                return self._whole(asked, within=small.inside + small.edge)
        return self._whole(asked)


def _question(asked: Asked, query: Query) -> Hashable:
    """What an answer to ``query``, asked as ``asked`` is, is remembered by."""
    # The words as they were read tell apart what another file of synonyms would find.
    read = tuple(asked.looked.parsed.units)
    return (asked.reader.generation, query, asked.looked.relaxed, asked.looked.like, read)


class _Ground:
    """See `carrefour.search.loosening.Ground`."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        spellings: Callable[[str], dict[str, int]],
        total: Callable[[Looked], int],
    ) -> None:
        self._searcher, self._spellings, self.total = searcher, spellings, total

    def held(self, *terms: tuple[str, str]) -> int:
        return max(int(self._searcher.doc_freq(field, term)) for field, term in terms)

    def near(self, word: str, errors: int, least: int) -> list[tuple[str, int]]:
        # The first letter is seldom wrong; looking at the words of one letter is quick.
        known = self._spellings(word[0])
        words = [other for other, sheets in known.items() if sheets >= least]
        near = process.extract(word, words, scorer=OSA.distance, score_cutoff=errors, limit=50)
        return [(str(found[0]), known[found[0]]) for found in near]


class _Surroundings:
    """See `carrefour.search.vicinity.Surroundings`."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher

    def number(self) -> int:
        return int(self._searcher.num_docs)

    def uses(self, field: str, terms: Sequence[str]) -> list[int]:
        return [int(self._searcher.doc_freq(field, term)) for term in terms]

    def sheets(self, asked: Sequence[tuple[tantivy.Query, int]]) -> list[tuple[int, Traits]]:
        found = [
            address
            for query, number in asked
            for _, address in self._searcher.search(query, limit=number, count=False).hits
        ]
        once = list({(one.segment_ord, one.doc): one for one in found}.values())
        told = []
        for key, address in zip(keys_of(self._searcher, once), once, strict=True):
            traits: Any = self._searcher.doc(address).get_first("traits")
            told.append((key, unpacked(bytes(traits))))
        return told

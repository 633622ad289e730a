"""The engine on an OpenSearch cluster."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from carrefour.search.circles import distances
from carrefour.search.clusters import FEW_ON_MAP, at_hand, counted, counting, exact
from carrefour.search.corrections import as_written
from carrefour.search.document import Document
from carrefour.search.engine import SearchResting
from carrefour.search.facets import MOST_VALUES, YEARS, years_of
from carrefour.search.filters import Translator
from carrefour.search.highlights import marked, passage
from carrefour.search.keys import key_of
from carrefour.search.likeness import Neighbour, Traits, unpacked
from carrefour.search.loosening import ENOUGH, Looked, Loosening
from carrefour.search.opensearch.cluster import Cluster, Refused
from carrefour.search.opensearch.dialect import OpenSearchDialect
from carrefour.search.opensearch.dialect import Query as Asking
from carrefour.search.opensearch.indices import NONE, Indices
from carrefour.search.opensearch.mapping import BY_DATE
from carrefour.search.orders import ORDERS
from carrefour.search.points import Points
from carrefour.search.query import (
    Box,
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
from carrefour.search.stored import KEPT
from carrefour.search.synonyms import Synonyms, shipped
from carrefour.search.titles import LOOKED_AT, begun, likeliest
from carrefour.search.vicinity import Vicinity
from carrefour.search.wording import parse

log = logging.getLogger(__name__)
NEAR = 50  # words that one is put right from
AT_ONCE = 1_000  # documents that are read in one search
SHOWN = ["shown_title", "shown_text", "points"]
Counts = dict[Facet, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it is put to the cluster, its words read."""

    query: Query
    looked: Looked


class Health(NamedTuple):
    """The cluster's version, how many nodes keep sheets, and how it says that it stands."""

    version: str
    nodes: int
    status: str


class OpenSearchEngine:
    """See `carrefour.search.engine.SearchEngine`."""

    def __init__(
        self,
        cluster: Cluster,
        prefix: str,
        synonyms: Callable[[], Synonyms] = shipped,
        *,
        shards: int = 1,
        replicas: int = 1,
    ) -> None:
        self._cluster, self._synonyms = cluster, synonyms
        self._indices = Indices(cluster, prefix, shards, replicas)
        self._dialect = OpenSearchDialect()
        self._translator = Translator(self._dialect)
        self._vicinities: Recent[Vicinity[Asking]] = Recent(1)

    def ready(self) -> bool:
        """Whether there is an index to search. Raises `SearchResting` when no node answers."""
        return self._indices.ready()

    def health(self) -> Health:
        """How the cluster stands. Raises `SearchResting` when no node answers."""
        told = self._cluster.ask("GET", "/_cluster/health")
        version = self._cluster.ask("GET", "/")["version"]["number"]
        return Health(version, told["number_of_data_nodes"], told["status"])

    def search(
        self,
        query: Query,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: bool = True,
        loosest: Relaxed = Relaxed.SOME_WORDS,
    ) -> Results:
        """The results of ``query`` from ``offset``, its words loosened as far as ``loosest``."""
        asked = self._asked(query)
        total, counts, found = self._page(asked, offset, limit, facets=facets)
        whole = total
        if total < ENOUGH:
            looser, whole = self._relaxed(asked, total, loosest)
            if looser.looked is not asked.looked:
                asked = looser
                total, counts, found = self._page(asked, offset, limit, facets=facets)
        corrected = self._as_written(asked) if asked.looked.corrected else ""
        hits = self._hits(asked, found)
        return Results(total, hits, counts, asked.looked.relaxed, corrected, whole)

    def figures(self, query: Query) -> Figures:
        """All that ``query`` finds, counted by facet and by year."""
        asked = self._as_found(replace(query, sort=Sort.RELEVANCE))
        body = _counting(self._whole(asked), {**_facets(Facet), "years": YEARS})
        (answer,) = self._search([body])
        total = _total(answer)
        dated = years_of(answer["aggregations"]["years"]["buckets"])
        undated = total - sum(number for _, number in dated)
        return Figures(total, _values(answer, Facet), sorted(dated), undated, asked.looked.relaxed)

    def ids(self, query: Query, limit: int, offset: int = 0) -> list[str]:
        """Ids of ``limit`` results of ``query`` from ``offset``, in its order."""
        asked = self._as_found(query)
        if not limit:
            return []
        body = self._ordered(asked, offset, limit) | {"_source": False}
        (answer,) = self._search([body])
        return [hit["_id"] for hit in answer["hits"]["hits"]]

    def matching(
        self, query: Query, *, among: Collection[str] | None = None, limit: int = 10_000
    ) -> list[str]:
        """Ids of sheets that match as typed, of ``among`` alone if it is given."""
        whole = self._whole(self._asked(query))
        if among is not None:
            whole = self._dialect.whole(whole, filters=[self._dialect.keys([*map(key_of, among)])])
            limit = len(among)
        if not limit:
            return []
        body = {"query": whole, "size": limit, "_source": False, "track_total_hits": False}
        (answer,) = self._search([body])
        return [hit["_id"] for hit in answer["hits"]["hits"]]

    def map_view(self, query: Query, view: Box, zoom: int) -> MapView:
        """Clusters of the results that lie in ``view`` at web-map ``zoom``."""
        asked, zoom = self._as_found(query), at_hand(zoom)
        shown = self._dialect.whole(self._whole(asked), filters=[self._dialect.box(view)])
        (answer,) = self._search([_counting(shown, counting(zoom))])
        total = _total(answer)
        if total > FEW_ON_MAP:
            buckets = answer["aggregations"]["cells"]["buckets"]
            return MapView(counted(buckets, zoom, view), total)
        placed = {"query": shown, "size": FEW_ON_MAP, "_source": ["points"], "sort": ["key"]}
        (answer,) = self._search([placed])
        points = _points(answer["hits"]["hits"])
        each = zip(*(column.tolist() for column in points), strict=True)
        return MapView(exact(each, zoom, view), total)

    def neighbours(self, id_: str, limit: int = 6) -> list[Neighbour]:
        """The sheets most like the one given, most alike first; empty if unknown."""
        return self._vicinity().of_sheet(key_of(id_), limit)

    def beyond(self, query: Query, limit: int = 6) -> list[Neighbour]:
        """Sheets that ``query`` does not find but that are like the first it does."""
        asked = self._as_found(query)
        words = asked.looked.parsed.terms
        # Who has the one word is found already; of several, others may have some.
        spent = words if len(words) == 1 else ()
        return self._vicinity().of_search(self._whole(asked), spent, limit)

    def suggest(self, prefix: str, limit: int = 8) -> list[tuple[str, str]]:
        """(id, title) of sheets whose title holds words that start as those of ``prefix`` do."""
        for forgiving in (False, True):
            query = begun(self._dialect, prefix, forgiving=forgiving)
            if query is None:
                break
            body = {
                "query": query,
                "size": LOOKED_AT,
                "_source": ["shown_title"],
                "track_total_hits": False,
                "sort": ["_score", "key"],
            }
            (answer,) = self._search([body])
            if hits := answer["hits"]["hits"]:
                found = ((hit["_id"], hit["_source"]["shown_title"]) for hit in hits)
                return likeliest(prefix, found, limit)
        return []

    def write(self, documents: Iterable[Document], removed: Iterable[str] = ()) -> int:
        """Add or replace ``documents`` and take ``removed`` ids out; all is seen at once."""
        return self._indices.write(documents, removed)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index of ``documents`` alone beside the old one, then switch to it."""
        return self._indices.build(documents)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """The id of each sheet held, and all that is kept of it to show and compare."""
        after: list[int] | None = None
        while True:
            body: dict[str, Any] = {"size": AT_ONCE, "sort": ["key"], "_source": [*KEPT]}
            body["query"] = self._dialect.everything()
            (answer,) = self._search([body | ({"search_after": after} if after else {})])
            hits = answer["hits"]["hits"]
            for hit in hits:
                yield hit["_id"], "\0".join(hit["_source"][name] for name in KEPT).encode()
            if len(hits) < AT_ONCE:
                return
            after = hits[-1]["sort"]

    def drop(self) -> None:
        """Take all that this installation has out of the cluster."""
        self._indices.drop()

    def close(self) -> None:
        """Hang up; the next search opens connections again."""
        self._cluster.close()

    def _asked(self, query: Query) -> Asked:
        return Asked(query, Looked(parse(query.text, self._synonyms())))

    def _as_found(self, query: Query) -> Asked:
        """``query`` as `search` puts it to the index, loosened where it finds little."""
        asked = self._asked(query)
        if asked.looked.parsed.spelt and (whole := self._total(asked)) < ENOUGH:
            asked, _ = self._relaxed(asked, whole, Relaxed.SOME_WORDS)
        return asked

    def _relaxed(self, asked: Asked, found: int, loosest: Relaxed) -> tuple[Asked, int]:
        """``asked`` as loose as it takes to find something, and how many hold all its words."""
        ground = _Ground(self._search, lambda new: self._total(replace(asked, looked=new)))
        loosening = Loosening(asked.query, ground, self._synonyms)
        looked, whole = loosening.of(asked.looked, found, loosest)
        return replace(asked, looked=looked), whole

    def _total(self, asked: Asked) -> int:
        (answer,) = self._search([_counting(self._whole(asked), {})])
        return _total(answer)

    def _whole(self, asked: Asked, except_: Facet | None = None) -> Asking:
        """All that is asked for, without the filter of one facet."""
        filters = self._translator.narrowed(asked.query, except_)
        if asked.query.circle:
            filters.append(self._dialect.circle(asked.query.circle))
        if asked.query.area:
            filters.append(self._dialect.area(asked.query.area))
        text = self._translator.looked_for(asked.looked)
        without = self._translator.without(asked.looked.parsed)
        return self._translator.whole(text, filters, without, self._translator.first(asked.query))

    def _page(
        self, asked: Asked, offset: int, limit: int, *, facets: bool
    ) -> tuple[int, Counts, list[Any]]:
        """How many are found, the facets counted, and the hits of a page, in one call.

        What is counted is asked apart from the hits: the cluster remembers it until the index
        changes, and visitors turn pages, tick and untick. Each facet that narrows is counted
        without its own filter.
        """
        chosen = [facet for facet in Facet if facets and asked.query.values(facet)]
        free = [facet for facet in Facet if facets and facet not in chosen]
        bodies = [_counting(self._whole(asked), _facets(free))]
        bodies += [_counting(self._whole(asked, facet), _facets([facet])) for facet in chosen]
        if limit:
            bodies.append(self._ordered(asked, offset, limit) | {"_source": SHOWN})
        answers = self._search(bodies)
        counts = _values(answers[0], free)
        for facet, answer in zip(chosen, answers[1:], strict=False):
            counts |= _values(answer, [facet])
        held = {facet: counts[facet] for facet in Facet if facet in counts}
        return _total(answers[0]), held, answers[-1]["hits"]["hits"] if limit else []

    def _ordered(self, asked: Asked, offset: int, limit: int) -> dict[str, Any]:
        """The search for a page by what the query says to order by, or as well as they match."""
        return {
            "query": self._whole(asked),
            "from": offset,
            "size": limit,
            "sort": self._order(asked),
            "track_total_hits": False,
        }

    def _order(self, asked: Asked) -> list[Any]:
        sort, circle = asked.query.sort, asked.query.circle
        if sort is Sort.DISTANCE and circle:
            middle = {"lat": circle.lat, "lon": circle.lon}
            return [{"_geo_distance": {"spot": middle, "order": "asc", "mode": "min"}}, "key"]
        if sort not in ORDERS and not (asked.looked.parsed.units or asked.looked.parsed.phrases):
            sort = Sort.DATE
        if sort not in ORDERS:
            return ["_score", "key"]
        # What has no value comes last, as the cluster has it anyway.
        order = ORDERS[sort]
        way = "asc" if order.up else "desc"
        if sort in BY_DATE:
            return [{BY_DATE[sort]: way}]
        return [{order.column: way}, "key"]

    def _hits(self, asked: Asked, found: Sequence[Any]) -> list[Hit]:
        terms, circle = asked.looked.parsed.terms, asked.query.circle
        far = distances(circle, _points(found)) if circle else {}
        # The scores of what is ordered otherwise are not worked out.
        scored = self._order(asked)[0] == "_score"
        hits = []
        for hit in found:
            held = hit["_source"]
            title, text = (held["shown_title"], held["shown_text"]) if terms else ("", "")
            hits.append(
                Hit(
                    id=hit["_id"],
                    score=float(hit["sort"][0]) if scored else 0.0,
                    title=marked(title, terms),
                    passage=passage(text, terms),
                    km=far.get(key_of(hit["_id"])),
                )
            )
        return hits

    def _as_written(self, asked: Asked) -> str:
        """The text put right, its words as the first sheets found write them."""
        _, _, found = self._page(asked, 0, 10, facets=False)
        held = [hit["_source"] for hit in found]
        shown = (text for one in held for text in (one["shown_title"], one["shown_text"]))
        return as_written(asked.looked.corrected, shown)

    def _vicinity(self) -> Vicinity[Asking]:
        """How rare words are changes little: it is asked again when the number of sheets has."""
        (answer,) = self._search([_counting(self._dialect.everything(), {})])
        number = _total(answer)
        around = _Surroundings(self._search, self._frequencies, number)
        return self._vicinities.get(
            (self._indices.alias, number), lambda: Vicinity(self._dialect, around)
        )

    def _frequencies(self, field: str, terms: Sequence[str]) -> Any:
        """How many sheets hold each of ``terms``, as one shard knows without looking at any.

        A sheet that is not there is asked about: counting by a search takes a millisecond a term.
        """
        body = {
            "doc": {field: list(terms)},
            "fields": [field],
            "term_statistics": True,
            "positions": False,
            "offsets": False,
        }
        with _resting_without_index():
            told = self._cluster.ask("POST", f"/{self._indices.alias}/_termvectors", body)
        none = {"field_statistics": {"doc_count": 0}, "terms": {}}
        return told["term_vectors"].get(field, none)

    def _search(self, bodies: Sequence[dict[str, Any]]) -> list[Any]:
        with _resting_without_index():
            return self._cluster.search(self._indices.alias, bodies)


@contextmanager
def _resting_without_index() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        if refused.status == 404:
            raise SearchResting(NONE) from refused
        # A fault of ours, or of the cluster's rights: told to the operator, and no broken page.
        log.exception("the search cluster refused a search")
        raise SearchResting(str(refused)) from refused


class _Ground:
    """See `carrefour.search.loosening.Ground`."""

    def __init__(
        self,
        search: Callable[[Sequence[dict[str, Any]]], list[Any]],
        total: Callable[[Looked], int],
    ) -> None:
        self._search, self.total = search, total

    def held(self, *terms: tuple[str, str]) -> int:
        return max(_uses(self._search, terms))

    def near(self, word: str, errors: int, least: int) -> list[tuple[str, int]]:
        suggested = {
            "field": "spelt",
            "analyzer": "terms",
            "suggest_mode": "always",
            "max_edits": errors,
            "prefix_length": 1,
            "min_word_length": 1,
            "size": NEAR,
            "shard_size": 4 * NEAR,
            "accuracy": 0.1,
            # Also a word that many sheets hold may be held by few of those that are asked for.
            "max_term_freq": 1_000_000_000,
            "min_doc_freq": 0,
        }
        body = {"size": 0, "suggest": {"near": {"text": word, "term": suggested}}}
        (answer,) = self._search([body])
        options = [option for one in answer["suggest"]["near"] for option in one["options"]]
        return [(o["text"], int(o["freq"])) for o in options if o["freq"] >= max(1, least)]


class _Surroundings:
    """See `carrefour.search.vicinity.Surroundings`."""

    def __init__(
        self,
        search: Callable[[Sequence[dict[str, Any]]], list[Any]],
        frequencies: Callable[[str, Sequence[str]], Any],
        number: int,
    ) -> None:
        self._search, self._frequencies, self._number = search, frequencies, number

    def number(self) -> int:
        return self._number

    def uses(self, field: str, terms: Sequence[str]) -> list[int]:
        # One shard tells of itself alone: the others are taken to be like it.
        told = self._frequencies(field, terms)
        shards = max(1.0, self._number / max(1, told["field_statistics"]["doc_count"]))
        held = {term: of.get("doc_freq", 0) for term, of in told["terms"].items()}
        fewest = 1 if round(shards) > 1 else 0
        return [max(fewest, round(shards * held.get(term, 0))) for term in terms]

    def sheets(self, asked: Sequence[tuple[Asking, int]]) -> list[tuple[int, Traits]]:
        bodies = [
            {"query": query, "size": number, "_source": ["traits"], "sort": ["_score", "key"]}
            for query, number in asked
        ]
        once = {
            hit["_id"]: hit["_source"]["traits"]
            for answer in self._search(bodies)
            for hit in answer["hits"]["hits"]
        }
        return [(key_of(id_), unpacked(told.encode())) for id_, told in once.items()]


def _uses(
    search: Callable[[Sequence[dict[str, Any]]], list[Any]], terms: Sequence[tuple[str, str]]
) -> list[int]:
    """How many sheets hold each (field, term)."""
    filters = [{"term": {field: term}} for field, term in terms]
    body = _counting({"match_all": {}}, {"uses": {"filters": {"filters": filters}}})
    (answer,) = search([body])
    return [int(bucket["doc_count"]) for bucket in answer["aggregations"]["uses"]["buckets"]]


def _counting(query: Asking, aggregations: dict[str, Any]) -> dict[str, Any]:
    """The search that counts what ``query`` finds; the cluster remembers what it answered."""
    body: dict[str, Any] = {"size": 0, "track_total_hits": True, "query": query}
    return body | {"aggs": aggregations} if aggregations else body


def _facets(facets: Iterable[Facet]) -> dict[str, Any]:
    return {f.value: {"terms": {"field": f.value, "size": MOST_VALUES}} for f in facets}


def _values(answer: Any, facets: Iterable[Facet]) -> Counts:
    """The values of each facet and how many have it, most first."""
    told = answer.get("aggregations", {})
    return {
        facet: sorted(
            ((b["key"], int(b["doc_count"])) for b in told[facet.value]["buckets"]),
            key=lambda pair: (-pair[1], pair[0]),
        )
        for facet in facets
    }


def _total(answer: Any) -> int:
    return int(answer["hits"]["total"]["value"])


def _points(hits: Iterable[Any]) -> Points:
    """Every point of the sheets that are found."""
    keys, lats, lons = [], [], []
    for hit in hits:
        flat = hit["_source"].get("points", [])
        lats += flat[0::2]
        lons += flat[1::2]
        keys += [key_of(hit["_id"])] * (len(flat) // 2)
    return Points(
        np.array(keys, dtype=np.int64), np.array(lats, dtype=float), np.array(lons, dtype=float)
    )

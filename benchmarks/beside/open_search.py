"""OpenSearch: one node, one shard, French analysis, a keyword field for each facet.

Facets are counted without their own filter as its documentation does it: what is chosen narrows
the results after the counting (``post_filter``), and each count by the other facets chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

import httpx
import orjson

from benchmarks.beside.rival import PAGE, TITLES, WEIGHTS, Answer, texts
from carrefour.search.document import Document
from carrefour.search.entry import MOST_SHOWN, facet_values
from carrefour.search.query import Facet, Query

BATCH, MOST_VALUES = 2000, 2000
_FOLDED = ["elision", "lowercase", "asciifolding"]
_TEXT = {"type": "text", "analyzer": "texts", "copy_to": "spelling"}
_INDEX = {
    "settings": {
        "number_of_shards": 1,
        "number_of_replicas": 0,
        "refresh_interval": -1,
        "analysis": {
            "filter": {
                "elision": {
                    "type": "elision",
                    "articles_case": True,
                    "articles": "l m t qu n s j d c jusqu quoiqu lorsqu puisqu".split(),
                },
                "stop": {"type": "stop", "stopwords": "_french_"},
                "stems": {"type": "stemmer", "language": "french"},
            },
            "analyzer": {
                "texts": {"tokenizer": "standard", "filter": [*_FOLDED, "stop", "stems"]},
                "spelt": {"tokenizer": "standard", "filter": _FOLDED},
            },
        },
    },
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "title": _TEXT | {"index_options": "offsets"},
            "labels": _TEXT,
            "summary": _TEXT,
            "places": _TEXT,
            "body": _TEXT,
            "shown": {"type": "text", "analyzer": "texts", "index_options": "offsets"},
            "spelling": {
                "type": "text",
                "analyzer": "spelt",
                "index_options": "docs",
                "norms": False,
            },
            "title_typed": {"type": "search_as_you_type", "analyzer": "spelt"},
            "territories": {"type": "keyword", "doc_values": False},
            "spot": {"type": "geo_point"},
            "date": {"type": "integer"},
            **{facet.value: {"type": "keyword"} for facet in Facet},
        },
    },
}
_FIELDS = [f"{name}^{weight}" for name, weight in WEIGHTS.items()]


class OpenSearch:
    """See `benchmarks.beside.rival.Rival`."""

    name = "OpenSearch"
    lacks: Collection[str] = ()

    def __init__(self, where: str) -> None:
        self._client = httpx.Client(base_url=where, timeout=300)

    def build(self, documents: Iterable[Document]) -> None:
        self._client.delete("/beside")
        self._do("PUT", "/beside", _INDEX)
        rest = iter(documents)
        while batch := list(islice(rest, BATCH)):
            lines = b"".join(
                orjson.dumps({"index": {"_id": one.id}})
                + b"\n"
                + orjson.dumps(_source(one))
                + b"\n"
                for one in batch
            )
            answer = self._client.post(
                "/beside/_bulk", content=lines, headers={"content-type": "application/x-ndjson"}
            )
            if answer.raise_for_status().json()["errors"]:
                raise RuntimeError(answer.text[:1000])
        self._do("POST", "/beside/_forcemerge?max_num_segments=1")
        self._do("POST", "/beside/_refresh")
        self._do("POST", "/beside/_flush")

    def size(self) -> int:
        stats = self._do("GET", "/beside/_stats/store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    def servers(self) -> list[int]:
        nodes = self._do("GET", "/_nodes/process")["nodes"]
        return [node["process"]["id"] for node in nodes.values()]

    def ask(self, query: Query) -> Answer:
        answer = self._found(query)
        if query.text and not answer.total:
            corrected = self._corrected(query.text)
            if corrected != query.text:
                answer = self._found(replace(query, text=corrected))
        return answer

    def _corrected(self, text: str) -> str:
        """``text`` with each word that no document holds replaced by the one most like it."""
        near = {"term": {"field": "spelling", "suggest_mode": "missing", "size": 1}}
        body = {"size": 0, "suggest": {"text": text, "near": near}}
        found = self._do("POST", "/beside/_search", body)["suggest"]["near"]
        return " ".join(
            one["options"][0]["text"] if one["options"] else one["text"] for one in found
        )

    def _found(self, query: Query) -> Answer:
        words = {
            "query": query.text,
            "fields": _FIELDS,
            "type": "cross_fields",
            "operator": "and",
        }
        must = {"multi_match": words} if query.text else {"match_all": {}}
        filters: list[dict[str, Any]] = []
        if query.territories:
            filters.append({"terms": {"territories": query.territories}})
        if box := query.box:
            corners = {"top": box.north, "left": box.west, "bottom": box.south, "right": box.east}
            filters.append({"geo_bounding_box": {"spot": corners}})
        chosen = {f: {"terms": {f.value: values}} for f, values in query.chosen if values}
        counts: dict[str, Any] = {}
        for facet in Facet:
            own = {"terms": {"field": facet.value, "size": MOST_VALUES}}
            others = [narrowing for other, narrowing in chosen.items() if other is not facet]
            counts[facet.value] = (
                {"filter": {"bool": {"filter": others}}, "aggs": {"own": own}} if others else own
            )
        body: dict[str, Any] = {
            "size": PAGE,
            "track_total_hits": True,
            "_source": False,
            "query": {"bool": {"must": must, "filter": filters}},
            "aggs": counts,
        }
        if chosen:
            body["post_filter"] = {"bool": {"filter": [*chosen.values()]}}
        if query.text:
            body["highlight"] = {
                "pre_tags": ["<mark>"],
                "post_tags": ["</mark>"],
                "require_field_match": False,
                "fields": {
                    "title": {"number_of_fragments": 0},
                    "shown": {"number_of_fragments": 1, "fragment_size": 260},
                },
            }
        else:
            body["sort"] = [{"date": "desc"}]
        found = self._do("POST", "/beside/_search", body)
        facets: dict[Facet, dict[str, int]] = {}
        for name, counted in found["aggregations"].items():
            buckets = counted.get("own", counted)["buckets"]
            if buckets:
                facets[Facet(name)] = {b["key"]: b["doc_count"] for b in buckets}
        hits = found["hits"]["hits"]
        return Answer(
            found["hits"]["total"]["value"],
            [hit["_id"] for hit in hits],
            facets,
            ["".join(hit.get("highlight", {}).get("shown", [])) for hit in hits],
        )

    def suggest(self, prefix: str) -> list[str]:
        fields = ["title_typed", "title_typed._2gram", "title_typed._3gram"]
        typed = {"query": prefix, "type": "bool_prefix", "operator": "and", "fields": fields}
        body = {
            "size": TITLES,
            "track_total_hits": False,
            "_source": ["title"],
            "query": {"multi_match": typed},
        }
        hits = self._do("POST", "/beside/_search", body)["hits"]["hits"]
        return [hit["_source"]["title"] for hit in hits]

    def forget(self) -> None:
        self._do("POST", "/beside/_cache/clear")

    def drop(self) -> None:
        self._client.delete("/beside")

    def _do(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        content = orjson.dumps(body) if body else None
        headers = {"content-type": "application/json"}
        answer = self._client.request(method, path, content=content, headers=headers)
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {answer.text[:1000]}")
        return orjson.loads(answer.content)


def _source(document: Document) -> dict[str, Any]:
    read = texts(document)
    spot = next(({"lat": lat, "lon": lon} for lat, lon in document.points), None)
    return read._asdict() | {
        "title_typed": document.title,
        "shown": f"{document.summary}\n{document.description}"[:MOST_SHOWN],
        "territories": document.territories,
        "spot": spot,
        "date": document.date,
        **{facet.value: values for facet, values in facet_values(document).items()},
    }

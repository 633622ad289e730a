"""What Carrefour is held against: BM25 over all words of a sheet, in one field.

Tantivy's own BM25, with our French stems and small words left out, any of the words being enough.
No field weighs more than another; nothing is known of spelling, synonyms, phrases or places.
"""

from __future__ import annotations

from collections.abc import Iterable

import tantivy
from tantivy import Occur

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.search.analysis import stemmed, stems, terms
from carrefour.search.document import Document


class Plain:
    """An index in memory of ``documents``."""

    def __init__(self, documents: Iterable[Document]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="terms")
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        index.register_tokenizer("terms", terms())
        writer = index.writer(50_000_000, 1)
        for document in documents:
            made = tantivy.Document()
            made.add_text("id", document.id)
            made.add_text("text", stemmed(_text(document)))
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, text: str, limit: int) -> list[str]:
        """Ids of the first sheets."""
        words = [tantivy.Query.term_query(self._schema, "text", term) for term in stems(text)]
        query = tantivy.Query.boolean_query([(Occur.Should, word) for word in words])
        hits = self._searcher.search(query, limit=limit).hits
        return [str(self._searcher.doc(address).get_first("id")) for _, address in hits]


def _text(document: Document) -> str:
    codes = (*document.themes, *document.publics, *document.methods)
    return "\n".join(
        [
            document.title,
            document.summary,
            document.description,
            document.holder,
            *document.organisation_names,
            *document.partners,
            *document.tags,
            *document.place_names,
            *(taxonomy().label(code, "fr") for code in codes),
        ]
    )

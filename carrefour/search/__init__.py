"""The search engine: what it must do, its Tantivy engine, the query and its results."""

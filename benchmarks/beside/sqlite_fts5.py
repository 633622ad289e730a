"""SQLite: FTS5 for the words, an R*Tree for the box, a narrow table for the facets.

FTS5 stems English alone, and the standard build of SQLite has nothing for words spelt wrong.
"""

# ruff: noqa: S608 - what is put into statements is written here, the rest is bound

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from pathlib import Path

from benchmarks.beside.questions import MISSPELT
from benchmarks.beside.rival import PAGE, TITLES, WEIGHTS, Answer, Texts, Values, texts
from carrefour.search.document import Document
from carrefour.search.entry import facet_values
from carrefour.search.query import Facet, Query

_SCHEMA = f"""
CREATE TABLE sheet (id INTEGER PRIMARY KEY, ref TEXT NOT NULL, date INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(
    {", ".join(Texts._fields)}, tokenize = 'unicode61 remove_diacritics 2', prefix = '3 4');
CREATE VIRTUAL TABLE spot USING rtree(id, south, north, west, east);
CREATE TABLE value (id INTEGER PRIMARY KEY, facet TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE held (sheet INTEGER, value INTEGER, PRIMARY KEY (sheet, value)) WITHOUT ROWID;
CREATE TABLE place (ref TEXT, sheet INTEGER, PRIMARY KEY (ref, sheet)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX by_date ON sheet (date DESC);
CREATE INDEX by_value ON held (value, sheet);
INSERT INTO words (words) VALUES ('optimize');
ANALYZE;
"""
_WEIGHTS = ", ".join(str(WEIGHTS[name]) for name in Texts._fields)


class Fts5:
    """See `benchmarks.beside.rival.Rival`."""

    name = "SQLite FTS5"
    lacks: Collection[str] = (MISSPELT,)

    def __init__(self, where: str) -> None:
        self._file = Path(where) / "beside.sqlite3"
        self._base = sqlite3.connect(self._file, isolation_level=None)
        self._base.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;"
            "PRAGMA cache_size = -131072; PRAGMA mmap_size = 4294967296;"
            "CREATE TEMP TABLE matched (sheet INTEGER PRIMARY KEY, rank REAL);"
            "CREATE TEMP TABLE kept (sheet INTEGER PRIMARY KEY, rank REAL);"
        )
        self._values = Values()
        if self._base.execute("SELECT 1 FROM sqlite_master WHERE name = 'value'").fetchone():
            for number, facet, value in self._base.execute("SELECT id, facet, value FROM value"):
                self._values.numbers[Facet(facet), value] = number

    def build(self, documents: Iterable[Document]) -> None:
        base = self._base
        base.executescript(_SCHEMA)
        base.execute("BEGIN")
        marks = ", ".join("?" * len(Texts._fields))
        for number, document in enumerate(documents):
            base.execute("INSERT INTO sheet VALUES (?, ?, ?)", (number, document.id, document.date))
            base.execute(
                f"INSERT INTO words (rowid, {', '.join(Texts._fields)}) VALUES (?, {marks})",
                (number, *texts(document)),
            )
            for lat, lon in document.points[:1]:
                base.execute(
                    "INSERT INTO spot VALUES (?, ?, ?, ?, ?)", (number, lat, lat, lon, lon)
                )
            held = {
                self._values.number(facet, value)
                for facet, values in facet_values(document).items()
                for value in values
            }
            base.executemany("INSERT INTO held VALUES (?, ?)", [(number, one) for one in held])
            base.executemany(
                "INSERT INTO place VALUES (?, ?)",
                [(ref, number) for ref in dict.fromkeys(document.territories)],
            )
        base.executemany(
            "INSERT INTO value VALUES (?, ?, ?)",
            [(number, facet, value) for (facet, value), number in self._values.numbers.items()],
        )
        base.execute("COMMIT")
        base.executescript(_INDEXES)
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def size(self) -> int:
        return self._file.stat().st_size

    def servers(self) -> list[int]:
        return []

    def ask(self, query: Query) -> Answer:
        base = self._base
        words = " ".join(f'"{word}"' for word in query.text.split())
        base.execute("DELETE FROM matched")
        base.execute("DELETE FROM kept")
        self._match(query, words)
        chosen = {
            facet: json.dumps([self._values.number(facet, value) for value in values])
            for facet, values in query.chosen
        }
        table = "kept" if chosen else "matched"
        if chosen:
            base.execute(
                f"INSERT INTO kept SELECT * FROM matched WHERE {_holding(chosen)}",
                [*chosen.values()],
            )
        total = base.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        counts = base.execute(
            f"SELECT value, count(*) FROM {table} JOIN held USING (sheet) GROUP BY value"
        ).fetchall()
        for facet in chosen:
            others = {other: values for other, values in chosen.items() if other is not facet}
            first, end = Values.range(facet)
            counts = [(value, n) for value, n in counts if not first <= value < end]
            counts += base.execute(
                "SELECT value, count(*) FROM matched JOIN held USING (sheet)"
                f" WHERE {_holding(others)} AND value >= ? AND value < ? GROUP BY value",
                [*others.values(), first, end],
            ).fetchall()
        hits = self._hits(table, words)
        return Answer(
            total, [h[0] for h in hits], self._values.counted(counts), [h[2] for h in hits]
        )

    def _match(self, query: Query, words: str) -> None:
        """Put what the words and the place find in a table, the facets chosen left aside."""
        # The + has the words looked up once, not again for each sheet of the place.
        wheres: list[str] = []
        given: list[object] = []
        if words:
            wheres.append("words MATCH ?")
            given.append(words)
        if query.territories:
            wheres.append(
                "+rowid IN (SELECT sheet FROM place, json_each(?) WHERE ref = json_each.value)"
            )
            given.append(json.dumps(query.territories))
        if box := query.box:
            wheres.append(
                "+rowid IN (SELECT id FROM spot"
                " WHERE south >= ? AND north <= ? AND west >= ? AND east <= ?)"
            )
            given += [box.south, box.north, box.west, box.east]
        rank, table = (f"bm25(words, {_WEIGHTS})", "words") if words else ("-date", "sheet")
        where = f"WHERE {' AND '.join(wheres)}" if wheres else ""
        self._base.execute(
            f"INSERT INTO matched SELECT rowid, {rank} FROM {table} {where}",
            given,
        )

    def _hits(self, table: str, words: str) -> list[tuple[str, str, str]]:
        page = f"(SELECT sheet, rank AS place FROM {table} ORDER BY rank, sheet LIMIT {PAGE})"
        if not words:
            return self._base.execute(
                f"SELECT ref, '', '' FROM {page} JOIN sheet ON id = sheet ORDER BY place, sheet"
            ).fetchall()
        return self._base.execute(
            "SELECT ref, highlight(words, 0, '<mark>', '</mark>'),"
            " snippet(words, -1, '<mark>', '</mark>', '…', 35)"
            f" FROM {page} CROSS JOIN words ON words.rowid = sheet JOIN sheet AS s ON s.id = sheet"
            " WHERE words MATCH ? ORDER BY place, sheet",
            [words],
        ).fetchall()

    def suggest(self, prefix: str) -> list[str]:
        return [
            title
            for (title,) in self._base.execute(
                f"SELECT title FROM words WHERE words MATCH ? LIMIT {TITLES}",
                [f'title : "{prefix}" *'],
            )
        ]

    def forget(self) -> None:
        """Nothing is remembered but pages."""

    def drop(self) -> None:
        self._base.close()


def _holding(chosen: dict[Facet, str]) -> str:
    """The condition of holding a value of each facet, which are given as lists in JSON."""
    return " AND ".join(
        "sheet IN (SELECT h.sheet FROM held AS h, json_each(?) AS j WHERE h.value = j.value)"
        for _ in chosen
    )

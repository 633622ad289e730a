"""PostgreSQL: French full text without accents, facets in an array, a GiST index for the box.

psycopg is needed for this alone: `pip install "psycopg[binary]"`.
"""

# ruff: noqa: S608 - what is put into statements is written here, the rest is bound

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.beside.rival import PAGE, TITLES, WEIGHTS, Answer, Values, texts
from carrefour.search.document import Document
from carrefour.search.entry import facet_values
from carrefour.search.query import Facet, Query

if TYPE_CHECKING:
    import psycopg

_SCHEMA = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
DROP SCHEMA IF EXISTS beside CASCADE;
CREATE SCHEMA beside;
CREATE TEXT SEARCH CONFIGURATION beside.french (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION beside.french
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION beside.spelt (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION beside.spelt
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
CREATE TABLE beside.value (id int PRIMARY KEY, facet text NOT NULL, value text NOT NULL);
CREATE TABLE beside.sheet (
    id int PRIMARY KEY,
    ref text NOT NULL,
    date int NOT NULL,
    facets int[] NOT NULL,
    territories text[] NOT NULL,
    spot point,
    title text NOT NULL,
    labels text NOT NULL,
    summary text NOT NULL,
    places text NOT NULL,
    body text NOT NULL,
    words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('beside.french'::regconfig, title), 'A')
        || setweight(to_tsvector('beside.french'::regconfig, labels), 'B')
        || setweight(to_tsvector('beside.french'::regconfig, summary || ' ; ' || places), 'C')
        || setweight(to_tsvector('beside.french'::regconfig, body), 'D')
    ) STORED,
    title_words tsvector GENERATED ALWAYS AS (
        to_tsvector('beside.spelt'::regconfig, title)
    ) STORED
);
"""
_INDEXES = (
    "CREATE INDEX ON beside.sheet USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX ON beside.sheet USING gin (title_words) WITH (fastupdate = off)",
    "CREATE INDEX ON beside.sheet USING gin (territories) WITH (fastupdate = off)",
    "CREATE INDEX ON beside.sheet USING gin (facets) WITH (fastupdate = off)",
    "CREATE INDEX ON beside.sheet USING gist (spot)",
    "CREATE INDEX ON beside.sheet (date DESC)",
    "CREATE TABLE beside.spelling AS SELECT word, ndoc FROM ts_stat($$"
    " SELECT to_tsvector('beside.spelt', concat_ws(' ; ', title, labels, summary, places, body))"
    " FROM beside.sheet$$)",
    "CREATE INDEX ON beside.spelling USING gin (word gin_trgm_ops)",
    "VACUUM ANALYZE beside.sheet",
    "VACUUM ANALYZE beside.spelling",
)
# By label: D, C, B, A; the heaviest is 1.
_WEIGHTS = [WEIGHTS[name] / WEIGHTS["title"] for name in ("body", "summary", "labels", "title")]
_MARKS = "StartSel=<mark>, StopSel=</mark>"


class PostgreSQL:
    """See `benchmarks.beside.rival.Rival`."""

    name = "PostgreSQL"
    lacks: Collection[str] = ()

    def __init__(self, where: str) -> None:
        import psycopg

        self._base: psycopg.Connection[Any] = psycopg.connect(where, autocommit=True)
        # Compiling a query takes longer than these queries; their sorts fit in memory.
        self._base.execute("SET jit = off")
        self._base.execute("SET work_mem = '64MB'")
        self._values = Values()
        if self._one("SELECT to_regclass('beside.value') IS NOT NULL"):
            for number, facet, value in self._base.execute("SELECT * FROM beside.value"):
                self._values.numbers[Facet(facet), value] = number

    def build(self, documents: Iterable[Document]) -> None:
        self._values = Values()
        self._base.execute(_SCHEMA)
        with (
            self._base.cursor() as cursor,
            cursor.copy(
                "COPY beside.sheet (id, ref, date, facets, territories, spot,"
                " title, labels, summary, places, body) FROM STDIN"
            ) as copy,
        ):
            for number, one in enumerate(documents):
                facets = {
                    self._values.number(facet, value)
                    for facet, values in facet_values(one).items()
                    for value in values
                }
                spot = next((f"({lon},{lat})" for lat, lon in one.points), None)
                row = (number, one.id, one.date, [*facets], [*one.territories], spot, *texts(one))
                copy.write_row(row)
        with self._base.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO beside.value VALUES (%s, %s, %s)",
                [(n, str(facet), value) for (facet, value), n in self._values.numbers.items()],
            )
        for statement in _INDEXES:
            self._base.execute(statement)
        self._base.execute("CHECKPOINT")

    def size(self) -> int:
        return int(
            self._one(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
                " WHERE relnamespace = 'beside'::regnamespace AND relkind = 'r'"
            )
        )

    def servers(self) -> list[int]:
        backend = self._base.info.backend_pid
        status = Path(f"/proc/{backend}/status").read_text()
        first = int(next(line for line in status.splitlines() if line.startswith("PPid:"))[5:])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def ask(self, query: Query) -> Answer:
        answer = self._found(query, query.text)
        if query.text and not answer.total:
            answer = self._found(query, self._corrected(query.text))
        return answer

    def _found(self, query: Query, text: str) -> Answer:
        given: dict[str, object] = {"text": text, "weights": _WEIGHTS}
        wheres = ["true"]
        if text:
            wheres.append("words @@ plainto_tsquery('beside.french', %(text)s)")
        if query.territories:
            wheres.append("territories && %(territories)s")
            given["territories"] = [*query.territories]
        if box := query.box:
            wheres.append("spot <@ box(point(%(west)s, %(south)s), point(%(east)s, %(north)s))")
            given |= box._asdict()
        for facet, values in query.chosen:
            given[facet.value] = [self._values.number(facet, value) for value in values]
        chosen = [facet for facet, values in query.chosen if values]
        rank = (
            "ts_rank_cd(%(weights)s::float4[], words, plainto_tsquery('beside.french', %(text)s))"
            if text
            else "date::float4"
        )
        counts = [_counting("kept", [], [(f, "NOT") for f in chosen])]
        counts += [
            _counting("matched", [f for f in chosen if f is not facet], [(facet, "")])
            for facet in chosen
        ]
        passages = (
            f"ts_headline('beside.french', title, q, '{_MARKS}, HighlightAll=true'),"
            " ts_headline('beside.french', summary || E'\\n' || body, q,"
            f" '{_MARKS}, MaxFragments=1, MaxWords=35, MinWords=20')"
        )
        row = self._base.execute(
            f"""
            WITH matched AS MATERIALIZED (
                SELECT id, facets, {rank} AS rank FROM beside.sheet WHERE {" AND ".join(wheres)}
            ), kept AS MATERIALIZED (
                SELECT * FROM matched WHERE {_holding(chosen)}
            ), page AS (
                SELECT id, rank FROM kept ORDER BY rank DESC, id LIMIT {PAGE}
            ), counts AS ({" UNION ALL ".join(counts)})
            SELECT
                (SELECT count(*) FROM kept),
                (SELECT jsonb_agg(jsonb_build_array(value, n)) FROM counts),
                (SELECT jsonb_agg(jsonb_build_array(ref, {passages if text else "'', ''"})
                    ORDER BY rank DESC, id)
                 FROM page JOIN beside.sheet USING (id),
                    plainto_tsquery('beside.french', %(text)s) AS q)
            """,
            given,
        ).fetchone()
        total, counted, hits = row or (0, None, None)
        facets = self._values.counted((value, n) for value, n in counted or [])
        return Answer(total, [hit[0] for hit in hits or []], facets, [h[2] for h in hits or []])

    def _corrected(self, text: str) -> str:
        """``text`` with each word that no document holds replaced by the one most like it."""
        words = [
            self._one(
                "SELECT coalesce((SELECT word FROM beside.spelling"
                " WHERE word %% unaccent(%(word)s)"
                " ORDER BY similarity(word, unaccent(%(word)s)) DESC, ndoc DESC LIMIT 1),"
                " %(word)s)",
                {"word": word},
            )
            for word in text.split()
        ]
        return " ".join(words)

    def suggest(self, prefix: str) -> list[str]:
        found = self._base.execute(
            "SELECT title FROM beside.sheet"
            f" WHERE title_words @@ to_tsquery('beside.spelt', %s || ':*') LIMIT {TITLES}",
            [prefix],
        )
        return [title for (title,) in found]

    def forget(self) -> None:
        """Nothing is remembered but pages."""

    def drop(self) -> None:
        self._base.execute("DROP SCHEMA IF EXISTS beside CASCADE")

    def _one(self, statement: str, given: dict[str, object] | None = None) -> Any:
        row = self._base.execute(statement, given).fetchone()
        return row[0] if row else None


def _holding(chosen: list[Facet]) -> str:
    """The condition of holding one of the values chosen of each facet."""
    return " AND ".join(["true", *(f"facets && %({facet.value})s::int[]" for facet in chosen)])


def _counting(table: str, chosen: list[Facet], ranges: list[tuple[Facet, str]]) -> str:
    """Values counted, of some facets or of none of them."""
    wheres = [_holding(chosen)]
    for facet, sign in ranges:
        first, end = Values.range(facet)
        wheres.append(f"{sign} (value >= {first} AND value < {end})")
    return (
        f"SELECT value, count(*) AS n FROM {table}, unnest(facets) AS value"
        f" WHERE {' AND '.join(wheres)} GROUP BY value"
    )

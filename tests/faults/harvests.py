"""A source as it was and as it is now, and all that an installation tells of it."""

from __future__ import annotations

import json
from typing import Any

from tests.installation import Installation

PLACES = ("44000 Nantes", "35000 Rennes", "97400 Saint-Denis", "")


def _items(numbers: range, word: str) -> list[dict[str, object]]:
    return [
        {"id": n, "nom": f"Projet {n} {word}", "texte": f"On y cultive. {PLACES[n % 4]} {n}"}
        for n in numbers
    ]


# Of three hundred records fifty are gone, a hundred changed, and a hundred are new.
FIRST = json.dumps(_items(range(300), "ancien"))
SECOND = json.dumps(
    _items(range(50, 200), "ancien")
    + _items(range(200, 300), "renouvelé")
    + _items(range(300, 400), "nouveau")
)
SHOWN = 350

_TABLES = {
    "sheets": "select id, slug, title, summary, description, tags, themes, fingerprint,"
    " merged_into_id, withdrawn_at is null, published_at is null, told_at is null"
    " from catalogue_sheet",
    "places": "select sheet_id, position, label, lat, lon, commune, departement, zones"
    " from catalogue_place",
    "records": "select external_id, raw, hash, gone_at is null, missed, structured = '', rejection,"
    " sheet_id from catalogue_record",
    "provenance": "select p.sheet_id, r.external_id, p.fields from catalogue_provenance p"
    " join catalogue_record r on r.id = p.record_id",
    "staged": "select * from harvest_staged",
    "for the index": "select id from catalogue_sheet where needs_indexing or indexing is not null",
    "under way": "select id from harvest_run where state in ('running', 'waiting')",
}
_ASKED = """
import json
from carrefour.pipeline.alone import take
from carrefour.pipeline.engine import search_engine
from carrefour.search.query import Query
words = ("", "ancien", "renouvelé", "nouveau")
index = [sorted(search_engine().ids(Query(text=word), 1000)) for word in words]
free = [take(right) is not None for right in ("essai", "twins")]
print(json.dumps({"index": index, "free": free}))
"""


class Catalogue(Installation):
    """An installation that says all it holds, but for when."""

    def told(self) -> dict[str, Any]:
        """Each table, what the index finds, and whether the right to change is free."""
        tables = {name: sorted(map(repr, self.rows(query))) for name, query in _TABLES.items()}
        return {**tables, **json.loads(self.python(_ASKED))}

    def runs(self) -> list[tuple[Any, ...]]:
        """How each run ended."""
        return self.rows("select state, error, held_because from harvest_run order by id")

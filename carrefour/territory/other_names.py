"""Names of communes in the other languages of France, as GeoNames keeps them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from carrefour.territory.model import Territory
from carrefour.territory.names import key

# A name in Latin letters that begins with a capital; no code of an airport, no transcription.
_NAME = re.compile(r"^[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:[ '’-][^\W\d_]+)*$")
# Where a language of France beside French is, or was, spoken: elsewhere GeoNames' other names are
# transcriptions and shortenings, of more harm than use.
_SPOKEN = frozenset(
    "22 29 35 44 56 64 2A 2B 66 57 67 68 59 04 05 06 07 09 11 12 13 15 19 24 26 30 31 32 33 34 40 "
    "43 46 47 48 63 65 81 82 83 84 87 971 972 973 974 976 987 988".split()
)
# Names of the Revolution, which are words of the language.
_WORDS = frozenset(
    "brumaire egalite fraternite liberte montagne republique union unite victoire vertu".split()
)
_LEAST = 5  # letters: shorter ones are words of too many languages


def other_names(
    communes: Iterable[Territory],
    taken: Iterable[str],
    places: Mapping[str, Mapping[str, Any]],
) -> list[tuple[str, str]]:
    """(name, code) of the names that ``places``, GeoNames' by INSEE code, have beside their own.

    A name that is ``taken`` by a territory, or that two communes have, is left out.
    """
    own = {key(name) for name in taken}
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for commune in communes:
        if commune.departement not in _SPOKEN:
            continue
        place = places.get(commune.code)
        own_name = key(commune.name)
        for name in (place or {}).get("alternatenames", ()):
            folded = key(name)
            if len(folded) < _LEAST or folded in own or folded in _WORDS:
                continue
            if not _latin(name):
                continue
            if own_name.startswith(f"{folded} ") or folded.startswith(f"{own_name} "):
                continue
            found[folded].add((name, commune.code))
    kept = []
    for names in found.values():
        if len({code for _, code in names}) == 1:
            kept.append(min(names))
    return sorted(kept)


def _latin(name: str) -> bool:
    return bool(_NAME.match(name)) and all(ord(c) < 0x250 or c == "’" for c in name)

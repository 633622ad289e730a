"""Ages as sources write them ("16-25 ans", "plus de 60 ans"), to the publics that they mean."""

from __future__ import annotations

import re
from functools import lru_cache

from carrefour.structure.tagging import folded

YOUNG, OLD = "JEU", "SEN"  # codes of the taxonomy
YOUNG_UNTIL, OLD_FROM = 30, 55  # years: who is no older, and who is no younger
_OLDEST = 120
_RANGE = re.compile(r"\b(\d{1,3})(?: ans?)? ?(?:a|et|au) ?(\d{1,3}) ans?\b")
_PLAIN_RANGE = re.compile(r"\b(\d{1,3}) (\d{1,3}) ans?\b")
_LESS = re.compile(r"\b(?:moins de|jusqu a|avant) (\d{1,3}) ans?\b")
_MORE = re.compile(
    r"\b(?:plus de|a partir de|des|au dela de) (\d{1,3}) ans?\b|"
    r"\b(\d{1,3}) ans? (?:et plus|ou plus)\b"
)
_PLUS = re.compile(r"(\d{1,3})\s?ans?\s?(?:et\s?)?\+|\+\s?de\s?(\d{1,3})\s?ans?", re.I)
_MINUS = re.compile(r"(?<!\w)-\s?(?:de\s?)?(\d{1,3})\s?ans?\b", re.I)


def ages_in(text: str) -> list[tuple[int, int]]:
    """The ranges of age, in years, that ``text`` names: "les 16-25 ans" gives (16, 25).

    A lone age ("il y a 10 ans", "fondée à 30 ans") is no range.
    """
    if "an" not in text.lower():
        return []
    words = folded(text)
    found = [(int(a), int(b)) for a, b in _RANGE.findall(words) + _PLAIN_RANGE.findall(words)]
    found += [(0, int(most)) for most in _LESS.findall(words)]
    found += [(int(a or b), _OLDEST) for a, b in _MORE.findall(words) + _PLUS.findall(text)]
    if not found:
        found += [(0, int(most)) for most in _MINUS.findall(text)]
    return list(dict.fromkeys((low, high) for low, high in found if low < high <= _OLDEST))


@lru_cache(maxsize=10_000)
def publics_of_ages(text: str) -> frozenset[str]:
    """The codes of the publics that the ages in ``text`` mean; none for those of everyone."""
    codes = set()
    for low, high in ages_in(text):
        if high <= YOUNG_UNTIL:
            codes.add(YOUNG)
        if low >= OLD_FROM:
            codes.add(OLD)
    return frozenset(codes)

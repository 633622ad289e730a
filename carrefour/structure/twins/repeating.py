"""Whether two records of one source name one house: a place that it lists twice."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from carrefour.structure.twins.trait import Trait

_ALIKE = 90.0  # %: streets that differ by a typing error
_NUMBER = re.compile(r"\b\d+\b")


def one_house(one: Trait, other: Trait) -> bool:
    """Whether both name one street and no other number, or without any street one page."""
    if not one.address and not other.address:
        return bool(one.url) and one.url == other.url
    ours, theirs = (set(_NUMBER.findall(trait.address)) for trait in (one, other))
    if not (ours <= theirs or theirs <= ours):
        return False
    return fuzz.token_set_ratio(one.address, other.address) >= _ALIKE

"""Addresses of many pages at once: to work each out by the table of addresses takes too long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote_plus, urlencode

from django.urls import reverse

from carrefour.search.params import to_pairs
from carrefour.search.query import Facet, Query

# What a visitor does not type, to see where it comes to stand.
_SLUG, _ID, _VALUE = "slugslugslug", "ididididid", "valuevaluevalue"


def sheet_paths() -> Callable[[str, str], str]:
    """What makes the path of a sheet's page of its slug and id, in the language of this moment."""
    before, _, rest = reverse("web:sheet", args=[_SLUG, _ID]).partition(_SLUG)
    between, _, after = rest.partition(_ID)
    return lambda slug, id_: f"{before}{slug}{between}{id_}{after}"


def search_address(query: Query, view: str = "web:results") -> str:
    """The address of ``query`` in ``view``."""
    return f"{reverse(view)}?{urlencode(to_pairs(query))}"


def narrowing(query: Query, facet: Facet, view: str = "web:results") -> Callable[[str], str]:
    """What makes the address of ``query`` narrowed to a value of ``facet``, which is given."""
    others = tuple(pair for pair in query.chosen if pair[0] is not facet)
    one = replace(query, chosen=(*others, (facet, (_VALUE,))))
    before, _, after = search_address(one, view).rpartition(_VALUE)
    return lambda value: f"{before}{quote_plus(value)}{after}"

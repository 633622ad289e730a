"""The columns that results are ordered by."""

from __future__ import annotations

from typing import NamedTuple

from carrefour.search.query import Facet, Sort
from carrefour.search.schema import COLUMNS


class Order(NamedTuple):
    """A column, which way it runs, and whether it holds numbers (0 for none) or texts ("")."""

    column: str
    up: bool
    number: bool = False


def _both(up: Sort, down: Sort, column: str) -> dict[Sort, Order]:
    return {up: Order(column, up=True), down: Order(column, up=False)}


ORDERS = {
    Sort.DATE: Order("date", up=False, number=True),
    Sort.DATE_UP: Order("date", up=True, number=True),
    **_both(Sort.TITLE, Sort.TITLE_DOWN, "order_title"),
    **_both(Sort.ORGANISATION, Sort.ORGANISATION_DOWN, COLUMNS[Facet.ORGANISATION][0]),
    **_both(Sort.PLACE, Sort.PLACE_DOWN, COLUMNS[Facet.DEPARTEMENT][0]),
    **_both(Sort.STATUS, Sort.STATUS_DOWN, COLUMNS[Facet.STATUS][0]),
    **_both(Sort.SOURCE, Sort.SOURCE_DOWN, COLUMNS[Facet.SOURCE][0]),
}
# In these runs what has no value would come first: it is looked up apart, and put last.
EMPTY_FIRST = frozenset(sort for sort, order in ORDERS.items() if order.up) - {Sort.TITLE}

"""What of the site's use is counted; `carrefour.usage` says how, and of whom."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.answering import Answer, Wider
from carrefour.search.params import to_pairs
from carrefour.usage.counting import What, count
from carrefour.web.reading import Reading


def count_search(
    request: HttpRequest, view: str, reading: Reading, told: Answer, sheets: Iterable[Sheet] = ()
) -> None:
    """Count a search shown in ``view``, once, on its first page; ``sheets`` are those shown.

    Looking at everything is no search. One that had to be widened found nothing as it was asked.
    """
    if reading.page > 1 or not to_pairs(reading.query):
        return
    count(request, What.SEARCH, view)
    if sources := {sheet.source_id for sheet in sheets}:
        count(request, What.SHOWN, *sources)
    if not told.results.total or set(told.step.wider) - {Wider.AROUND}:
        count(request, What.EMPTY, words=reading.query.text)

"""Results of a search as a table whose columns the visitor chooses."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carrefour.search.engine import SearchResting
from carrefour.search.query import Sort
from carrefour.web.columns import COLUMNS, TITLE, Column, chosen, rows
from carrefour.web.counted import count_search
from carrefour.web.reading import Reading, answered, frame, read, resting

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column: the address that orders by it, and how it is ordered now."""

    id: str
    label: str
    url: str
    order: str  # as aria-sort says it


def as_table(request: HttpRequest) -> HttpResponse:
    """The results as rows, with the columns that ``col`` names."""
    columns = chosen(request.GET.getlist("col"))
    extra = [] if len(columns) == len(COLUMNS) else [("col", column.id) for column in columns]
    reading = read(request, extra)
    try:
        told = answered(reading, PER_PAGE)
        context = frame(reading, "web:table", told, PER_PAGE)
    except SearchResting:
        return resting(request)
    context |= {
        "columns": [(column.id, column.label, column in columns) for column in COLUMNS],
        "headings": [heading(reading, column) for column in (TITLE, *columns)],
        "rows": rows((hit.id for hit in told.results.hits), columns),
    }
    count_search(request, "web:table", reading, told)
    return render(request, "web/table.html", context)


def heading(reading: Reading, column: Column) -> Heading:
    """The head of ``column``: a first visit orders it upwards, dates from the newest."""
    now = reading.query.sort
    first, second = column.up, column.down
    if column.down is Sort.DATE:
        first, second = second, first
    order = {column.up: "ascending", column.down: "descending"}.get(now, "none")
    if first is None or second is None:
        return Heading(column.id, str(column.label), "", "")
    url = reading.sorted_by("web:table", second if now is first else first)
    return Heading(column.id, str(column.label), url, order)

"""The search that a visitor came to a sheet from, and what stands before and after it there.

Nothing is kept of it: the address of a result says which search it is of and where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.answering import answer
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import centre, gazetteer
from carrefour.search.engine import SearchResting
from carrefour.search.params import encode, parse, to_pairs
from carrefour.search.query import Query
from carrefour.web.templatetags.carrefour_web import sheet_url

SEARCH, RANK = "dans", "rang"
PER_PAGE = 20  # results of a page of the list
LONGEST = 2_500  # characters of a search in an address: fewer than Django reads parameters
LAST = 10_000  # rank that is looked at


@dataclass(frozen=True, slots=True)
class Step:
    """The result before or after: its title and its address, which goes on in the same search."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Trail:
    """A way back, and, where the address says which result this is, its place among them."""

    back: str
    rank: int = 0
    total: int = 0
    previous: Step | None = None
    next: Step | None = None


def stamp(query: Query, rank: int) -> str:
    """What the address of a sheet bears as the result ``rank`` (from 1) of ``query``."""
    return f"?{encode([(SEARCH, encode(to_pairs(query))), (RANK, str(rank))])}"


def trail(request: HttpRequest, sheet: Sheet) -> Trail | None:
    """The way that led to ``sheet``, if the address or the page before tells one of ours."""
    rank, before = request.GET.get(RANK, ""), _page_before(request)
    if not (rank.isascii() and rank.isdigit() and len(rank) <= 5 and 1 <= int(rank) <= LAST):
        return Trail(before) if before else None
    query, _problems = parse(QueryDict(request.GET.get(SEARCH, "")[:LONGEST]), centre=centre)
    return _within(query, int(rank), sheet, before)


def _within(query: Query, rank: int, sheet: Sheet, before: str) -> Trail:
    page = str((rank - 1) // PER_PAGE + 1)
    params = encode(to_pairs(query), {"page": page} if page != "1" else None)
    # The page before may be another view of the search, the map or the table.
    back = before or (f"{reverse('web:results')}?{params}" if params else reverse("web:results"))
    first = max(0, rank - 2)
    try:
        told = answer(
            query, search_engine(), gazetteer(), offset=first, limit=rank + 1 - first, facets=False
        )
    except SearchResting:
        return Trail(back)
    ids = [hit.id for hit in told.results.hits]
    at = rank - 1 - first
    if at >= len(ids) or ids[at] != sheet.pk:
        return Trail(back)  # the results are others by now
    shown = Sheet.objects.filter(pk__in=ids, withdrawn_at=None).only("slug", "title").in_bulk()

    def step(index: int, number: int) -> Step | None:
        if not 0 <= index < len(ids) or ids[index] not in shown:
            return None
        found = shown[ids[index]]
        return Step(found.title, sheet_url(found) + stamp(query, number))

    return Trail(back, rank, told.results.total, step(at - 1, rank - 1), step(at + 1, rank + 1))


def _page_before(request: HttpRequest) -> str:
    """The search that the visitor came from, in any of its views, when it was ours."""
    before = request.headers.get("referer", "")
    ours = f"{request.scheme}://{request.get_host()}"
    return before.removeprefix(ours) if before.startswith(ours + reverse("web:results")) else ""

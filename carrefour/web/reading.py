"""A search as every view of it reads it from its address, and what all of them show around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carrefour.pipeline.answering import Answer, answer
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import centre, gazetteer
from carrefour.search.params import parse, to_pairs
from carrefour.search.query import Facet, Query, Sort
from carrefour.web.cards import latest
from carrefour.web.circling import radii
from carrefour.web.filters import chips, groups
from carrefour.web.understood import understood

MOST_PAGES = 500
RESTS = 60  # seconds after which a search that rests is worth another try
MOST_EXPORTED = 10_000  # sheets of one file: the first in the order of the search
FILES = {"csv": "CSV", "json": "JSON", "geojson": "GeoJSON"}
Pairs = list[tuple[str, str]]
# The views of one search, in the order of their tabs.
VIEWS: dict[str, str | Promise] = {
    "web:results": _("Liste"),
    "web:map": _("Carte"),
    "web:table": _("Tableau"),
    "web:figures": _("Chiffres"),
}
# The orders to choose from; the headings of the table offer the others.
_SORTS: Mapping[Sort, str | Promise] = {
    Sort.RELEVANCE: _("pertinence"),
    Sort.DATE: _("date"),
    Sort.TITLE: _("titre"),
    Sort.DISTANCE: _("distance"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What an address asks: the search, and which page of it; ``extra`` belongs to one view."""

    query: Query
    page: int
    extra: tuple[tuple[str, str], ...] = ()

    def address(self, view: str) -> str:
        """The address of this search in ``view``, on its first page."""
        return _address(view, to_pairs(self.query))

    def told(self) -> str:
        """The search in words: what was typed, then every filter."""
        text = [f"«\u00a0{self.query.text}\u00a0»"] if self.query.text else []
        return ", ".join([*text, *(chip.label for chip in chips(self.query, ""))])

    def sorted_by(self, view: str, sort: Sort) -> str:
        """The address of this search in ``view``, ordered by ``sort``; the columns stay."""
        return _address(view, [*to_pairs(replace(self.query, sort=sort)), *self.extra])


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the search, and whether it is the one shown."""

    label: str
    url: str
    current: bool


def read(request: HttpRequest, extra: Iterable[tuple[str, str]] = ()) -> Reading:
    """The search of ``request``; what cannot be read of it is left out."""
    query, _problems = parse(request.GET, centre=centre)
    return Reading(query, _page(request), tuple(extra))


def answered(reading: Reading, per_page: int = 0, *, facets: bool = True) -> Answer:
    """The page of results that ``reading`` asks for; without ``facets`` nothing is counted by them.

    Raises `SearchResting`.
    """
    return answer(
        reading.query,
        search_engine(),
        gazetteer(),
        offset=(reading.page - 1) * per_page,
        limit=per_page,
        facets=facets,
    )


def frame(
    reading: Reading, view: str, told: Answer, per_page: int | None = None
) -> dict[str, object]:
    """What every view shows around its results: how the search was read, filters, tabs, pages.

    ``params`` finds the same sheets, however the search was widened; ``asked_params`` is what was
    asked, its place read, which is what one follows. Raises `SearchResting`.
    """
    query, path, results = reading.query, reverse(view), told.results
    pairs = to_pairs(told.step.alone)
    around = query.circle.of if query.circle else ""
    territory = gazetteer().get(query.territories[0] if query.territories else around)
    return {
        "query": query,
        "territory": territory,
        "radii": radii(query),
        "results": results,
        "understood": understood(query, told, search_engine(), path, first_page=reading.page == 1),
        "groups": groups(query, results),
        "chips": chips(query, path, reading.extra),
        "sorts": [(sort.value, label) for sort, label in _sorts(query).items()],
        "params": urlencode(pairs),
        "asked_params": urlencode(to_pairs(replace(told.query, reading=query.reading))),
        "path": path,
        "tabs": [
            Tab(str(label), reading.address(name), name == view) for name, label in VIEWS.items()
        ],
        "since": dict(pairs).get("since", ""),
        "until": dict(pairs).get("until", ""),
        "held": _held(reading),
        "exports": [(label, _address("web:export", pairs, kind)) for kind, label in FILES.items()],
        "most_exported": MOST_EXPORTED,
        "for_gogocarto": settings.SITE_URL + _address("web:export", pairs, "gogocarto"),
        **_pages(reading, path, results.total, per_page),
    }


def resting(request: HttpRequest) -> HttpResponse:
    """The page that says that the engine does not answer, with sheets that can be read."""
    response = render(request, "web/resting.html", {"latest": latest(6)}, status=503)
    response["Retry-After"] = str(RESTS)
    return response


def _address(view: str, pairs: Pairs, *args: str) -> str:
    path = reverse(view, args=args)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return min(MOST_PAGES, max(1, number))


def _pages(reading: Reading, path: str, total: int, per_page: int | None) -> dict[str, object]:
    """The page shown, how many there are, and the addresses of those beside it."""
    if per_page is None:
        return {}
    pairs: Pairs = [*to_pairs(reading.query), *reading.extra]
    page, pages = reading.page, min(MOST_PAGES, -(-total // per_page))

    def beside(number: int) -> str:
        return f"{path}?{urlencode([*pairs, ('page', str(number))])}"

    return {
        "page": page,
        "pages": pages,
        "previous": beside(min(page, pages + 1) - 1) if page > 1 else "",
        "next": beside(page + 1) if page < pages else "",
    }


def _sorts(query: Query) -> Mapping[Sort, str | Promise]:
    """The orders that make sense: distance needs a centre, and the one in use is among them."""
    offered = {s: label for s, label in _SORTS.items() if s is not Sort.DISTANCE or query.circle}
    offered.setdefault(query.sort, _("colonne du tableau"))
    return offered


def _held(reading: Reading) -> Pairs:
    """What the form keeps although it shows no field for it: the pairs to hide in it."""
    shown = {facet.value for facet in Facet} - {Facet.SOURCE.value}
    shown |= {"q", "sort", "territory", "since", "until", "radius"}
    pairs = [pair for pair in to_pairs(reading.query) if pair[0] not in shown]
    others = [("territory", ref) for ref in reading.query.territories[1:]]
    return [*pairs, *others, *reading.extra]

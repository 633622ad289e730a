"""The sheets that a visitor has put together, by their ids in the address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from carrefour.catalogue.models import Sheet
from carrefour.web import selection
from carrefour.web.cards import sheets_in_order
from carrefour.web.columns import COLUMNS, TITLE, rows
from carrefour.web.reading import FILES
from carrefour.web.views.exports import file_of


def as_list(request: HttpRequest) -> HttpResponse:
    """The sheets as cards, and where they are."""
    ids, cut = selection.ids_of(request.GET.getlist("id"))
    sheets = sheets_in_order(ids)
    context = _frame(sheets, "web:selection", asked=len(ids), cut=cut) | {
        "sheets": sheets,
        "points": selection.points_of(sheets),
    }
    return _answer(request, "web/selection.html", context)


def as_table(request: HttpRequest) -> HttpResponse:
    """The sheets as rows."""
    ids, cut = selection.ids_of(request.GET.getlist("id"))
    found = rows(ids, list(COLUMNS))
    sheets = [row.sheet for row in found]
    context = _frame(sheets, "web:selection-table", asked=len(ids), cut=cut) | {
        "headings": [{"id": c.id, "label": c.label} for c in (TITLE, *COLUMNS)],
        "rows": found,
    }
    return _answer(request, "web/selection_table.html", context)


def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The sheets as a file."""
    ids, _cut = selection.ids_of(request.GET.getlist("id"))
    if kind not in FILES:
        raise Http404
    return file_of(request, ids, kind, "selection")


def _frame(sheets: list[Sheet], view: str, *, asked: int, cut: bool) -> dict[str, object]:
    ids = [sheet.pk for sheet in sheets]
    return {
        "count": len(sheets),
        "lost": asked - len(sheets),
        "cut": cut,
        "most": selection.MOST,
        "ids": " ".join(ids),
        "tabs": [
            {"label": label, "url": selection.address(name, ids), "current": name == view}
            for name, label in selection.VIEWS.items()
        ],
        "files": [
            (label, selection.address("web:selection-export", ids, kind))
            for kind, label in FILES.items()
        ],
        "pdf": selection.address("web:selection-pdf", ids),
    }


def _answer(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render(request, template, context)
    # A selection is the visitor's own, and there are no end of them.
    response["X-Robots-Tag"] = "noindex"
    return response

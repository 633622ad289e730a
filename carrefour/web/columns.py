"""The columns by which tables tell sheets, and the orders that their headings offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.naming import labels
from carrefour.search.query import Facet, Sort
from carrefour.web.templatetags.carrefour_web import label, place_name, status_label, when


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in addresses and on the page, its two orders, and what its cells say."""

    id: str
    label: str | Promise
    tell: Callable[[Sheet], str]
    up: Sort | None = None
    down: Sort | None = None


def _place(sheet: Sheet) -> str:
    places = list(sheet.places.all())
    more = f" +{len(places) - 1}" if len(places) > 1 else ""
    return f"{place_name(places[0])}{more}" if places else ""


def _named(codes: list[str]) -> str:
    return ", ".join(map(label, codes))


TITLE = Column("title", _("Titre"), lambda sheet: sheet.title, Sort.TITLE, Sort.TITLE_DOWN)
COLUMNS = (
    Column(
        "organisation",
        _("Organisation"),
        lambda sheet: sheet.organisation.name,
        Sort.ORGANISATION,
        Sort.ORGANISATION_DOWN,
    ),
    Column("place", _("Lieu"), _place, Sort.PLACE, Sort.PLACE_DOWN),
    Column("themes", _("Thèmes"), lambda sheet: _named(sheet.themes)),
    Column("publics", _("Publics"), lambda sheet: _named(sheet.publics)),
    Column(
        "status",
        _("Avancement"),
        lambda sheet: status_label(sheet.status),
        Sort.STATUS,
        Sort.STATUS_DOWN,
    ),
    Column(
        "date",
        _("Début"),
        lambda sheet: when(sheet.start_date) if sheet.start_date else "",
        Sort.DATE_UP,
        Sort.DATE,
    ),
    # The source is told by name, which `Row.of` looks up for all rows at once.
    Column("source", _("Source"), lambda sheet: sheet.source_id, Sort.SOURCE, Sort.SOURCE_DOWN),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A sheet and what each column says of it."""

    sheet: Sheet
    cells: list[tuple[str, str]]


def chosen(names: Iterable[str]) -> list[Column]:
    """The columns of ``names``, in the order of tables; all of them where none is known."""
    wanted = set(names)
    return [column for column in COLUMNS if column.id in wanted] or list(COLUMNS)


def rows(ids: Iterable[str], columns: list[Column]) -> list[Row]:
    """The sheets of ``ids`` that are shown, in that order, as rows of ``columns``."""
    wanted = list(ids)
    shown = Sheet.objects.filter(pk__in=wanted, withdrawn_at=None)
    related = shown.select_related("organisation").prefetch_related("places")
    found = related.defer("description", "images", "contact").in_bulk()
    sheets = [found[id_] for id_ in wanted if id_ in found]
    sources = labels(Facet.SOURCE, {sheet.source_id for sheet in sheets})
    return [
        Row(
            sheet,
            [
                (column.id, sources[told] if column.id == "source" else told)
                for column in columns
                for told in (column.tell(sheet),)
            ],
        )
        for sheet in sheets
    ]

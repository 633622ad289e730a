"""Who tells a sheet: its sources and the organisations that run them, several for a merged one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count

from carrefour.catalogue.models import Record, Sheet


@dataclass(frozen=True, slots=True)
class Tellers:
    """Slugs of sources and organisations that tell a sheet, those of its oldest record first."""

    sources: tuple[str, ...]
    organisations: tuple[str, ...]


def tellers(sheets: Iterable[str]) -> dict[str, Tellers]:
    """Who tells each of ``sheets`` now: a record that its source gave up tells nothing more."""
    wanted = list(sheets)
    live = Record.objects.filter(sheet__in=wanted, gone_at=None).order_by("pk")
    sources: dict[str, dict[str, None]] = defaultdict(dict)
    organisations: dict[str, dict[str, None]] = defaultdict(dict)
    for sheet, source, run_by in live.values_list("sheet", "source", "source__organisation"):
        sources[sheet][source] = None
        organisations[sheet][run_by] = None
    return {id_: Tellers(tuple(sources[id_]), tuple(organisations[id_])) for id_ in wanted}


def shown_by(
    field: Literal["organisation", "source"], among: Iterable[str] | None = None
) -> dict[str, int]:
    """How many sheets are shown of each organisation or source that tells any, or of those named.

    Read from indexes: all sheets by the one that they began with, then the few that several tell.
    """
    shown = Sheet.objects.filter(withdrawn_at=None).order_by()
    named = None if among is None else list(among)
    begun = shown if named is None else shown.filter(**{f"{field}__in": named})
    counts = Counter(dict(begun.values_list(field).annotate(shown=Count("*"))))
    # From those that lead elsewhere, which are few: a join would look at every sheet.
    absorbing = Sheet.objects.filter(merged_into__isnull=False).order_by().values("merged_into")
    merged = shown.filter(pk__in=absorbing)
    counts.subtract(Counter(one for one, _ in merged.values_list(field, "pk")))
    column = "source" if field == "source" else "source__organisation"
    told = Record.objects.filter(sheet__in=merged.values("pk"), gone_at=None)
    by_all = told.order_by().values_list(column).annotate(n=Count("sheet", distinct=True))
    counts.update(dict(by_all))
    wanted = counts if named is None else {slug: counts[slug] for slug in named}
    return {slug: number for slug, number in wanted.items() if number > 0}

"""What was counted, as people look at it: over weeks or months, by sheet and by source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import QuerySet, Sum

from carrefour.catalogue.models import Record, Sheet
from carrefour.catalogue.telling import tellers
from carrefour.usage.counting import What
from carrefour.usage.keeping import months_ago
from carrefour.usage.models import Tally

STEPS = 12  # weeks or months that are looked at
_AT_ONCE = 500  # ids in a query


class Step(StrEnum):
    """How long a bar of a chart lasts."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """The last twelve weeks or months, with the one that runs; ``begins`` are their first days."""

    step: Step
    begins: tuple[date, ...]

    @property
    def since(self) -> date:
        """The first day of all."""
        return self.begins[0]

    def bar(self, day: date) -> date:
        """The first day of the week or month of ``day``."""
        if self.step is Step.MONTH:
            return day.replace(day=1)
        return day - timedelta(days=day.weekday())


def span(step: Step, today: date) -> Span:
    """The weeks or months that end with the one of ``today``."""
    if step is Step.MONTH:
        return Span(step, tuple(months_ago(today, n) for n in reversed(range(STEPS))))
    monday = today - timedelta(days=today.weekday())
    return Span(step, tuple(monday - timedelta(weeks=n) for n in reversed(range(STEPS))))


def tallied(within: Span) -> QuerySet[Tally]:
    """The tallies of a span."""
    return Tally.objects.filter(day__gte=within.since).order_by()


def totals(tallies: QuerySet[Tally]) -> dict[str, int]:
    """How often each thing was done."""
    sums = dict(tallies.values_list("what").annotate(sum=Sum("n")))
    return {what.value: sums.get(what.value, 0) for what in What}


def course(tallies: QuerySet[Tally], what: What, within: Span) -> list[tuple[date, int]]:
    """How often ``what`` was done in each week or month."""
    sums: Counter[date] = Counter()
    days = tallies.filter(what=what).values_list("day").annotate(sum=Sum("n"))
    for day, n in days:
        sums[within.bar(day)] += n
    return [(begin, sums[begin]) for begin in within.begins]


def most(tallies: QuerySet[Tally], what: What, number: int) -> list[tuple[str, int]]:
    """The keys to which ``what`` was done most often."""
    sums = tallies.filter(what=what).values_list("key").annotate(sum=Sum("n"))
    return list(sums.order_by("-sum", "key")[:number])


def of_source(tallies: QuerySet[Tally], source: str) -> QuerySet[Tally]:
    """The tallies of a source: those of the sheets that it tells, and its own."""
    told = Record.objects.filter(source=source, gone_at=None, sheet__isnull=False)
    of_sheets = tallies.filter(what__in=(What.READ, What.LEFT), key__in=told.values("sheet"))
    return of_sheets | tallies.filter(what=What.SHOWN, key=source)


def by_source(tallies: QuerySet[Tally]) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """Reads, clicks and searches of each source, and reads and clicks of each organisation.

    What is told by several counts for each of them.
    """
    sources: dict[str, Counter[str]] = defaultdict(Counter)
    organisations: dict[str, Counter[str]] = defaultdict(Counter)
    of_sheets = tallies.filter(what__in=(What.READ, What.LEFT)).values_list("key", "what")
    sums = list(of_sheets.annotate(sum=Sum("n")))
    for start in range(0, len(sums), _AT_ONCE):
        some = sums[start : start + _AT_ONCE]
        told_by = tellers({key for key, _what, _n in some})
        for key, what, n in some:
            for source in told_by[key].sources:
                sources[source][what] += n
            for organisation in told_by[key].organisations:
                organisations[organisation][what] += n
    for source, n in tallies.filter(what=What.SHOWN).values_list("key").annotate(sum=Sum("n")):
        sources[source][What.SHOWN] += n
    return sources, organisations


def sheets_read(tallies: QuerySet[Tally], number: int) -> list[tuple[Sheet, int, int]]:
    """The sheets that were read most, how often, and how often one went on to their source."""
    read = most(tallies, What.READ, number)
    left = dict(_sums(tallies.filter(what=What.LEFT), [key for key, _n in read]))
    sheets = Sheet.objects.in_bulk([key for key, _n in read])
    return [(sheets[key], n, left.get(key, 0)) for key, n in read if key in sheets]


def _sums(tallies: QuerySet[Tally], keys: Iterable[str]) -> QuerySet[Tally, tuple[str, int]]:
    return tallies.filter(key__in=list(keys)).values_list("key").annotate(sum=Sum("n"))

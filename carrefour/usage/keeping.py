"""How long figures are kept: by day for thirteen months, by month after that."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from carrefour.usage.counting import add_all
from carrefour.usage.models import Tally

MONTHS = 13  # kept by day


def fold() -> int:
    """Fold days older than `MONTHS` into the first of their month; returns how many rows went."""
    folded = 0
    old = Tally.objects.filter(day__lt=months_ago(timezone.localdate(), MONTHS)).exclude(day__day=1)
    for month in old.order_by().dates("day", "month"):
        with transaction.atomic():
            rows = old.filter(day__year=month.year, day__month=month.month).order_by()
            sums = rows.values_list("what", "key").annotate(sum=Sum("n"))
            counted: Counter[tuple[date, str, str]] = Counter(
                {(month, what, key): n for what, key, n in sums}
            )
            folded += rows.delete()[0]
            add_all(counted)
    return folded


def months_ago(day: date, months: int) -> date:
    """The first of the month that lies ``months`` before that of ``day``."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)

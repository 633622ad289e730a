"""Since when an answer is as it is, where that is known without asking."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date

from carrefour.catalogue.models import Sheet

STARTED = timezone.now()  # another version of ours may tell the same sheet in other words
# Within the second that a date tells, more may change (RFC 9110, 8.8.2.2).
SETTLED = timedelta(seconds=2)


def tell_age(response: HttpResponse, sheet: Sheet) -> None:
    """Say in ``Last-Modified`` since when ``response`` tells ``sheet`` as it does.

    Whatever changes a sheet marks it in the same transaction for the index, and the index says when
    it took the change up: while a sheet is marked, nothing is said.
    """
    if sheet.told_at is None or sheet.needs_indexing:
        return
    since = max(sheet.told_at, STARTED)
    if timezone.now() - since > SETTLED:
        response["Last-Modified"] = http_date(int(since.timestamp()))

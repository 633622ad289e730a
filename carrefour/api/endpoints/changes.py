"""What changed since a moment, in order, deletions included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date, parse_datetime
from ninja import Query, Router

from carrefour.api.asking import FIELDS
from carrefour.api.cursor import moment_of, read_moment
from carrefour.api.fields import chosen, narrowed
from carrefour.api.formats import as_json
from carrefour.api.problems import Refused
from carrefour.api.rows import rows, sheets_of
from carrefour.api.schemas import Changes, ProjectOut
from carrefour.catalogue.models import Sheet
from carrefour.pipeline.moments import settled

# What is being written at this moment may yet get a time before that of what is told already.
SETTLED = timedelta(seconds=3)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

router = Router(tags=["changes"])


@router.get("/changes", response=Changes, openapi_extra={"parameters": [FIELDS]})
def changes(
    request: HttpRequest,
    since: Annotated[str, Query(max_length=40, description="2026-01-31 or 2026-01-31T08:00Z")] = "",
    cursor: Annotated[str, Query(max_length=300)] = "",
    per_page: Annotated[int, Query(ge=1, le=500)] = 100,
) -> HttpResponse:
    """Projects that are new, changed, withdrawn or merged since a date, the earliest first.

    Each project is told once, as it is now. Without `since` all are told: a whole copy, kept up to
    date by coming back with the last `cursor`.
    """
    names = chosen(request, ProjectOut.model_fields)
    at, id_ = read_moment(cursor) if cursor else (_moment(since), "")
    until = settled("told_at", SETTLED)
    # One range of the index; the second condition steps over what shares the time of the last.
    after = Q(told_at__gte=at) & (Q(told_at__gt=at) | Q(pk__gt=id_))
    told = Sheet.objects.filter(after, told_at__lt=until).order_by("told_at", "pk")
    found = list(told.values_list("pk", "told_at", "withdrawn_at", "merged_into")[: per_page + 1])
    page, more = found[:per_page], len(found) > per_page
    shown = sheets_of(pk for pk, _, gone, _ in page if gone is None)
    projects = {one["id"]: narrowed(one, names) for one in rows(request, shown)}
    if page:
        last, when = page[-1][0], page[-1][1]
        cursor = moment_of(when or at, last)
    cursor = cursor or moment_of(at, "")
    params = request.GET.copy()
    params.pop("since", None)
    params["cursor"] = cursor
    ahead = request.build_absolute_uri(f"{request.path}?{params.urlencode()}")
    body = {
        "more": more,
        "next": ahead,
        "cursor": cursor,
        "changes": [
            {
                "id": pk,
                "change": "merged" if into else "withdrawn" if gone else "changed",
                "at": when.isoformat() if when else "",
                "merged_into": into,
                "project": projects.get(pk),
            }
            for pk, when, gone, into in page
        ],
    }
    response = as_json(body)
    response["Link"] = f'<{ahead}>; rel="next"'
    return response


def _moment(text: str) -> datetime:
    """The moment that ``text`` is, in UTC unless it says so. Raises `Refused` for another text."""
    if not text:
        return BEGINNING
    try:
        # A "+" that an address does not escape is read as a space.
        moment = parse_datetime(text) or parse_datetime(text.replace(" ", "+"))
        day = None if moment else parse_date(text.strip())
    except ValueError:
        moment = day = None
    if day is not None:
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if moment is None or not 1970 <= moment.year < 9000:
        why = f"'{text[:40]}' is not a date such as 2026-01-31 or 2026-01-31T08:00:00Z"
        raise Refused(422, f"since: {why}.", errors={"since": why})
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""Telling those who follow a search what is new in it, by mail.

New is what was first published since the last mail. What was told and the mail that tells it are
written in one transaction: whatever is killed, nothing is lost and nothing is told twice.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext, override

from carrefour.catalogue.models import Sheet
from carrefour.community.following import leave_token, manage_address
from carrefour.community.letters import address, letter
from carrefour.community.models import Follow, Mail
from carrefour.community.post import leaving
from carrefour.pipeline.arrivals import published
from carrefour.pipeline.moments import TOLERANCE, last_moment, settled
from carrefour.pipeline.naming import search_name
from carrefour.search.engine import SearchResting

log = logging.getLogger(__name__)
MOST_SHEETS = 20  # that one mail tells
TURN = 3.0  # seconds after which the others are left for the next turn of the worker
# What was just published waits a while: another source's sheet of the same project may be found.
SETTLED = timedelta(minutes=2)


def tell_followers(now: datetime | None = None) -> int:
    """Write the mail that is due; returns how many.

    Without a mail server nothing is written and nothing counts as told. While a mail of a follow
    waits to go out, what is new is kept for the next. While search rests nothing is told. Those
    who wait for longest are told first, and the worker is not kept from its harvests for long.
    """
    if not settings.EMAIL_HOST:
        return 0
    moment = now or timezone.now()
    last = last_moment("published_at")
    if last is None:
        return 0
    # Told until the last that was published, and never until a moment that a clock made up.
    until = min(settled("published_at", SETTLED, moment), last)
    # One that waits for longer than ever was told by a clock that was ahead.
    in_time = Q(next_at__lte=moment)
    for one in Follow.Frequency:
        in_time |= Q(frequency=one, next_at__gt=moment + one.period + TOLERANCE)
    due = Follow.objects.filter(in_time, mails=None).select_related("follower")
    # One that is told at once need not be looked at before anything is published.
    due = due.filter(Q(told_until__lt=last) | ~Q(frequency=Follow.Frequency.AT_ONCE))
    written, ends = 0, time.monotonic() + TURN
    for follow in due.order_by("next_at", "pk"):
        try:
            written += _tell(follow, until, moment)
        except SearchResting:
            break
        except Exception:  # one that fails keeps nothing from the others
            log.exception("follow %s cannot be told of", follow.pk)
        if time.monotonic() > ends:
            break
    return written


def _tell(follow: Follow, until: datetime, now: datetime) -> int:
    """Write to the follower if there is anything new, unless another worker just did."""
    after = follow.told_until
    if after is None or after > until:
        return 0
    ids = published(follow.query, after, until) if after < until else []
    period = Follow.Frequency(follow.frequency).period
    # The next at the same hour; a worker that slept for long tells once and no more.
    next_at = min(now + period, max(now, (follow.next_at or now) + period))
    told = {"told_until": until, "next_at": next_at}
    with transaction.atomic():
        if not Follow.objects.filter(pk=follow.pk, told_until=after).update(**told):
            return 0
        if ids:
            _news(follow, ids).save()
    return bool(ids)


def _news(follow: Follow, ids: list[str]) -> Mail:
    first = Sheet.objects.filter(pk__in=ids[:MOST_SHEETS])
    sheets = first.select_related("organisation").prefetch_related("places").in_bulk()
    with override(follow.language):
        name, leave = search_name(follow.query), address("follow:leave", leave_token(follow))
        subject = ngettext(
            "%(n)s nouveau projet : %(name)s", "%(n)s nouveaux projets : %(name)s", len(ids)
        ) % {"n": len(ids), "name": name}
        context: dict[str, object] = {
            "name": name,
            "count": len(ids),
            "sheets": [(sheets[id_], _page(sheets[id_])) for id_ in ids if id_ in sheets],
            "more": len(ids) - len(sheets),
            "page": address("web:results", params=follow.params),
            "leave": leave,
            "manage": manage_address(follow.follower),
            "language": follow.language,
        }
        return letter(
            "community/mail/news",
            follow.follower.email,
            subject,
            context,
            headers=leaving(leave),
            follower=follow.follower,
            follow=follow,
        )


def _page(sheet: Sheet) -> str:
    return address("web:sheet", sheet.slug, sheet.pk)

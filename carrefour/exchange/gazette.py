"""What members of communities are told by mail: news at once, the rest once a week.

How far they were told is written in one transaction with the mail that tells it: whatever is
killed, nobody is told twice.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb, note
from carrefour.community.letters import Kind, address, write_to
from carrefour.community.models import User
from carrefour.exchange.models import Community, Event, Joining, News, Post
from carrefour.pipeline.moments import TOLERANCE

NEWS = Kind("exchange.news", _("les nouvelles de vos communautés"))
DIGEST = Kind("exchange.digest", _("le résumé hebdomadaire de vos communautés"))
PUBLISHED = Verb("exchange.news-published", _("a publié une nouvelle dans une communauté"))
DELETED = Verb("exchange.news-deleted", _("a effacé une nouvelle d’une communauté"))
WEEK = timedelta(days=7)
AT_ONCE = 200  # letters of one turn of the worker
TURN = 3.0  # seconds after which the others are left for the next turn
FEW = 5  # posts and events that a weekly letter names of one community


@dataclass(frozen=True, slots=True)
class Part:
    """What a weekly letter tells of one community: discussions and events, each with its page."""

    name: str
    page: str
    count: int  # of new texts
    begun: list[tuple[str, str]]
    events: list[tuple[Event, str]]


def publish(news: News, by: User) -> None:
    """Keep a piece of news, which members are told of soon after."""
    with transaction.atomic():
        news.by = by
        news.save()
        note(by, PUBLISHED, f"news:{news.pk}", news.title)


def delete(news: News, by: User) -> None:
    """Delete a piece of news."""
    with transaction.atomic():
        note(by, DELETED, f"news:{news.pk}", news.title)
        news.delete()


def tell_news() -> int:
    """Write the letters of what was published; returns how many. Without mail nothing is done."""
    if not settings.EMAIL_HOST:
        return 0
    written, ends = 0, time.monotonic() + TURN
    fresh = News.objects.filter(told_at=None, at__gt=timezone.now() - WEEK)
    for news in fresh.select_related("community").order_by("at"):
        members = news.community.joinings.filter(pk__gt=news.told_up_to, joined_at__lte=news.at)
        room = AT_ONCE - written
        some = list(members.select_related("user").order_by("pk")[:room])
        for joining in some:
            with transaction.atomic():
                here = News.objects.filter(pk=news.pk, told_up_to__lt=joining.pk)
                if here.update(told_up_to=joining.pk):
                    _write_news(news, joining.user)
                    written += 1
            if time.monotonic() > ends:
                return written
        # There may be more members, even where another worker wrote to some of these.
        if len(some) == room:
            return written
        News.objects.filter(pk=news.pk).update(told_at=timezone.now())
    return written


def tell_the_week(now: datetime | None = None) -> int:
    """Write the weekly letters that are due, one a person; returns how many."""
    if not settings.EMAIL_HOST:
        return 0
    moment = now or timezone.now()
    # One that was told by a clock that was ahead would else wait until it is that late.
    long_ago = Q(told_until__lte=moment - WEEK) | Q(told_until__gt=moment + TOLERANCE)
    due = Joining.objects.filter(long_ago, community__state=Community.State.OPEN)
    people = due.order_by("told_until").values_list("user", flat=True)
    written, ends = 0, time.monotonic() + TURN
    for pk in dict.fromkeys(people[: 5 * AT_ONCE]):
        written += _tell_one(pk, moment)
        if time.monotonic() > ends:
            break
    return written


def _tell_one(user: int, moment: datetime) -> bool:
    """One letter of all that is new in the communities of someone, if anything is."""
    with transaction.atomic():
        open_ones = Joining.objects.filter(user=user, community__state=Community.State.OPEN)
        joinings = list(open_ones.select_related("community", "user"))
        if not joinings:
            return False
        with override(joinings[0].user.language):
            parts = [part for one in joinings if (part := _part(one))]
        told = [one.pk for one in joinings]
        Joining.objects.filter(pk__in=told).update(told_until=moment)
        if not parts:
            return False
        context: dict[str, object] = {"parts": parts, "page": address("exchange:my-communities")}
        subject = _("La semaine de vos communautés")
        return bool(write_to(joinings[0].user, "exchange/mail/week", subject, context, kind=DIGEST))


def _part(joining: Joining) -> Part | None:
    """What is new in one community since its member was told."""
    community, since = joining.community, joining.told_until
    shown = Post.objects.filter(community=community, held=False, removed_at=None)
    posts = shown.filter(made_at__gt=since).exclude(by=joining.user)
    begun = dict.fromkeys(post.parent or post for post in posts.select_related("parent"))
    events = community.events.filter(made_at__gt=since, end__gt=timezone.now(), cancelled=False)
    if not begun and not events:
        return None
    key = community.pk
    return Part(
        community.name,
        address("exchange:community", key),
        len(posts),
        [
            (post.text, address("exchange:topic", key, post.key))
            for post in [one for one in begun if one.text][:FEW]
        ],
        [(event, address("exchange:event", key, event.key)) for event in events[:FEW]],
    )


def _write_news(news: News, user: User) -> None:
    with override(user.language):
        page = address("exchange:community", news.community_id)
        words = gettext("Voir la communauté")
    context: dict[str, object] = {
        "lines": [news.title, news.text],
        "page": page,
        "page_words": words,
    }
    values: dict[str, object] = {"name": news.community.name, "title": news.title}
    subject = _("%(name)s : %(title)s")
    write_to(user, "community/mail/account", subject, context, kind=NEWS, values=values)

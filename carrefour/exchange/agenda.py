"""Events of communities, and calendars of them (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar
from icalendar import Event as Component
from icalendar.enums import STATUS

from carrefour.community.audit import Verb, note
from carrefour.community.models import User
from carrefour.exchange.models import Community, Event

PAST = timedelta(days=90)  # for which an event that is over stays in calendars
MOST = 200  # events of one calendar
# Where in France clocks tell another time than in Paris.
ZONES = {
    "Europe/Paris": _("heure de l’Hexagone"),
    "America/Guadeloupe": _("heure de la Guadeloupe"),
    "America/Martinique": _("heure de la Martinique"),
    "America/Cayenne": _("heure de la Guyane"),
    "Indian/Reunion": _("heure de La Réunion"),
    "Indian/Mayotte": _("heure de Mayotte"),
    "America/Miquelon": _("heure de Saint-Pierre-et-Miquelon"),
    "America/St_Barthelemy": _("heure de Saint-Barthélemy"),
    "America/Marigot": _("heure de Saint-Martin"),
    "Pacific/Noumea": _("heure de la Nouvelle-Calédonie"),
    "Pacific/Tahiti": _("heure de Tahiti"),
    "Pacific/Marquesas": _("heure des Marquises"),
    "Pacific/Wallis": _("heure de Wallis-et-Futuna"),
}
ANNOUNCED = Verb("exchange.event-announced", _("a annoncé un évènement"))
MOVED = Verb("exchange.event-changed", _("a changé un évènement"))
CANCELLED = Verb("exchange.event-cancelled", _("a annulé un évènement"))


def coming(community: Community) -> QuerySet[Event]:
    """The events of ``community`` that are not over, the next first."""
    return community.events.filter(end__gte=timezone.now()).order_by("start", "pk")


def announce(event: Event, by: User) -> None:
    """Keep a new event."""
    with transaction.atomic():
        event.by = by
        event.save()
        note(by, ANNOUNCED, f"event:{event.key}", event.title)


def move(event: Event, by: User) -> None:
    """Keep what was changed of an event; calendars see that it is newer."""
    with transaction.atomic():
        event.version, event.changed_at = F("version") + 1, timezone.now()
        event.save()
        note(by, MOVED, f"event:{event.key}", event.title)


def cancel(event: Event, by: User) -> None:
    """Call an event off: it stays to be seen, and calendars are told."""
    with transaction.atomic():
        standing = Event.objects.filter(pk=event.pk, cancelled=False)
        now = timezone.now()
        if standing.update(cancelled=True, version=F("version") + 1, changed_at=now):
            note(by, CANCELLED, f"event:{event.key}", event.title)


def in_calendar(community: Community) -> QuerySet[Event]:
    """The events of the calendar of ``community``: those to come and those just over."""
    return community.events.filter(end__gte=timezone.now() - PAST).order_by("start")[:MOST]


def calendar(name: str, events: Iterable[Event], whole: Callable[[str], str]) -> bytes:
    """``events`` as a calendar that is called ``name``; ``whole`` makes an address of a path."""
    shown = Calendar.new(
        name=name,
        prodid="-//Carrefour//Carrefour//FR",
        uid=f"{name}@{_host()}",
        refresh_interval=timedelta(hours=6),
    )
    told = list(events)
    for event in told:
        shown.add_component(_component(event, whole))
    if told:
        # Each calendar brings the rules of its zones, for programs that know none.
        first, last = min(e.start for e in told), max(e.end for e in told)
        year = timedelta(days=366)
        shown.add_missing_timezones((first - year).date(), (last + year).date())
    return bytes(shown.to_ical())


def _component(event: Event, whole: Callable[[str], str]) -> Component:
    zone = ZoneInfo(event.zone)
    page = whole(reverse("exchange:event", args=[event.community_id, event.key]))
    about = "\n\n".join(part for part in (event.text, event.url, page) if part)
    return Component.new(
        uid=f"{event.key}@{_host()}",
        summary=event.title,
        description=about,
        location=event.place or None,
        url=page,
        start=event.start.astimezone(zone),
        end=event.end.astimezone(zone),
        sequence=event.version,
        status=STATUS.CANCELLED if event.cancelled else STATUS.CONFIRMED,
        created=event.made_at,
        last_modified=event.changed_at,
        stamp=event.changed_at,
    )


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "carrefour"

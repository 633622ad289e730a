"""Events of a community: announced, shown, and taken into calendars."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carrefour.community.access import person, signed_in, user_of
from carrefour.exchange.agenda import ZONES, announce, calendar, cancel, in_calendar, move
from carrefour.exchange.forms.communities import EventForm
from carrefour.exchange.models import Event
from carrefour.exchange.views.communities import run, runs, seen

FRESH = 600  # seconds for which a calendar program need not ask again
_FIELDS = ("title", "zone", "place", "url", "text")


def event(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One event: when, at the hours of where it is held, where, and what for."""
    one = seen(slug)
    found = get_object_or_404(one.events, key=key)
    context = {
        "community": one,
        "event": found,
        "zone": ZONES.get(found.zone, found.zone),
        "runs": runs(user_of(request), one),
    }
    return render(request, "exchange/event.html", context)


@require_safe
def event_file(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One event, for a calendar."""
    found = get_object_or_404(seen(slug).events, key=key)
    return _file(request, found.title, [found], f"{found.key}.ics")


@require_safe
def calendar_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The events of a community, for a calendar that asks again from time to time."""
    one = seen(slug)
    return _file(request, f"Carrefour — {one.name}", in_calendar(one), f"{one.pk}.ics")


@signed_in
def announcing(request: HttpRequest, slug: str) -> HttpResponse:
    """Announce an event."""
    one = run(request, slug)
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = Event(community=one, **form.cleaned_data)
        announce(new, person(request))
        messages.success(request, _("L’évènement est annoncé."))
        return redirect("exchange:event", one.pk, new.key)
    status = 422 if form.errors else 200
    return render(
        request, "exchange/edit_event.html", {"community": one, "form": form}, status=status
    )


@signed_in
def changing(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change an event."""
    one = run(request, slug)
    found = get_object_or_404(one.events, key=key)
    zone = ZoneInfo(found.zone)
    now = {name: getattr(found, name) for name in _FIELDS}
    for name in ("start", "end"):
        now[name] = getattr(found, name).astimezone(zone).replace(tzinfo=None)
    form = EventForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        for name in (*_FIELDS, "start", "end"):
            setattr(found, name, form.cleaned_data[name])
        move(found, person(request))
        messages.success(request, _("C’est noté."))
        return redirect("exchange:event", one.pk, found.key)
    context = {"community": one, "event": found, "form": form}
    return render(request, "exchange/edit_event.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def cancelling(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Call an event off."""
    one = run(request, slug)
    found = get_object_or_404(one.events, key=key)
    cancel(found, person(request))
    return redirect("exchange:event", one.pk, found.key)


def _file(request: HttpRequest, name: str, events: Iterable[Event], file: str) -> HttpResponse:
    told = calendar(name, events, request.build_absolute_uri)
    response = HttpResponse(told, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    patch_cache_control(response, public=True, max_age=FRESH)
    return response

"""Events of communities, in calendars too, at the hours of where they are held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from carrefour.exchange.agenda import ZONES, calendar
from carrefour.exchange.forms.communities import EventForm
from carrefour.exchange.models import Community, Event
from tests.exchange.conftest import browser, page

PATH = "/communautes/jardins/agenda/"
YEAR = timezone.now().year + 1
TOLD = {
    "title": "Chantier, au jardin",
    "start": f"{YEAR}-07-03T18:00",
    "end": f"{YEAR}-07-03T20:30",
    "zone": "Europe/Paris",
    "place": "12 rue des Lilas, Nantes",
    "url": "https://exemple.fr/s-inscrire",
    "text": "On apporte ses gants.",
}


@pytest.fixture
def garden(site) -> Community:
    return Community.objects.create(slug="jardins", name="Jardins", purpose="Oui.", state="open")


def announced(operator, **more: str) -> Event:
    """An event that was announced."""
    answer = browser(operator).post(PATH, {**TOLD, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Event.objects.get()


def taken(path: str) -> Calendar:
    """The calendar at a path, as a program reads it."""
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies
    return Calendar.from_ical(answer.content)


def test_an_event_is_shown_and_taken_into_a_calendar_at_its_own_hours(garden, operator) -> None:
    event = announced(operator)
    assert event.start == datetime(YEAR, 7, 3, 16, tzinfo=UTC)
    told = page(Client(), f"{PATH}{event.key}/")
    assert "3 juillet" in told
    assert "18:00" in told
    assert "heure de l’Hexagone" in told
    assert "Chantier, au jardin" in page(Client(), "/communautes/jardins/")
    (component,) = taken(f"{PATH}{event.key}.ics").events
    assert str(component["SUMMARY"]) == "Chantier, au jardin"
    assert component.start == datetime(YEAR, 7, 3, 18, tzinfo=ZoneInfo("Europe/Paris"))
    assert component["DTSTART"].params["TZID"] == "Europe/Paris"
    assert str(component["STATUS"]) == "CONFIRMED"
    (again,) = taken("/communautes/jardins/agenda.ics").events
    assert again["UID"] == component["UID"]


def test_a_calendar_brings_the_rules_of_its_zones(garden, operator) -> None:
    event = announced(operator, zone="Indian/Reunion")
    assert event.start == datetime(YEAR, 7, 3, 14, tzinfo=UTC)
    assert "18:00" in page(Client(), f"{PATH}{event.key}/")
    shown = taken(f"{PATH}{event.key}.ics")
    assert [str(zone["TZID"]) for zone in shown.walk("VTIMEZONE")] == ["Indian/Reunion"]


def test_a_change_and_a_cancelling_reach_calendars(garden, operator) -> None:
    event = announced(operator)
    theirs = browser(operator)
    assert f"{YEAR}-07-03T18:00" in page(theirs, f"{PATH}{event.key}/changer/")
    theirs.post(f"{PATH}{event.key}/changer/", {**TOLD, "title": "Chantier reporté"})
    (component,) = taken(f"{PATH}{event.key}.ics").events
    assert (component["SEQUENCE"], str(component["SUMMARY"])) == (1, "Chantier reporté")
    theirs.post(f"{PATH}{event.key}/annuler/")
    theirs.post(f"{PATH}{event.key}/annuler/")
    (component,) = taken(f"{PATH}{event.key}.ics").events
    assert (component["SEQUENCE"], str(component["STATUS"])) == (2, "CANCELLED")
    assert "Cet évènement est annulé." in page(Client(), f"{PATH}{event.key}/")


def test_only_those_who_run_the_community_announce_change_or_cancel(garden, operator, lea) -> None:
    event = announced(operator)
    hers = browser(lea)
    for path in (PATH, f"{PATH}{event.key}/changer/"):
        page(hers, path, 403)
        assert hers.post(path, TOLD).status_code == 403
    assert hers.post(f"{PATH}{event.key}/annuler/").status_code == 403
    other = Community.objects.create(slug="autre", name="Autre", purpose="Oui.", state="open")
    page(Client(), f"/communautes/{other.slug}/agenda/{event.key}/", 404)
    page(Client(), f"/communautes/{other.slug}/agenda/{event.key}.ics", 404)
    assert Event.objects.get().version == 0


@pytest.mark.parametrize(
    "more",
    [
        {"end": f"{YEAR}-07-03T17:00"},
        {"start": "demain"},
        {"start": "2027-03-28T02:30", "end": "2027-03-28T04:00"},  # clocks go forward
        {"start": "0001-01-01T00:00"},
        {"zone": "Mars/Olympus"},
        {"url": "javascript:alert(1)"},
        {"url": "ftp://exemple.fr/"},
        {"title": ""},
    ],
)
def test_what_cannot_be_is_refused_in_words(garden, operator, more: dict[str, str]) -> None:
    answer = browser(operator).post(PATH, {**TOLD, **more})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Event.objects.exists()


def test_an_event_that_is_over_leaves_the_page_and_later_the_calendar(garden) -> None:
    now = timezone.now()
    for days in (1, 100):
        start = now - timedelta(days=days)
        end = start + timedelta(hours=1)
        Event.objects.create(community=garden, title=f"Il y a {days}", start=start, end=end)
    assert "Il y a" not in page(Client(), "/communautes/jardins/")
    assert [str(e["SUMMARY"]) for e in taken("/communautes/jardins/agenda.ics").events] == [
        "Il y a 1"
    ]
    Event.objects.all().delete()
    assert taken("/communautes/jardins/agenda.ics").events == []


moments = st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 30))  # noqa: DTZ001


@given(
    title=st.text(min_size=3, max_size=80),
    text=st.text(max_size=200),
    start=moments,
    minutes=st.integers(1, 60 * 24 * 30),
    zone=st.sampled_from(sorted(ZONES)),
)
def test_whatever_is_typed_a_calendar_says_the_same(title, text, start, minutes, zone) -> None:
    end = start + timedelta(minutes=minutes)
    told = {"title": title, "text": text, "zone": zone, "url": "", "place": ""}
    told |= {name: at.isoformat()[:16] for name, at in (("start", start), ("end", end))}
    form = EventForm(told)
    if not form.is_valid():
        return
    now = timezone.now()
    event = Event(key="k", community_id="c", made_at=now, changed_at=now, **form.cleaned_data)
    shown = Calendar.from_ical(calendar("C", [event], lambda path: f"https://x.fr{path}"))
    (component,) = shown.events
    assert component.start == event.start
    assert component.end == event.end
    assert str(component["SUMMARY"]) == event.title
    assert not component.errors

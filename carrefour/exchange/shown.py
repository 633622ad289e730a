"""What this room adds to the pages of others (`carrefour.community.slots`)."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.community.access import user_of
from carrefour.community.models import User
from carrefour.community.rights import Right, may
from carrefour.community.slots import Entry, draws, lists
from carrefour.exchange.conversing import unread_count
from carrefour.exchange.gathering import around
from carrefour.exchange.models import Community
from carrefour.exchange.noticing import standing
from carrefour.exchange.people import name_of
from carrefour.exchange.reaching import keys_of, speaking_for
from carrefour.exchange.reviewing import waiting

COMMUNITIES, NOTICES = 4, 5  # shown on the home page, and on that of a sheet


def fill() -> None:
    """Add to the slots."""
    lists("account", _of_account, order=40)
    lists("desk.people", _of_desk, order=60)
    lists("desk.waits", _waits, order=30)
    lists("foot", _of_foot, order=40)
    lists("top", _of_top, order=40)
    draws("home", _of_home, order=60)
    draws("sheet.facts", _of_sheet, order=60)
    draws("person", _of_person, order=50)
    draws("organisation", _of_organisation, order=80)


def _of_account(request: HttpRequest) -> Iterator[Entry]:
    user = user_of(request)
    if user is None:
        return
    yield Entry(_("Messages"), reverse("exchange:threads"), unread_count(user))
    yield Entry(_("Mes communautés"), reverse("exchange:my-communities"))
    yield Entry(_("Mes annonces"), reverse("exchange:my-notices"))
    if may(user, Right.MODERATE):
        yield Entry(_("Échanges à relire"), reverse("exchange:review"), waiting(user).count)


def _of_desk(request: HttpRequest) -> Iterator[Entry]:
    user = user_of(request)
    count = waiting(user).count if user else 0
    yield Entry(_("Échanges à relire"), reverse("exchange:review"), count)


def _waits(request: HttpRequest) -> Iterator[Entry]:
    """What operators should look at, with the moment of the oldest."""
    user = user_of(request)
    if user is None:
        return
    found = waiting(user)
    moments = [one.made_at for one in found.complaints]
    moments += [one.made_at for one in found.letters]
    moments += [one.made_at for one in found.posts]
    moments += [one.made_at for one in found.notices]
    moments += [one.asked_at for one in found.communities]
    label = ngettext("échange à relire", "échanges à relire", found.count)
    yield Entry(label, reverse("exchange:review"), found.count, min(moments, default=None))


def _of_top(_request: HttpRequest) -> Iterator[Entry]:
    yield Entry(_("Communautés"), reverse("exchange:communities"))


def _of_foot(_request: HttpRequest) -> Iterator[Entry]:
    yield Entry(_("Communautés"), reverse("exchange:communities"))
    yield Entry(_("Annonces"), reverse("exchange:notices"))


def _of_home(request: HttpRequest, _subject: object) -> SafeString | None:
    """The communities that opened last."""
    opened = Community.objects.filter(state=Community.State.OPEN).order_by("-opened_at")
    found = list(opened[:COMMUNITIES])
    return _drawn("exchange/parts/home.html", request, communities=found) if found else None


def _of_sheet(request: HttpRequest, subject: object) -> SafeString | None:
    """The communities that a project concerns, the notices for it, and the way to give one."""
    if not isinstance(subject, Sheet):
        return None
    return _drawn(
        "exchange/parts/sheet.html",
        request,
        communities=list(around(subject)[:COMMUNITIES]),
        notices=list(standing().filter(sheet=subject.pk)[:NOTICES]),
        sheet=subject,
    )


def _of_person(request: HttpRequest, subject: object) -> SafeString | None:
    """The way to write to someone who accepts it, for those who may: not for visitors."""
    user = user_of(request)
    if user is None or not isinstance(subject, User) or subject == user:
        return None
    key = keys_of([subject]).get(subject.pk)
    name = name_of(subject)
    return _drawn("exchange/parts/person.html", request, key=key, name=name) if key else None


def _of_organisation(request: HttpRequest, subject: object) -> SafeString | None:
    """The way to write to an organisation, where someone receives it."""
    if not isinstance(subject, Organisation) or not speaking_for(subject.pk).exists():
        return None
    return _drawn("exchange/parts/organisation.html", request, organisation=subject)


def _drawn(template: str, request: HttpRequest, **context: object) -> SafeString:
    return mark_safe(render_to_string(template, context, request))  # noqa: S308 - our templates

"""What waits for an operator, at a glance; rooms above add theirs to the slot ``desk.waits``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from carrefour.catalogue.models import Correction, Record
from carrefour.community.models import Application, Bounce, Mail, Message, Report
from carrefour.community.slots import Entry
from carrefour.desk.models import Mail as MailToWatchers
from carrefour.desk.wording import HEALTH
from carrefour.harvest.models import Watcher
from carrefour.pipeline import likenesses, namings
from carrefour.pipeline.health import Health, conditions
from carrefour.pipeline.tags import waiting_tags
from carrefour.pipeline.texts import waiting_texts
from carrefour.territory.gazetteer import GazetteerError

SLOT = "desk.waits"
# A message that an operator should look at: it waits to be let go, or its receiver reported it.
TO_READ = Q(held=True, sent_at=None, confirmed_at__isnull=False) | Q(reported_at__isnull=False)


def of_the_desk(_request: HttpRequest) -> Iterator[Entry]:
    """What waits in the rooms that the desk looks after, the urgent first."""
    yield from _sources()
    yield from _visitors()
    yield from _joining()
    yield from _post()
    yield from _decisions()


def _sources() -> Iterator[Entry]:
    every = conditions()
    for health in (Health.HELD, Health.FAILING, Health.LATE):
        found = [one for one in every if one.health is health and not one.decided]
        since = min((one.since for one in found if one.since), default=None)
        url = f"{reverse('desk:home')}?etat={health}#sante"
        label = ngettext("source %(state)s", "sources %(state)s", len(found))
        yield Entry(label % {"state": HEALTH[health]}, url, len(found), since)


def _visitors() -> Iterator[Entry]:
    reports = Report.objects.filter(state=Report.State.OPEN)
    n, since = _counted(reports.aggregate(n=Count("pk"), since=Min("made_at")))
    label = ngettext("signalement à lire", "signalements à lire", n)
    yield Entry(label, _at("reports"), n, since)
    letters = Message.objects.filter(TO_READ)
    n, since = _counted(letters.aggregate(n=Count("pk"), since=Min("confirmed_at")))
    yield Entry(ngettext("message à lire", "messages à lire", n), _at("letters"), n, since)


def _joining() -> Iterator[Entry]:
    asking = Application.objects.filter(state=Application.State.WAITING)
    n, since = _counted(asking.aggregate(n=Count("pk"), since=Min("asked_at")))
    label = ngettext(
        "organisation qui demande à adhérer", "organisations qui demandent à adhérer", n
    )
    yield Entry(label, _at("applications"), n, since)


def _post() -> Iterator[Entry]:
    n, since = stuck()
    label = ngettext("courriel qui ne part pas", "courriels qui ne partent pas", n)
    yield Entry(label, f"{_at('home')}#courriels", n, since)
    n, since = _counted(Bounce.objects.aggregate(n=Count("pk"), since=Min("at")))
    label = ngettext("adresse qui refuse nos courriels", "adresses qui refusent nos courriels", n)
    yield Entry(label, reverse("community:bounces"), n, since)


def stuck() -> tuple[int, datetime | None]:
    """How many mails were tried in vain, and since when the oldest waits."""
    tried = Q(tries__gt=0, next_try__gt=timezone.now())
    told = [
        kind.objects.filter(tried).aggregate(n=Count("pk"), since=Min("made_at"))
        for kind in (Mail, MailToWatchers)
    ]
    since = min((one["since"] for one in told if one["n"]), default=None)
    return sum(one["n"] for one in told), since


def _decisions() -> Iterator[Entry]:
    n = len([one for one in Correction.objects.disputed() if one.disputed])
    label = ngettext(
        "correction contredite par la source", "corrections contredites par la source", n
    )
    yield Entry(label, _at("corrections"), n)
    n = len(waiting_tags())
    since = _oldest(~Q(undecided=[])) if n else None
    yield Entry(ngettext("mot-clé à décider", "mots-clés à décider", n), _at("tags"), n, since)
    n = len(waiting_texts())
    since = _oldest(Q(proposed__isnull=False)) if n else None
    yield Entry(ngettext("texte à décider", "textes à décider", n), _at("texts"), n, since)
    n = len(likenesses.proposed())
    yield Entry(ngettext("doublon à décider", "doublons à décider", n), _at("twins"), n)
    try:
        n = len(namings.proposed())
    except GazetteerError:  # it is built later: there is nothing to compare with yet
        n = 0
    label = ngettext("nom d’organisation à décider", "noms d’organisations à décider", n)
    yield Entry(label, _at("organisations"), n)


def _counted(told: dict[str, Any]) -> tuple[int, datetime | None]:
    return told["n"], told["since"]


def _oldest(waits: Q) -> datetime | None:
    """When the oldest of the records that wait last changed."""
    told = Record.objects.filter(waits, gone_at=None, sheet__isnull=False)
    since: datetime | None = told.aggregate(since=Min("changed_at"))["since"]
    return since


def _at(page: str) -> str:
    return reverse(f"desk:{page}")


def mute() -> bool:
    """Whether people expect mail, and no server is set that would take it."""
    return not settings.EMAIL_HOST and Watcher.objects.exists()

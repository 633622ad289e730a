"""Telling those who watch over a source when its health changes.

At once when it starts to fail, to be held or to be late, and when it works again. While a trouble
lasts they are reminded after a day, then every week. A source that comes and goes is told of once
a day at most. When the score of its sheets fell by five points, they are told what to mend first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from carrefour.community.post import leaving
from carrefour.desk.models import Alert, Mail
from carrefour.harvest.models import Watcher
from carrefour.pipeline.health import Condition, Health, conditions
from carrefour.pipeline.measuring import Lack, Measured, measured
from carrefour.pipeline.moments import is_ahead

TROUBLES = (Health.HELD, Health.FAILING, Health.LATE)
WELL = (Health.FRESH, Health.SHRINKING)
FELL_BY = 5  # points of 100: less comes and goes with a few dead links
MOST_LACKS = 3  # things to mend that a mail names
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
_SIGNER = Signer(salt="carrefour.desk.leave")


@dataclass(frozen=True, slots=True)
class Fall:
    """The score that a source had, and what is found of it now."""

    best: int
    now: Measured

    @property
    def lacks(self) -> list[Lack]:
        """What would gain most."""
        return self.now.lacks[:MOST_LACKS]


def watch_over(now: datetime | None = None) -> int:
    """Write the mail that the present health of the sources calls for; returns how many.

    Without a mail server nothing is written and nothing counts as told.
    """
    if not settings.EMAIL_HOST:
        return 0
    moment = now or timezone.now()
    alerts = {alert.source_id: alert for alert in Alert.objects.all()}
    written = 0
    for one in conditions(moment):
        if one.source is None or one.decided:
            continue
        alert = alerts.get(one.id) or Alert.objects.get_or_create(source=one.source)[0]
        if one.health in TROUBLES and _due(alert, one.health, moment):
            times = alert.times + 1 if alert.told == one.health else 1
            written += _tell(alert, one, told=one.health, told_at=moment, times=times)
        elif one.health in WELL and alert.told:
            written += _tell(alert, one, told="", told_at=alert.told_at, times=0)
        elif one.health in WELL:
            written += _watch_quality(alert, one)
    return written


def leave_token(watcher: Watcher) -> str:
    """What the link to leave proves itself by; it holds as long as the watcher is one."""
    return _SIGNER.sign(str(watcher.pk))


def watcher_of(token: str) -> Watcher | None:
    """Whose `leave_token` it is; ``None`` for a false one, and for one who has left."""
    try:
        return Watcher.objects.select_related("source").filter(pk=_SIGNER.unsign(token)).first()
    except BadSignature:
        return None


def _due(alert: Alert, health: Health, now: datetime) -> bool:
    if alert.told_at is None or is_ahead(alert.told_at, now):
        return True
    wait = WEEK if alert.told == health and alert.times > 1 else DAY
    return now - alert.told_at >= wait


def _watch_quality(alert: Alert, one: Condition) -> int:
    """Tell when the score fell; a score that rises is what it may fall from."""
    found = measured(one.source) if one.source else None
    if found is None:
        return 0
    best = alert.quality
    if best is not None and best - found.score >= FELL_BY:
        return _tell(alert, one, Fall(best, found), quality=found.score)
    if best is None or found.score > best:
        Alert.objects.filter(pk=alert.pk, quality=best).update(quality=found.score)
    return 0


def _tell(alert: Alert, one: Condition, fall: Fall | None = None, **now_told: object) -> int:
    """Write to every watcher of the source, unless another worker just did."""
    before = {name: getattr(alert, name) for name in ("told", "told_at", "times", "quality")}
    with transaction.atomic():
        if not Alert.objects.filter(pk=alert.pk, **before).update(**now_told):
            return 0
        mails = [_mail(watcher, one, fall) for watcher in Watcher.objects.filter(source=one.id)]
        Mail.objects.bulk_create(mails)
    return len(mails)


def _mail(watcher: Watcher, one: Condition, fall: Fall | None) -> Mail:
    with override(watcher.language):
        leave = _address("watch:leave", leave_token(watcher))
        context = {
            "one": one,
            "works": one.health in WELL and fall is None,
            "fall": fall,
            "page": _address("web:source", one.id),
            "desk": _address("desk:source", one.id),
            "leave": leave,
            "language": watcher.language,
        }
        return Mail(
            watcher=watcher,
            to=watcher.email,
            subject=" ".join(_subject(one, fall).splitlines())[:300],
            text=render_to_string("desk/mail/alert.txt", context),
            html=render_to_string("desk/mail/alert.html", context),
            headers=leaving(leave),
        )


def _subject(one: Condition, fall: Fall | None) -> str:
    if fall is not None:
        fell = _("« %(title)s » : la qualité des fiches baisse")
        return fell % {"title": one.title}
    subjects = {
        Health.FAILING: _("« %(title)s » : la moisson échoue"),
        Health.HELD: _("« %(title)s » : une moisson attend une décision"),
        Health.LATE: _("« %(title)s » : la moisson est en retard"),
    }
    works = _("« %(title)s » : la moisson fonctionne de nouveau")
    return subjects.get(one.health, works) % {"title": one.title}


def _address(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"

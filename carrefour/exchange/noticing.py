"""Notices: what people look for or offer, for a while, answered through the site."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Sheet
from carrefour.community.audit import Verb, note
from carrefour.community.letters import Kind, address, write_to
from carrefour.community.limits import Limit
from carrefour.community.models import User
from carrefour.community.rights import Right, may, stake_of
from carrefour.exchange.fields import themes_of
from carrefour.exchange.models import Joining, Notice
from carrefour.exchange.people import must_wait
from carrefour.pipeline.gazetteer import gazetteer

LASTS = timedelta(days=90)
REMINDED = timedelta(days=7)  # before the end
KEPT = timedelta(days=180)  # after the end, so that its author can give it again
SHORTEST, LONGEST = 20, 3000  # characters of a text
BY_A_PERSON = Limit("exchange.notice", 5, timedelta(days=1))
REMINDERS = Kind("exchange.notice", _("la fin prochaine de vos annonces"))
GIVEN = Verb("exchange.notice-given", _("a publié une annonce"))
EDITED = Verb("exchange.notice-edited", _("a changé une annonce"))
RENEWED = Verb("exchange.notice-renewed", _("a prolongé une annonce"))
ENDED = Verb("exchange.notice-ended", _("a mis fin à son annonce"))
REMOVED = Verb("exchange.notice-removed", _("a retiré une annonce"))
LET_GO = Verb("exchange.notice-released", _("a laissé paraître une annonce retenue"))


def standing() -> QuerySet[Notice]:
    """The notices that all may read, the latest first."""
    shown = Notice.objects.filter(
        held=False, removed_at=None, ends_at__gt=timezone.now(), by__is_active=True
    )
    return shown.select_related("by", "community").order_by("-made_at", "-pk")


def filtered(way: str, kind: str, theme: str, territory: str) -> QuerySet[Notice]:
    """Those of ``standing`` of one way, one kind, one theme and within one territory; empty texts
    narrow nothing."""
    found = standing()
    if way:
        found = found.filter(way=way)
    if kind:
        found = found.filter(kind=kind)
    if theme:
        found = found.filter(theme__in=[theme, *themes_of(theme)])
    if territory:
        level, _colon, code = territory.partition(":")
        within = Q(territory=territory)
        if level in ("epci", "departement", "region"):
            within |= Q(**{level: code})
        found = found.filter(within)
    return found


def may_seek_for(user: User, sheet: Sheet) -> bool:
    """Whether ``user`` may say what a project looks for: those who may edit its sheet.

    Anyone may offer something to it.
    """
    return may(user, Right.EDIT_SHEET, stake_of(sheet))


def joined(user: User) -> list[tuple[str, str]]:
    """The communities in which ``user`` may give a notice: key and name."""
    found = Joining.objects.filter(user=user, community__state="open")
    return list(found.order_by("community__name").values_list("community", "community__name"))


def give(notice: Notice, by: User) -> None:
    """Keep a new notice; held to be read first where it must be."""
    with transaction.atomic():
        notice.by, notice.ends_at = by, timezone.now() + LASTS
        _settle(notice)
        notice.save()
        note(by, GIVEN, f"notice:{notice.key}", notice.title)


def edit(notice: Notice, by: User) -> None:
    """Keep what was changed of a notice."""
    with transaction.atomic():
        notice.changed_at = timezone.now()
        _settle(notice)
        notice.save()
        note(by, EDITED, f"notice:{notice.key}", notice.title)


def renew(notice: Notice, by: User) -> None:
    """Have a notice last from now on as long as a new one."""
    with transaction.atomic():
        ends = timezone.now() + LASTS
        Notice.objects.filter(pk=notice.pk).update(ends_at=ends, reminded=False)
        note(by, RENEWED, f"notice:{notice.key}", notice.title)


def end(notice: Notice, by: User) -> None:
    """Take a notice back: its author found what they looked for, or thinks better of it."""
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(ends_at=timezone.now(), reminded=True)
        note(by, ENDED, f"notice:{notice.key}", notice.title)


def remove(notice: Notice, by: User, reason: str) -> None:
    """Take someone's notice away; they are told why."""
    with transaction.atomic():
        notice.removed_at, notice.reason, notice.held = timezone.now(), reason, False
        notice.save(update_fields=["removed_at", "reason", "held"])
        note(by, REMOVED, f"notice:{notice.key}", notice.title, reason=reason)
        with override(notice.by.language):
            lines = [
                gettext("Votre annonce « %(title)s » a été retirée, pour cette raison :")
                % {"title": notice.title},
                reason,
            ]
            words = gettext("Voir mes annonces")
            page = address("exchange:my-notices")
        context: dict[str, object] = {"lines": lines, "page": page, "page_words": words}
        write_to(notice.by, "community/mail/account", _("Votre annonce a été retirée"), context)


def release(notice: Notice, by: User) -> None:
    """Let a held notice appear."""
    with transaction.atomic():
        if Notice.objects.filter(pk=notice.pk, held=True).update(held=False):
            note(by, LET_GO, f"notice:{notice.key}", notice.title)


def remind() -> int:
    """Write to those whose notice ends soon; returns how many."""
    if not settings.EMAIL_HOST:
        return 0
    written = 0
    soon = standing().filter(reminded=False, ends_at__lt=timezone.now() + REMINDED)
    for notice in soon.order_by("ends_at")[:100]:
        with transaction.atomic():
            if Notice.objects.filter(pk=notice.pk, reminded=False).update(reminded=True):
                written += bool(_write_reminder(notice))
    return written


def forget_notices() -> None:
    """Delete what ended, or was removed, long ago."""
    late = timezone.now() - KEPT
    Notice.objects.filter(Q(ends_at__lt=late) | Q(removed_at__lt=late)).delete()


def _settle(notice: Notice) -> None:
    """Work out what follows from what was typed: who holds the place, whether it is read first."""
    place = gazetteer().get(notice.territory)
    notice.epci = place.epci if place else ""
    notice.departement = place.departement if place else ""
    notice.region = place.region if place else ""
    notice.held = notice.held or must_wait(notice.by, f"{notice.title}\n{notice.text}")


def _write_reminder(notice: Notice) -> object:
    with override(notice.by.language):
        lines = [
            gettext("Votre annonce « %(title)s » s’arrête dans quelques jours.")
            % {"title": notice.title},
            gettext("Vous pouvez la prolonger de trois mois, ou la laisser s’arrêter."),
        ]
        words = gettext("Voir mes annonces")
        page = address("exchange:my-notices")
    context: dict[str, object] = {"lines": lines, "page": page, "page_words": words}
    subject = _("Votre annonce s’arrête bientôt")
    return write_to(notice.by, "community/mail/account", subject, context, kind=REMINDERS)

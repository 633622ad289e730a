"""Following a search: asked for with an address, confirmed by mail, left with one click.

Nobody learns here whether an address is known: whoever asks is answered alike, and the rest is told
by mail to the address alone.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext

from carrefour.community.letters import address, letter
from carrefour.community.limits import Limit, count
from carrefour.community.models import Follow, Follower
from carrefour.pipeline.moments import last_moment
from carrefour.pipeline.naming import search_name

FORGOTTEN = timedelta(days=7)  # an address that does not confirm
MANAGED = timedelta(days=60)  # for which a link to one's follows holds
MOST_FOLLOWS = 30  # of one address
OF_AN_EMAIL = Limit("follow.email", 6, timedelta(days=1))  # mails that a stranger can cause
OF_AN_ADDRESS = Limit("follow.address", 20, timedelta(hours=1))
_CONFIRM = TimestampSigner(salt="carrefour.follow.confirm")
_MANAGE = TimestampSigner(salt="carrefour.follow.manage")
_LEAVE = Signer(salt="carrefour.follow.leave")


def ask_to_follow(email: str, params: str, frequency: Follow.Frequency) -> None:
    """Note that ``email`` asks to follow a search, and write the mail by which it confirms.

    One that follows it already is told so. Too many mails a day are not written, in silence.
    """
    if count([OF_AN_EMAIL.of(email)]):
        return
    language = get_language() or "fr"
    with transaction.atomic():
        follower, _ = Follower.objects.get_or_create(email=email)
        known = follower.follows.filter(params=params).first()
        full = known is None and _confirmed(follower).count() >= MOST_FOLLOWS
        if known is None and not full:
            known, _ = Follow.objects.get_or_create(follower=follower, params=params)
        if known and not known.confirmed_at:
            known.frequency, known.language = frequency, language
            known.asked_at = timezone.now()
            known.save()
        _write_asked(follower, known)


def _confirmed(follower: Follower) -> QuerySet[Follow]:
    return follower.follows.exclude(confirmed_at=None)


def _write_asked(follower: Follower, follow: Follow | None) -> None:
    """What the address is told: to confirm, or that it follows already, or too much."""
    context: dict[str, object] = {"most": MOST_FOLLOWS, "days": FORGOTTEN.days}
    subject = gettext("Vos recherches suivies")
    if follow:
        context |= {"name": search_name(follow.query), "follow": follow}
    if follow and not follow.confirmed_at:
        subject = gettext("Confirmez : suivre %(name)s") % context
        context["confirm"] = address("follow:confirm", _CONFIRM.sign(str(follow.pk)))
    else:
        context["manage"] = manage_address(follower)
    letter(
        "community/mail/asked", follower.email, subject, context, follower=follower, follow=follow
    ).save()


def send_manage_link(email: str) -> None:
    """Write to ``email`` the link to its follows, if it has any."""
    if count([OF_AN_EMAIL.of(email)]):
        return
    follower = Follower.objects.filter(email=email).first()
    if follower and _confirmed(follower).exists():
        context: dict[str, object] = {"manage": manage_address(follower), "days": MANAGED.days}
        subject = gettext("Vos recherches suivies")
        letter("community/mail/manage", email, subject, context, follower=follower).save()


def follow_to_confirm(token: str) -> Follow | None:
    """The follow that a mail asked to confirm; ``None`` for a false, late or forgotten one."""
    try:
        pk = _CONFIRM.unsign(token, max_age=FORGOTTEN)
    except BadSignature:
        return None
    return Follow.objects.select_related("follower").filter(pk=pk).first()


def confirm(follow: Follow) -> None:
    """Begin to tell of ``follow``: of what is published from now on."""
    now, last = timezone.now(), last_moment("published_at")
    asked = Follow.objects.filter(pk=follow.pk, confirmed_at=None)
    period = Follow.Frequency(follow.frequency).period
    asked.update(confirmed_at=now, told_until=last or now, next_at=now + period)


def manage_token(follower: Follower) -> str:
    """What the link to one's follows proves itself by, for a while."""
    return _MANAGE.sign(str(follower.pk))


def manage_address(follower: Follower) -> str:
    """The whole address of the page of one's follows."""
    return address("follow:manage", manage_token(follower))


def follower_of(token: str) -> Follower | None:
    """Whose `manage_token` it is; ``None`` for a false or late one, and for one who has left."""
    try:
        return Follower.objects.filter(pk=_MANAGE.unsign(token, max_age=MANAGED)).first()
    except BadSignature:
        return None


def leave_token(follow: Follow) -> str:
    """What the link to leave proves itself by; it holds as long as there is a follow."""
    return _LEAVE.sign(str(follow.pk))


def follow_of(token: str) -> Follow | None:
    """Which follow it is the `leave_token` of; ``None`` for a false one, and for one that ended."""
    try:
        return Follow.objects.filter(pk=_LEAVE.unsign(token)).first()
    except BadSignature:
        return None


def leave(follow: Follow) -> None:
    """End ``follow``; an address that follows nothing more is forgotten."""
    with transaction.atomic():
        follow.delete()
        Follower.objects.filter(pk=follow.follower_id, follows=None).delete()


def change(follow: Follow, frequency: Follow.Frequency) -> None:
    """Tell of ``follow`` so often from now on."""
    follow.frequency = frequency
    follow.next_at = (follow.told_until or timezone.now()) + frequency.period
    follow.save(update_fields=["frequency", "next_at"])


def exported(follower: Follower) -> dict[str, object]:
    """Everything that is kept of ``follower``."""
    return {
        "email": follower.email,
        "follows": [
            {
                "search": follow.params,
                "frequency": follow.frequency,
                "language": follow.language,
                "asked": follow.asked_at.isoformat(),
                "confirmed": follow.confirmed_at.isoformat() if follow.confirmed_at else None,
            }
            for follow in follower.follows.all()
        ],
    }


def forget_unconfirmed() -> None:
    """Delete what was asked for and never confirmed, and addresses that follow nothing."""
    late = timezone.now() - FORGOTTEN
    Follow.objects.filter(confirmed_at=None, asked_at__lt=late).delete()
    Follower.objects.filter(follows=None).delete()

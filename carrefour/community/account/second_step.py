"""The second step of a sign-in: set up, asked for, taken away."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.community.account import totp
from carrefour.community.account.sealing import seal, unseal
from carrefour.community.audit import Verb, note
from carrefour.community.limits import Limit
from carrefour.community.models import SecondFactor, User

GRACE = timedelta(days=14)  # from an operator's first sign-in to when they must have one
OF_A_PERSON = Limit("second-step", 8, timedelta(minutes=15))  # wrong codes
_PURPOSE = "second-step"
ADDED = Verb("second-step.added", _("a ajouté une seconde étape à sa connexion"))
REMOVED = Verb("second-step.removed", _("a retiré la seconde étape de sa connexion"))


def has_second_step(user: User) -> bool:
    """Whether a code is asked of ``user`` when they sign in."""
    return SecondFactor.objects.filter(user=user).exists()


def add(user: User, secret: str, code: str) -> list[str] | None:
    """Have ``user`` sign in with codes of ``secret`` from now on, if ``code`` is one.

    Returns their recovery codes, which are shown this once; ``None`` for a wrong code.
    """
    step = totp.step_of(secret, plain(code))
    if step is None:
        return None
    codes = totp.new_recovery_codes()
    with transaction.atomic():
        SecondFactor.objects.update_or_create(
            user=user,
            defaults={
                "secret": seal(_PURPOSE, {"secret": secret}),
                "codes": [totp.kept(one) for one in codes],
                "last_step": step,
                "since": timezone.now(),
            },
        )
        note(user, ADDED, f"person:{user.pk}")
    return codes


def passes(user: User, code: str) -> bool:
    """Whether ``code`` is one of now or a recovery code that is left; neither serves twice."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None:
            return False
        known = unseal(_PURPOSE, factor.secret)
        step = totp.step_of(known["secret"], plain(code), factor.last_step) if known else None
        spent = {totp.kept(code), *totp.kept_before(code)}
        if step is not None:
            factor.last_step = step
        elif spent & set(factor.codes):
            factor.codes = [one for one in factor.codes if one not in spent]
        else:
            return False
        if known:  # by the key of now, so that those of before can be done away with
            factor.secret = seal(_PURPOSE, known)
        factor.save(update_fields=["last_step", "codes", "secret"])
    return True


def renew_recovery_codes(user: User) -> list[str]:
    """New recovery codes, shown this once; those before serve no more."""
    codes = totp.new_recovery_codes()
    hashed = [totp.kept(one) for one in codes]
    SecondFactor.objects.filter(user=user).update(codes=hashed)
    return codes


def remove(user: User, by: User | None) -> bool:
    """Ask ``user`` for no code any more; False if none was asked. ``by`` is who does it."""
    with transaction.atomic():
        gone, _all = SecondFactor.objects.filter(user=user).delete()
        if gone:
            note(by, REMOVED, f"person:{user.pk}", str(user))
            if by is None:  # at the command line, for an operator who lost their phone
                _begin_grace(user, anew=True)
    return bool(gone)


def note_sign_in(user: User) -> None:
    """From the first time that an operator comes without a second step, their grace runs."""
    if user.is_operator and user.second_step_by is None and not has_second_step(user):
        _begin_grace(user)


def is_asked_to_add(user: User) -> bool:
    """Whether ``user`` is an operator who has no second step and should."""
    wanted = user.is_operator and settings.OPERATORS_NEED_SECOND_STEP
    return wanted and not has_second_step(user)


def must_add(user: User) -> bool:
    """Whether the grace of an operator is over: they do nothing else until they have one."""
    by = user.second_step_by
    return by is not None and by <= timezone.now() and is_asked_to_add(user)


def plain(code: str) -> str:
    """The figures of a code; programs show them with a space in the middle."""
    return "".join(c for c in code if c.isascii() and c.isdigit())


def _begin_grace(user: User, *, anew: bool = False) -> None:
    by = timezone.now() + GRACE
    waiting = User.objects.filter(pk=user.pk)
    (waiting if anew else waiting.filter(second_step_by=None)).update(second_step_by=by)

"""Inviting colleagues by e-mail, whether they have an account or not.

The mail goes to the address alone, and says the same whether it is known here. Its link works once,
for who signs in with that address, as long as who invited is of the organisation.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation
from carrefour.community.audit import Verb, note
from carrefour.community.contacting import holds_link
from carrefour.community.letters import address, letter
from carrefour.community.limits import Limit
from carrefour.community.models import Invitation, Membership, User
from carrefour.community.rights import Right, Stake, may

FORGOTTEN = timedelta(days=14)  # an invitation that nobody accepts
OF_A_PERSON = Limit("invitation.person", 20, timedelta(days=1))
OF_AN_ADDRESS = Limit("invitation.address", 3, timedelta(days=1))
OF_AN_ORGANISATION = Limit("invitation.organisation", 50, timedelta(days=1))
INVITED = Verb("member.invited", _("a invité quelqu’un dans"))
WITHDRAWN = Verb("member.uninvited", _("a retiré une invitation dans"))
JOINED = Verb("member.joined", _("a accepté l’invitation de"))
_SIGNER = TimestampSigner(salt="carrefour.invitation")


class NotTheirs(Exception):
    """The invitation is for another address than that of who is signed in."""


@transaction.atomic
def invite(by: User, organisation: Organisation, email: str, role: Membership.Role) -> Invitation:
    """Write to ``email``; whoever is of the organisation already is not written to."""
    invitation, _new = Invitation.objects.update_or_create(
        organisation=organisation,
        email=email,
        defaults={"role": role, "by": by, "made_at": timezone.now()},
    )
    if not _members(organisation).filter(user__email=email).exists():
        _write(invitation)
    note(by, INVITED, f"organisation:{organisation.pk}", organisation.name, role=role)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, by: User) -> None:
    """Take an invitation back: its link does nothing any more."""
    organisation = invitation.organisation
    if Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        note(by, WITHDRAWN, f"organisation:{organisation.pk}", organisation.name)


def token_of(invitation: Invitation) -> str:
    """What proves that its bearer got the mail."""
    return _SIGNER.sign(f"{invitation.pk}.{invitation.email}")


def invitation_of(token: str) -> Invitation | None:
    """The invitation of a link; ``None`` for one that is false, late, used or withdrawn."""
    try:
        pk, _dot, email = _SIGNER.unsign(token, max_age=FORGOTTEN).partition(".")
    except BadSignature:
        return None
    found = _standing().filter(pk=pk, email=email).first()
    return found if found and _inviter_may(found) else None


def invitations_to(user: User) -> list[Invitation]:
    """The invitations that wait for someone, by the address of their account."""
    return [one for one in _standing().filter(email=user.email) if _inviter_may(one)]


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """Be of the organisation from now on; an editor who is invited stays one.

    Raises `NotTheirs`.
    """
    if user.email != invitation.email:
        raise NotTheirs
    organisation = invitation.organisation
    membership, _new = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": invitation.role}
    )
    if membership.role != Membership.Role.EDITOR or membership.approved_at is None:
        membership.role = invitation.role
    membership.approved_at = membership.approved_at or timezone.now()
    membership.said = ""
    membership.save()
    invitation.delete()
    note(user, JOINED, f"organisation:{organisation.pk}", organisation.name, role=membership.role)
    return membership


def forget_invitations() -> None:
    """Delete invitations whose time is over."""
    Invitation.objects.filter(made_at__lt=timezone.now() - FORGOTTEN).delete()


def _standing() -> QuerySet[Invitation]:
    since = timezone.now() - FORGOTTEN
    return Invitation.objects.filter(made_at__gt=since).select_related("organisation", "by")


def _inviter_may(invitation: Invitation) -> bool:
    """Whether who invited still may, in that role."""
    editor = invitation.role == Membership.Role.EDITOR
    right = Right.APPROVE_MEMBER if editor else Right.INVITE
    stake = Stake(organisations=frozenset([invitation.organisation_id]))
    return may(invitation.by, right, stake)


def _members(organisation: Organisation) -> QuerySet[Membership]:
    return organisation.memberships.exclude(approved_at=None)


def _write(invitation: Invitation) -> None:
    """The mail, in the language of who invites: that of who is invited is not known."""
    by, organisation = invitation.by, invitation.organisation
    who = by.name if by.name and not holds_link(by.name) else gettext("Une personne")
    language = get_language() or "fr"
    context: dict[str, object] = {
        "who": who,
        "organisation": organisation,
        "page": address("community:invitation", token_of(invitation)),
        "about": address("web:organisation", organisation.pk),
        "days": FORGOTTEN.days,
        "language": language,
    }
    subject = gettext("%(who)s vous invite à rejoindre « %(name)s » sur Carrefour") % {
        "who": who,
        "name": organisation.name,
    }
    letter("community/mail/invitation", invitation.email, subject, context).save()

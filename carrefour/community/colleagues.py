"""The people of an organisation: asking to be one, approving, roles, leaving."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation
from carrefour.community.audit import Verb, note
from carrefour.community.letters import Kind, address, write_to
from carrefour.community.limits import Limit
from carrefour.community.models import Invitation, Membership, User

OF_A_PERSON = Limit("membership.person", 10, timedelta(days=1))
LONGEST = 500  # characters of what someone writes to those who approve
REQUESTS = Kind("organisation.requests", _("demandes adressées à votre organisation"))
ASKED = Verb("member.asked", _("a demandé à rejoindre"))
APPROVED = Verb("member.approved", _("a accepté quelqu’un dans"))
DECLINED = Verb("member.declined", _("n’a pas accepté quelqu’un dans"))
CHANGED = Verb("member.role", _("a changé un rôle dans"))
REMOVED = Verb("member.removed", _("a retiré quelqu’un de"))
LEFT = Verb("member.left", _("a quitté"))
Role = Membership.Role


class LastEditor(Exception):
    """An organisation would be left without anyone to write for it."""


def approved(organisation: Organisation) -> list[Membership]:
    """The colleagues, editors first, then by name."""
    every = organisation.memberships.exclude(approved_at=None).select_related("user")
    return sorted(every, key=lambda one: (one.role != Role.EDITOR, str(one.user).casefold()))


@transaction.atomic
def ask(user: User, organisation: Organisation, said: str, duty: str) -> Membership:
    """Ask to be of ``organisation``; its editors are told, else the operators."""
    membership, new = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"said": said, "duty": duty}
    )
    if not new:
        return membership
    note(user, ASKED, *_target(organisation))
    told = _("%(who)s demande à rejoindre « %(name)s » sur Carrefour.")
    for one in approvers(organisation):
        with override(one.language):
            words = gettext("Répondre à la demande")
        _write(one, _("Quelqu’un demande à vous rejoindre"), [told], organisation, words, user)
    return membership


def approvers(organisation: Organisation) -> list[User]:
    """Who is told that someone asks to join: the editors, or the operators where there are none."""
    of_it = User.objects.filter(
        is_active=True,
        memberships__organisation=organisation,
        memberships__role=Role.EDITOR,
        memberships__approved_at__isnull=False,
    )
    return list(of_it) or list(User.objects.filter(is_active=True, is_operator=True))


@transaction.atomic
def approve(membership: Membership, by: User, role: Membership.Role = Role.MEMBER) -> None:
    """Let someone who asked be of the organisation; they are told."""
    waiting = Membership.objects.filter(pk=membership.pk, approved_at=None)
    if not waiting.update(approved_at=timezone.now(), role=role, said=""):
        return
    organisation = membership.organisation
    note(by, APPROVED, *_target(organisation), member=membership.user_id, role=role)
    told = _("Vous faites maintenant partie de « %(name)s » sur Carrefour.")
    with override(membership.user.language):
        words = gettext("Voir l’organisation")
    _write(membership.user, _("Votre demande est acceptée"), [told], organisation, words)


@transaction.atomic
def decline(membership: Membership, by: User) -> None:
    """Say no to someone who asked; they are told."""
    waiting = Membership.objects.filter(pk=membership.pk, approved_at=None)
    if not waiting.delete()[0]:
        return
    organisation = membership.organisation
    note(by, DECLINED, *_target(organisation), member=membership.user_id)
    told = _("Votre demande de rejoindre « %(name)s » n’a pas été acceptée.")
    _write(membership.user, _("Votre demande n’est pas acceptée"), [told], organisation, "")


@transaction.atomic
def change_role(membership: Membership, by: User, role: Membership.Role) -> None:
    """Give a colleague another role. Raises `LastEditor`."""
    _lock(membership.organisation)
    if role != Role.EDITOR and not by.is_operator:
        _insist_on_another(membership)
    kept = Membership.objects.filter(pk=membership.pk).exclude(approved_at=None).exclude(role=role)
    if kept.update(role=role):
        organisation = membership.organisation
        before = Role.MEMBER if role == Role.EDITOR else Role.EDITOR
        changes = {"role": [before, role]}
        note(by, CHANGED, *_target(organisation), member=membership.user_id, changes=changes)


@transaction.atomic
def remove(membership: Membership, by: User) -> None:
    """Have someone be of the organisation no more, with the invitations that they sent.

    They are told, unless they leave by themselves. Raises `LastEditor`.
    """
    organisation, leaves = membership.organisation, membership.user_id == by.pk
    _lock(organisation)
    if leaves or not by.is_operator:
        _insist_on_another(membership)
    Invitation.objects.filter(organisation=organisation, by=membership.user).delete()
    if not Membership.objects.filter(pk=membership.pk).delete()[0]:
        return
    verb = LEFT if leaves else REMOVED
    note(by, verb, *_target(organisation), member=membership.user_id)
    if not leaves:
        told = _("Vous ne faites plus partie de « %(name)s » sur Carrefour.")
        _write(membership.user, _("Vous ne faites plus partie d’une organisation"), [told],
               organisation, "")  # fmt: skip


@transaction.atomic
def leave(membership: Membership, heir: Membership | None = None) -> None:
    """Leave an organisation, ``heir`` writing for it from now on. Raises `LastEditor`."""
    if heir is not None and heir.organisation_id == membership.organisation_id:
        change_role(heir, membership.user, Role.EDITOR)
    remove(membership, membership.user)


def is_last_editor(membership: Membership) -> bool:
    """Whether nobody else writes for the organisation."""
    if membership.role != Role.EDITOR or membership.approved_at is None:
        return False
    others = Membership.objects.filter(organisation=membership.organisation_id, role=Role.EDITOR)
    return not others.exclude(pk=membership.pk).exclude(approved_at=None).exists()


def _insist_on_another(membership: Membership) -> None:
    membership.refresh_from_db(fields=["role", "approved_at"])
    if is_last_editor(membership):
        raise LastEditor


def _lock(organisation: Organisation) -> None:
    """Two editors who leave at once take turns, so that one of them is the last."""
    list(organisation.memberships.select_for_update().values_list("pk"))


def _target(organisation: Organisation) -> tuple[str, str]:
    return f"organisation:{organisation.pk}", organisation.name


def _write(
    to: User,
    subject: object,
    lines: list[object],
    organisation: Organisation,
    words: str,
    about: User | None = None,
) -> None:
    """Write to a colleague, or to who asked to be one; ``about`` is who asks."""
    with override(to.language):
        told = {"name": organisation.name, "who": about or ""}
        context: dict[str, object] = {
            "lines": [str(line) % told for line in lines],
            "page": address("community:organisation", organisation.pk) if words else "",
            "page_words": words,
        }
        kind = REQUESTS if about else None
        write_to(to, "community/mail/account", str(subject), context, kind=kind)

"""Organisations that ask to join the collective: who they are, and what operators answer."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation
from carrefour.community.audit import Verb, note
from carrefour.community.charter import sign
from carrefour.community.letters import Kind, address, write_to
from carrefour.community.limits import Limit
from carrefour.community.logos import drop_logo
from carrefour.community.models import Application, Membership, Profile, User
from carrefour.structure.organisations import name_key, written

OF_A_PERSON = Limit("application.person", 3, timedelta(days=1))
LONGEST = 2000  # characters of a description
ALIKE = 6  # organisations that are proposed while one types a name
FEWEST = 3  # characters of a name before any are
TO_WELCOME = Kind("collective.applications", _("demandes d’adhésion à décider"))
ASKED = Verb("organisation.asked", _("a demandé l’adhésion de"))
WELCOMED = Verb("organisation.welcomed", _("a accueilli"))
REFUSED = Verb("organisation.refused", _("a refusé l’adhésion de"))
PARTED = Verb("organisation.parted", _("a retiré du collectif"))


class Decided(Exception):
    """Someone decided on it already."""


def alike(name: str, number: str = "") -> list[Organisation]:
    """Organisations that have this number or begin with this name, the exact ones first."""
    key = name_key(name)[:200]
    wanted = Q(number=number) if number else Q(pk__in=[])
    if len(key) >= FEWEST:
        wanted |= Q(key__startswith=key)
    found = Organisation.objects.filter(wanted).select_related("profile").order_by("key", "pk")
    exact = sorted(found[:50], key=lambda one: (one.number != number or not number, one.key != key))
    return exact[:ALIKE]


def namesake(name: str, number: str) -> Organisation | None:
    """The organisation that one of this name and number is, if it is known.

    A number tells alone; a name does unless both have a number, and these differ.
    """
    if number and (known := Organisation.objects.filter(number=number).order_by("pk").first()):
        return known
    named = Organisation.objects.filter(key=name_key(name)[:200]).order_by("pk")
    if number:
        named = named.filter(number="")
    return named.first()


@transaction.atomic
def apply(application: Application) -> None:
    """Keep what an organisation asks, and tell the operators."""
    application.save()
    user = application.user
    note(
        user, ASKED, f"application:{application.pk}", application.name, charter=application.charter
    )
    for operator in User.objects.filter(is_operator=True, is_active=True):
        with override(operator.language):
            context: dict[str, object] = {
                "lines": [
                    gettext("« %(name)s » demande à rejoindre le collectif.")
                    % {"name": application.name}
                ],
                "page": address("desk:applications"),
                "page_words": gettext("Lire la demande"),
            }
        subject = _("Une organisation demande à rejoindre Carrefour")
        write_to(operator, "community/mail/account", subject, context, kind=TO_WELCOME)


@transaction.atomic
def welcome(application: Application, by: User) -> Organisation:
    """Make the organisation one of the collective, and who asked its first editor.

    Raises `Decided`.
    """
    _decide(application, by, Application.State.APPROVED)
    organisation = _organisation(application)
    Profile.objects.get_or_create(
        organisation=organisation,
        defaults={
            "name": application.name,
            "kind": application.kind,
            "parts": application.parts,
            "description_fr": application.description,
            "url": application.url,
            "territory": application.territory,
        },
    )
    Membership.objects.update_or_create(
        user=application.user,
        organisation=organisation,
        defaults={
            "role": Membership.Role.EDITOR,
            "approved_at": timezone.now(),
            "duty": application.duty,
            "said": "",
        },
    )
    sign(application.user, organisation, application.charter, application.asked_at)
    application.organisation = organisation
    application.save(update_fields=["organisation"])
    note(by, WELCOMED, f"organisation:{organisation.pk}", organisation.name)
    _answer(
        application,
        _("Bienvenue dans le collectif"),
        [_("« %(name)s » fait maintenant partie du collectif."), _WHAT_NOW],
        "community:organisation",
        _("Présenter l’organisation, inviter vos collègues"),
    )
    return organisation


@transaction.atomic
def refuse(application: Application, by: User, reason: str) -> None:
    """Say no, with a reason that who asked is told. Raises `Decided`."""
    _decide(application, by, Application.State.REFUSED, reason)
    note(by, REFUSED, f"application:{application.pk}", application.name, reason=reason)
    told = _("La demande de « %(name)s » n’a pas été acceptée, pour cette raison :")
    _answer(application, _("Votre demande d’adhésion"), [told, reason, _AGAIN], "", "")


@transaction.atomic
def part(organisation: Organisation, by: User) -> None:
    """Have an organisation be of the collective no more: people, words, logo and signatures go.

    The log keeps that it signed. One that runs sources stays in the directory until these end.
    """
    profile = Profile.objects.filter(pk=organisation.pk).first()
    logo = profile.logo if profile else ""
    organisation.memberships.all().delete()
    organisation.invitations.all().delete()
    organisation.signatures.all().delete()
    Profile.objects.filter(pk=organisation.pk).delete()
    note(by, PARTED, f"organisation:{organisation.pk}", organisation.name)
    if logo and not Profile.objects.filter(logo=logo).exists():
        transaction.on_commit(lambda: drop_logo(logo))


_WHAT_NOW = _("Vous pouvez compléter sa présentation, ajouter son logo et inviter vos collègues.")
_AGAIN = _("Vous pouvez faire une nouvelle demande si cela change.")


def _decide(application: Application, by: User, state: Application.State, reason: str = "") -> None:
    waiting = Application.objects.filter(pk=application.pk, state=Application.State.WAITING)
    told = {"state": state, "reason": reason, "decided_by": str(by)[:150]}
    if not waiting.update(decided_at=timezone.now(), **told):
        raise Decided
    application.refresh_from_db()


def _organisation(application: Application) -> Organisation:
    """The organisation that it was found to be, or a new one."""
    known = application.organisation
    if known is not None:
        if application.number and not known.number:
            known.number = application.number
            known.save(update_fields=["number"])
        return known
    key = name_key(application.name)[:200]
    slug = slugify(key)[:60].strip("-") or "organisation"
    if Organisation.objects.filter(pk=slug).exists():
        mark = hashlib.sha256(f"{key}{application.number}".encode()).hexdigest()[:8]
        slug = f"{slug}-{mark}"
    return Organisation.objects.create(
        slug=slug,
        name=written(application.name)[:200],
        key=key,
        number=application.number,
        kind=application.kind,
    )


def _answer(
    application: Application, subject: object, lines: list[object], page: str, words: object
) -> None:
    user = application.user
    with override(user.language):
        told = {"name": application.name}
        context: dict[str, object] = {
            "lines": [str(line) % told if line is lines[0] else str(line) for line in lines],
            "page": address(page, application.organisation_id) if page else "",
            "page_words": str(words),
        }
        write_to(user, "community/mail/account", str(subject), context)

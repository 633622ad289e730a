"""Becoming the holder of a sheet: by an address at the project's domain, or by someone's word."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carrefour.catalogue.models import Sheet
from carrefour.community.audit import Verb, note
from carrefour.community.letters import address, letter
from carrefour.community.limits import Limit
from carrefour.community.models import User
from carrefour.contribution.domains import domain_of
from carrefour.contribution.models import Proposal

VALID = timedelta(days=3)
LONGEST = 64  # characters before the "@" (RFC 5321)
OF_A_PERSON = Limit("claim.person", 5, timedelta(days=1))
OF_A_SHEET = Limit("claim.sheet", 5, timedelta(days=1))
ASKED = Verb("claim.asked", gettext_lazy("a demandé à prouver qu’une fiche est la sienne"))
_PROOF = TimestampSigner(salt="carrefour.contribution.claim")
_LOCAL = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$")


def address_at(sheet: Sheet, local: str) -> str:
    """The address that ``local`` and the sheet's domain make; empty when it is none.

    ``local`` may be the whole address, if it is at that very domain.
    """
    domain = domain_of(sheet)
    name, at, host = local.strip().partition("@")
    if not domain or (at and host.lower() != domain) or len(name) > LONGEST:
        return ""
    if not _LOCAL.match(name):
        return ""
    email = f"{name}@{domain}".lower()
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email


def ask_for_proof(proposal: Proposal, email: str) -> None:
    """Keep the claim, and write to ``email`` the link by which its author proves it."""
    with transaction.atomic():
        proposal.content = {"way": "email"}
        proposal.save()
        page = address("contribution:proof", proposal.sheet, _PROOF.sign(proposal.pk.hex))
        context: dict[str, object] = {"title": proposal.title, "page": page, "days": VALID.days}
        letter("contribution/mail/proof", email, _("Est-ce votre projet ?"), context).save()
        note(proposal.by, ASKED, f"sheet:{proposal.sheet}", proposal.title)


def proven(token: str, user: User) -> Proposal | None:
    """The claim that ``token`` proves, if ``user`` made it; ``None`` for a false or late one."""
    try:
        pk = _PROOF.unsign(token, max_age=VALID)
    except BadSignature:
        return None
    claims = Proposal.objects.filter(kind=Proposal.Kind.CLAIM, state=Proposal.State.DRAFT)
    return claims.filter(pk=pk, by=user).first()

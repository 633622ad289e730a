"""What this room adds to the menus of an account."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.community.access import user_of
from carrefour.community.inviting import FORGOTTEN
from carrefour.community.models import Invitation, Membership, User
from carrefour.community.slots import Entry


def account(request: HttpRequest) -> Iterable[Entry]:
    """One's organisations, with how many invitations and requests wait for an answer there."""
    user = user_of(request)
    if user is not None:
        yield Entry(_("Mes organisations"), reverse("community:organisations"), _waiting(user))


def _waiting(user: User) -> int:
    edited = user.memberships.filter(role=Membership.Role.EDITOR).exclude(approved_at=None)
    asking = Membership.objects.filter(
        organisation__in=edited.values("organisation"), approved_at=None
    )
    since = timezone.now() - FORGOTTEN
    return asking.count() + Invitation.objects.filter(email=user.email, made_at__gt=since).count()

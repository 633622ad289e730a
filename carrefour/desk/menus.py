"""What the people of the collective add to the desk's menu."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carrefour.community.access import user_of
from carrefour.community.models import Application
from carrefour.community.slots import Entry


def collective(_request: HttpRequest) -> Iterable[Entry]:
    """Organisations that ask to join, people and their roles, the charter."""
    waiting = Application.objects.filter(state=Application.State.WAITING).count()
    yield Entry(_("Adhésions"), reverse("desk:applications"), waiting)
    yield Entry(_("Personnes et rôles"), reverse("desk:people"))
    yield Entry(_("Charte"), reverse("desk:charter"))


def own_sources(request: HttpRequest) -> Iterable[Entry]:
    """The sources of one's organisations, for who has any."""
    user = user_of(request)
    if (
        user
        and user.memberships.filter(
            approved_at__isnull=False, organisation__sources__isnull=False
        ).exists()
    ):
        yield Entry(_("Mes sources"), reverse("own:sources"))

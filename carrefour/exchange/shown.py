"""What this room adds to the pages of others (`carrefour.community.slots`)."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation
from carrefour.community.access import user_of
from carrefour.community.rights import Right, may
from carrefour.community.slots import Entry, draws, lists
from carrefour.exchange.conversing import unread_count
from carrefour.exchange.reaching import speaking_for
from carrefour.exchange.reviewing import waiting


def fill() -> None:
    """Add to the slots."""
    lists("account", _of_account, order=40)
    lists("desk", _of_desk, order=60)
    draws("organisation", _of_organisation, order=80)


def _of_account(request: HttpRequest) -> Iterator[Entry]:
    user = user_of(request)
    if user is None:
        return
    yield Entry(_("Messages"), reverse("exchange:threads"), unread_count(user))
    if may(user, Right.MODERATE):
        yield Entry(_("Échanges à relire"), reverse("exchange:review"), waiting(user).count)


def _of_desk(_request: HttpRequest) -> Iterator[Entry]:
    yield Entry(_("Échanges à relire"), reverse("exchange:review"))


def _of_organisation(request: HttpRequest, subject: object) -> SafeString | None:
    """The way to write to an organisation, where someone receives it."""
    if not isinstance(subject, Organisation) or not speaking_for(subject.pk).exists():
        return None
    return _drawn("exchange/parts/organisation.html", request, organisation=subject)


def _drawn(template: str, request: HttpRequest, **context: object) -> SafeString:
    return mark_safe(render_to_string(template, context, request))  # noqa: S308 - our templates

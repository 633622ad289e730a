"""Where the pages about the API appear in menus."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carrefour.community.slots import Entry


def account(_request: HttpRequest) -> Iterable[Entry]:
    """One's keys, and the addresses that one has called."""
    yield Entry(_("Clés d’API"), reverse("programs:keys"))
    yield Entry(_("Appels d’adresses"), reverse("programs:hooks"))

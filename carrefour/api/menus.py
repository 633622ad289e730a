"""Where the pages about the API appear in menus."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carrefour.community.slots import Entry


def account(_request: HttpRequest) -> Iterable[Entry]:
    """One's keys."""
    yield Entry(_("Clés d’API"), reverse("programs:keys"))
